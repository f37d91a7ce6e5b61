import type { Ops, TensorHandle, Variable } from './ops.js';

/** One small model of each family that recipes train, with its batch. */
export interface TestModel {
  readonly name: string;
  build(ops: Ops): { readonly parameters: readonly Variable[]; readonly loss: () => TensorHandle };
}

function draws(ops: Ops): (name: string, shape: readonly number[], deviation?: number) => Variable {
  let state = 7;
  const next = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  return (name, shape, deviation = 0.3) => {
    const size = shape.reduce((a, b) => a * b, 1);
    return ops.variable(
      name,
      Float32Array.from({ length: size }, () => next() * 3.46 * deviation),
      shape,
    );
  };
}

const classes = (ops: Ops, count: number, of: number): TensorHandle =>
  ops.indices(
    Int32Array.from({ length: count }, (_, i) => (i * 5 + (i >> 1)) % of),
    [count],
  );

/** Embeddings of the last words, concatenated, into a two-layer network. */
const WORDS: TestModel = {
  name: 'word model',
  build(ops) {
    const draw = draws(ops);
    const [table, w1, b1] = [draw('table', [30, 4]), draw('w1', [12, 16]), draw('b1', [16])];
    const [w2, b2] = [draw('w2', [16, 30]), draw('b2', [30])];
    const [ids, targets] = [ops.reshape(classes(ops, 24, 30), [8, 3]), classes(ops, 8, 30)];
    return {
      parameters: [table, w1, b1, w2, b2],
      loss() {
        const x = ops.reshape(ops.embedding(table, ids), [8, 12]);
        const logits = ops.linear(ops.relu(ops.linear(x, w1, b1)), w2, b2);
        return ops.mean(ops.crossEntropyRows(logits, targets));
      },
    };
  },
};

const TRANSFORMER: TestModel = {
  name: 'transformer',
  build(ops) {
    const draw = draws(ops);
    const [table, places] = [draw('table', [20, 8]), draw('places', [6, 8])];
    const [gain, bias] = [ops.variable('gain', new Float32Array(8).fill(1), [8]), draw('bias', [8])];
    const [qkv, out, up, down] = [
      draw('qkv', [8, 24]),
      draw('out', [8, 8]),
      draw('up', [8, 16]),
      draw('down', [16, 8]),
    ];
    const head = draw('head', [8, 20]);
    const [ids, targets] = [ops.reshape(classes(ops, 18, 20), [3, 6]), classes(ops, 18, 20)];
    return {
      parameters: [table, places, gain, bias, qkv, out, up, down, head],
      loss() {
        let x = ops.reshape(ops.add(ops.embedding(table, ids), places), [18, 8]);
        const split = ops.linear(ops.layerNorm(x, gain, bias), qkv);
        x = ops.add(x, ops.linear(ops.attention(split, { sequences: 3, heads: 2, mask: 'causal' }), out));
        x = ops.add(x, ops.linear(ops.gelu(ops.linear(ops.layerNorm(x, gain, bias), up)), down));
        return ops.mean(ops.crossEntropyRows(ops.linear(x, head), targets));
      },
    };
  },
};

const CONVOLUTIONS: TestModel = {
  name: 'convolutional network',
  build(ops) {
    const draw = draws(ops);
    const [first, second, head] = [draw('first', [3, 3, 1, 4]), draw('second', [3, 3, 4, 6]), draw('head', [24, 5])];
    const [images, targets] = [draw('images', [4, 8, 8, 1], 1), classes(ops, 4, 5)];
    return {
      parameters: [first, second, head],
      loss() {
        const same = { stride: 1, padding: 'same' } as const;
        const half = { stride: 2, padding: 'valid' } as const;
        const x = ops.maxPool(ops.relu(ops.conv2d(images, first, same)), 2, half);
        const y = ops.averagePool(ops.tanh(ops.conv2d(x, second, same)), 2, half);
        return ops.mean(ops.crossEntropyRows(ops.linear(ops.reshape(y, [4, 24]), head), targets));
      },
    };
  },
};

const LOW_RANK: TestModel = {
  name: 'low-rank network',
  build(ops) {
    const draw = draws(ops);
    const [u, v, w] = [draw('u', [10, 2]), draw('v', [2, 12]), draw('w', [12, 4])];
    const [x, targets] = [draw('x', [6, 10], 1), classes(ops, 6, 4)];
    return {
      parameters: [u, v, w],
      loss: () => ops.mean(ops.crossEntropyRows(ops.matMul(ops.relu(ops.matMul(ops.matMul(x, u), v)), w), targets)),
    };
  },
};

const FACTORS: TestModel = {
  name: 'matrix factorisation',
  build(ops) {
    const draw = draws(ops);
    const [users, items, bias] = [draw('users', [9, 3]), draw('items', [7, 3]), draw('bias', [7, 1])];
    const [who, what, ratings] = [classes(ops, 12, 9), classes(ops, 12, 7), draw('ratings', [12], 1)];
    return {
      parameters: [users, items, bias],
      loss() {
        const products = ops.sum(ops.multiply(ops.embedding(users, who), ops.embedding(items, what)), 1);
        const predicted = ops.add(products, ops.reshape(ops.embedding(bias, what), [12]));
        return ops.mean(ops.square(ops.subtract(predicted, ratings)));
      },
    };
  },
};

export const MODELS: readonly TestModel[] = [WORDS, TRANSFORMER, CONVOLUTIONS, LOW_RANK, FACTORS];
