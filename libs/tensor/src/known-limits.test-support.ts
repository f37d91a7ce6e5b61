import type { GradientCase } from './gradient-case.test-support.js';

/** Cases of the table that webgpu alone gets wrong. A model must do without; `averagePool` of the ops does. */
export const WEBGPU_LIMITS: Readonly<Record<string, string>> = {
  'avgPool over the border': 'divides the gradient by the whole window where it hangs over the border',
  'avgPool over the border, stride 1': 'the same',
  sin: 'may be off by 2^-11 under the shading language’s rules; some drivers make use of it',
};

/** What the tensor library itself cannot differentiate, on any backend. A model must do without; `instead` says how. */
export interface KnownLimit extends GradientCase {
  readonly reason: string;
}

export const KNOWN_LIMITS: readonly KnownLimit[] = [
  {
    name: 'einsum',
    reason: 'has no gradient; use matMul and transpose',
    shapes: [
      [4, 5],
      [5, 3],
    ],
    of: (tf, a, b) => tf.einsum('ij,jk->ik', a, b),
  },
  {
    name: 'stridedSlice',
    reason: 'has no gradient; use slice',
    shapes: [[4, 5]],
    of: (tf, a) => tf.stridedSlice(a, [0, 0], [4, 5], [2, 2]),
  },
  {
    name: 'matMul that broadcasts a batch',
    reason: 'gives the shared operand a gradient of the wrong shape; reshape to rank 2',
    shapes: [
      [2, 5, 7],
      [7, 3],
    ],
    of: (tf, a, b) => tf.matMul(a, b),
  },
  {
    name: 'batchNorm without scale',
    reason: 'throws in its gradient; pass a scale of ones',
    shapes: [[4, 3]],
    of: (tf, x) => tf.batchNorm(x, tf.tensor1d([0.1, 0.2, -0.1]), tf.tensor1d([0.9, 1.1, 1.2])),
  },
  {
    name: 'a comparison on the tape',
    reason: 'has no gradient, not even zero; compute masks outside the tape',
    shapes: [[4, 5]],
    of: (tf, a) => tf.mul(a, tf.greater(a, 0).toFloat()),
  },
  {
    name: 'maximum with broadcasting',
    reason: 'gives the smaller operand a gradient of the wrong shape; broadcast first',
    shapes: [[4, 5], [5]],
    of: (tf, a, b) => tf.maximum(a, b),
  },
  {
    name: 'minimum with broadcasting',
    reason: 'gives the smaller operand a gradient of the wrong shape; broadcast first',
    shapes: [[4, 5], [5]],
    of: (tf, a, b) => tf.minimum(a, b),
  },
  {
    name: 'squaredDifference with broadcasting',
    reason: 'gives the smaller operand a gradient of the wrong shape; use square of sub',
    shapes: [[4, 5], [5]],
    of: (tf, a, b) => tf.squaredDifference(a, b),
  },
  {
    name: 'cumsum along an axis that is not the last',
    reason: 'its gradient permutes wrongly; transpose first',
    shapes: [[3, 4, 5]],
    of: (tf, a) => tf.cumsum(a, 0),
  },
];
