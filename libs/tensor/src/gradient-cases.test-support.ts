import { ACTIVATION_CASES, ELEMENT_CASES } from './element-cases.test-support.js';
import { type GradientCase, kinked, one, positive } from './gradient-case.test-support.js';
import { IMAGE_CASES } from './image-cases.test-support.js';

const PRODUCTS: readonly GradientCase[] = [
  {
    name: 'matMul',
    shapes: [
      [4, 5],
      [5, 3],
    ],
    of: (tf, a, b) => tf.matMul(a, b),
    smooth: true,
  },
  {
    name: 'matMul aT',
    shapes: [
      [5, 4],
      [5, 3],
    ],
    of: (tf, a, b) => tf.matMul(a, b, true),
    smooth: true,
  },
  {
    name: 'matMul bT',
    shapes: [
      [4, 5],
      [3, 5],
    ],
    of: (tf, a, b) => tf.matMul(a, b, false, true),
    smooth: true,
  },
  {
    name: 'matMul aT bT',
    shapes: [
      [5, 4],
      [3, 5],
    ],
    of: (tf, a, b) => tf.matMul(a, b, true, true),
    smooth: true,
  },
  {
    name: 'matMul of vectors',
    shapes: [
      [1, 7],
      [7, 1],
    ],
    of: (tf, a, b) => tf.matMul(a, b),
    smooth: true,
  },
  {
    name: 'matMul wide',
    shapes: [
      [17, 33],
      [33, 65],
    ],
    of: (tf, a, b) => tf.matMul(a, b),
  },
  {
    name: 'matMul batched',
    shapes: [
      [3, 4, 5],
      [3, 5, 2],
    ],
    of: (tf, a, b) => tf.matMul(a, b),
    smooth: true,
  },
  {
    name: 'matMul batched aT',
    shapes: [
      [3, 5, 4],
      [3, 5, 2],
    ],
    of: (tf, a, b) => tf.matMul(a, b, true),
  },
  {
    name: 'matMul batched bT',
    shapes: [
      [3, 4, 5],
      [3, 2, 5],
    ],
    of: (tf, a, b) => tf.matMul(a, b, false, true),
  },
  {
    name: 'matMul rank 4',
    shapes: [
      [2, 3, 4, 5],
      [2, 3, 5, 2],
    ],
    of: (tf, a, b) => tf.matMul(a, b),
  },
  {
    name: 'matMul rank 4 bT',
    shapes: [
      [2, 3, 4, 5],
      [2, 3, 4, 5],
    ],
    of: (tf, a, b) => tf.matMul(a, b, false, true),
  },
  { name: 'dot', shapes: [[6], [6]], of: (tf, a, b) => tf.dot(a, b), smooth: true },
  { name: 'outerProduct', shapes: [[4], [3]], of: (tf, a, b) => tf.outerProduct(a.as1D(), b.as1D()), smooth: true },
  {
    name: 'fused matMul with bias and relu',
    shapes: [[4, 5], [5, 3], [3]],
    of: (tf, a, b, bias) => tf.fused.matMul({ a, b, bias, activation: 'relu' }),
  },
];

const REDUCTIONS: readonly GradientCase[] = [
  one('sum', (tf, a) => tf.sum(a)),
  one('sum along the first axis', (tf, a) => tf.sum(a, 0)),
  one('sum along a middle axis', (tf, a) => tf.sum(a, 1, true), kinked, [3, 4, 5]),
  one('mean', (tf, a) => tf.mean(a)),
  one('mean along the last axis', (tf, a) => tf.mean(a, -1, true)),
  one('max', (tf, a) => tf.max(a, -1), kinked),
  one('min', (tf, a) => tf.min(a, -1), kinked),
  one('prod', (tf, a) => tf.prod(a, 1), positive),
  one('norm', (tf, a) => tf.norm(a), kinked),
  one('variance', (tf, a) => tf.moments(a, -1).variance),
  one('cumsum', (tf, a) => tf.cumsum(a, 1)),
];

const SHAPES: readonly GradientCase[] = [
  one('reshape', (tf, a) => tf.reshape(a, [2, 10])),
  one('transpose', (tf, a) => tf.transpose(a)),
  one('transpose with the last axis in place', (tf, a) => tf.transpose(a, [1, 0, 2]), kinked, [3, 4, 5]),
  one('transpose of heads', (tf, a) => tf.transpose(a, [2, 0, 3, 1, 4]), kinked, [2, 3, 3, 2, 4]),
  {
    name: 'concat first',
    shapes: [
      [2, 5],
      [3, 5],
    ],
    of: (tf, a, b) => tf.concat([a, b], 0),
  },
  {
    name: 'concat last',
    shapes: [
      [4, 2],
      [4, 3],
      [4, 1],
    ],
    of: (tf, a, b, c) => tf.concat([a, b, c], 1),
  },
  {
    name: 'stack',
    shapes: [
      [4, 5],
      [4, 5],
    ],
    of: (tf, a, b) => tf.stack([a, b], 1),
  },
  one('split', (tf, a) => tf.split(a, 5, 1)[2] ?? a),
  one('slice', (tf, a) => tf.slice(a, [1, 2], [2, 2])),
  one('pad', (tf, a) =>
    tf.pad(a, [
      [1, 0],
      [2, 1],
    ]),
  ),
  one('tile', (tf, a) => tf.tile(a, [2, 3])),
  one('reverse', (tf, a) => tf.reverse(a, 1), kinked),
  one('gather with repeats', (tf, a) => tf.gather(a, tf.tensor1d([3, 0, 3, 3, 1], 'int32'))),
  one(
    'gather by a matrix',
    (tf, a) =>
      tf.gather(
        a,
        tf.tensor2d(
          [
            [3, 0],
            [3, 1],
          ],
          [2, 2],
          'int32',
        ),
      ),
    kinked,
  ),
  one('gather along the last axis', (tf, a) => tf.gather(a, tf.tensor1d([4, 4, 0], 'int32'), 1), kinked),
  one(
    'where',
    (tf, a) => tf.where(tf.tensor1d([1, 0, 1, 0, 1], 'bool').broadcastTo([4, 5]), a, tf.zerosLike(a)),
    kinked,
  ),
];

const LOSSES: readonly GradientCase[] = [
  {
    name: 'softmaxCrossEntropy',
    shapes: [[4, 5]],
    of: (tf, a) => tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d([1, 0, 4, 2], 'int32'), 5), a),
    smooth: true,
  },
  {
    name: 'sigmoidCrossEntropy',
    shapes: [[4, 5]],
    of: (tf, a) => tf.losses.sigmoidCrossEntropy(tf.oneHot(tf.tensor1d([1, 0, 4, 2], 'int32'), 5), a),
  },
  {
    name: 'meanSquaredError',
    shapes: [
      [4, 5],
      [4, 5],
    ],
    of: (tf, a, b) => tf.losses.meanSquaredError(a, b),
    smooth: true,
  },
  {
    name: 'absoluteDifference',
    shapes: [
      [4, 5],
      [4, 5],
    ],
    of: (tf, a, b) => tf.losses.absoluteDifference(a, b),
  },
  {
    name: 'huberLoss',
    shapes: [
      [4, 5],
      [4, 5],
    ],
    of: (tf, a, b) => tf.losses.huberLoss(a, b),
  },
  {
    name: 'cosineDistance',
    shapes: [
      [4, 5],
      [4, 5],
    ],
    of: (tf, a, b) => tf.losses.cosineDistance(a, b, 1),
  },
];

/**
 * The gradient table: what the models of this product, and those one would write next, ask of a backend. Each case maps up
 * to three random inputs to a tensor; values and gradients of its product with random weights are compared.
 */
export const GRADIENT_CASES: readonly GradientCase[] = [
  ...PRODUCTS,
  ...ELEMENT_CASES,
  ...ACTIVATION_CASES,
  ...REDUCTIONS,
  ...SHAPES,
  ...IMAGE_CASES,
  ...LOSSES,
];
