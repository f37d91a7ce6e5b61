import type { Ops } from '@graticule/tensor';
import type { LanguageModelConfig } from './config.js';
import { mlp } from './mlp.js';
import type { Model, ModelSource } from './model.js';
import { transformer } from './transformer.js';

/** A fresh model. Throws when it has not the number of parameters its configuration promises. */
export function buildModel(ops: Ops, source: ModelSource): Model {
  const model = source.config.model === 'mlp' ? mlp(ops, source) : transformer(ops, source);
  const planned = plannedParameters(source.config, source.types);
  const made = model.parameters.reduce((sum, { variable }) => sum + variable.size, 0);
  if (made !== planned) throw new Error(`the model has ${made} parameters, planned were ${planned}`);
  return model;
}

/** The number of parameters, from the architecture alone. */
function plannedParameters(config: LanguageModelConfig, types: number): number {
  const { contextLength: context, embeddingSize: width, hiddenSize: hidden, layers } = config;
  if (config.model === 'mlp') return types * width + (context * width + 1) * hidden + (hidden + 1) * types;
  const norm = 2 * width;
  const attention = (width + 1) * 3 * width + (width + 1) * width;
  const feedForward = (width + 1) * hidden + (hidden + 1) * width;
  return (types + context) * width + layers * (2 * norm + attention + feedForward) + norm + (width + 1) * types;
}
