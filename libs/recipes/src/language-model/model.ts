import type { TensorHandle } from '@graticule/tensor';
import type { LanguageModelConfig } from './config.js';
import type { Parameter } from './parameter.js';

export interface Model {
  readonly parameters: readonly Parameter[];
  /** inputs int32 [examples, context]; returns [examples × targetsPerExample, types]. */
  logits(inputs: TensorHandle): TensorHandle;
}

/** What the weights are made from. */
export interface ModelSource {
  readonly config: LanguageModelConfig;
  readonly types: number;
  readonly seed: number;
}
