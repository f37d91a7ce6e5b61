import type { Ops, TensorHandle } from '@graticule/tensor';
import type { Model, ModelSource } from './model.js';
import { ParameterFactory } from './parameter.js';

/** Of every matrix; the two of a block that write to the residual stream divide it by the root of their number. */
const DEVIATION = 0.02;

/** Pre-norm decoder with learnt positions and an untied output. */
export function transformer(ops: Ops, { config, types, seed }: ModelSource): Model {
  const { contextLength, embeddingSize: width } = config;
  const make = new ParameterFactory(ops, config, seed);
  const tokens = make.matrix('embedding', 'embedding', {
    name: 'embedding',
    shape: [types, width],
    deviation: DEVIATION,
  });
  const positionInit = { name: 'embedding/position', shape: [contextLength, width], deviation: DEVIATION };
  const positions = make.matrix('embedding', 'embedding', positionInit);
  const blocks = Array.from({ length: config.layers }, (_, i) => block(ops, make, { config, layer: `block ${i + 1}` }));
  const norm = normOf(ops, make, { layer: 'output', name: 'output/norm', width });
  const output = make.matrix('output', 'output', {
    name: 'output/weight',
    shape: [width, types],
    deviation: DEVIATION,
  });
  const outputBias = make.bias('output', 'output/bias', types);
  return {
    parameters: make.made,
    logits: (inputs) => {
      const embedded = ops.add(ops.embedding(tokens, inputs), positions);
      let stream = ops.reshape(embedded, [inputs.size, width]);
      for (const apply of blocks) stream = apply(stream);
      return ops.linear(norm(stream), output, outputBias);
    },
  };
}

type Layer = (x: TensorHandle) => TensorHandle;

function block(
  ops: Ops,
  make: ParameterFactory,
  { config, layer }: { config: ModelSource['config']; layer: string },
): Layer {
  const { contextLength, embeddingSize: width, hiddenSize, heads, layers } = config;
  const residual = DEVIATION / Math.sqrt(2 * layers);
  const dense = (name: string, shape: readonly [number, number], deviation: number): Layer => {
    const weight = make.matrix(layer, 'hidden', { name: `${layer}/${name}/weight`, shape, deviation });
    const bias = make.bias(layer, `${layer}/${name}/bias`, shape[1]);
    return (x) => ops.linear(x, weight, bias);
  };
  const firstNorm = normOf(ops, make, { layer, name: `${layer}/norm 1`, width });
  const queriesKeysValues = dense('attention', [width, 3 * width], DEVIATION);
  const project = dense('projection', [width, width], residual);
  const secondNorm = normOf(ops, make, { layer, name: `${layer}/norm 2`, width });
  const widen = dense('feed-forward 1', [width, hiddenSize], DEVIATION);
  const narrow = dense('feed-forward 2', [hiddenSize, width], residual);
  return (x) => {
    const shape = { sequences: x.size / width / contextLength, heads, mask: 'causal' } as const;
    const attended = ops.add(x, project(ops.attention(queriesKeysValues(firstNorm(x)), shape)));
    return ops.add(attended, narrow(ops.gelu(widen(secondNorm(attended)))));
  };
}

function normOf(
  ops: Ops,
  make: ParameterFactory,
  { layer, name, width }: { layer: string; name: string; width: number },
): Layer {
  const gain = make.gain(layer, `${name}/gain`, width);
  const bias = make.bias(layer, `${name}/bias`, width);
  return (x) => ops.layerNorm(x, gain, bias);
}
