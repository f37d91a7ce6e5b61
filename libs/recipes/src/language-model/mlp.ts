import type { Ops } from '@graticule/tensor';
import type { Model, ModelSource } from './model.js';
import { ParameterFactory } from './parameter.js';

/** Embeddings of the context side by side, one ReLU layer, untied output. */
export function mlp(ops: Ops, { config, types, seed }: ModelSource): Model {
  const { contextLength, embeddingSize, hiddenSize } = config;
  const joined = contextLength * embeddingSize;
  const make = new ParameterFactory(ops, config, seed);
  const embedding = make.matrix('embedding', 'embedding', {
    name: 'embedding',
    shape: [types, embeddingSize],
    deviation: 0.3,
  });
  const hiddenInit = { name: 'hidden/weight', shape: [joined, hiddenSize], deviation: Math.sqrt(2 / joined) };
  const hidden = make.matrix('hidden', 'hidden', hiddenInit);
  const hiddenBias = make.bias('hidden', 'hidden/bias', hiddenSize);
  const outputInit = { name: 'output/weight', shape: [hiddenSize, types], deviation: Math.sqrt(1 / hiddenSize) };
  const output = make.matrix('output', 'output', outputInit);
  const outputBias = make.bias('output', 'output/bias', types);
  return {
    parameters: make.made,
    logits: (inputs) => {
      const examples = inputs.size / contextLength;
      const context = ops.reshape(ops.embedding(embedding, inputs), [examples, joined]);
      return ops.linear(ops.relu(ops.linear(context, hidden, hiddenBias)), output, outputBias);
    },
  };
}
