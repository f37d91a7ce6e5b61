import { type GradientCase, r3, r4, r5 } from './gradient-case.test-support.js';

/** Convolutions, pools and what else works on images. */
export const IMAGE_CASES: readonly GradientCase[] = [
  {
    name: 'conv1d',
    shapes: [
      [2, 8, 3],
      [3, 3, 4],
    ],
    of: (tf, a, b) => tf.conv1d(r3(a), r3(b), 1, 'same'),
    smooth: true,
  },
  {
    name: 'conv2d same',
    shapes: [
      [2, 6, 6, 2],
      [3, 3, 2, 4],
    ],
    of: (tf, a, b) => tf.conv2d(r4(a), r4(b), 1, 'same'),
  },
  {
    name: 'conv2d valid',
    shapes: [
      [1, 5, 5, 2],
      [3, 3, 2, 2],
    ],
    of: (tf, a, b) => tf.conv2d(r4(a), r4(b), 1, 'valid'),
    smooth: true,
  },
  {
    name: 'conv2d stride 2',
    shapes: [
      [2, 7, 7, 2],
      [3, 3, 2, 4],
    ],
    of: (tf, a, b) => tf.conv2d(r4(a), r4(b), 2, 'same'),
  },
  {
    name: 'conv2d 1x1',
    shapes: [
      [2, 4, 4, 3],
      [1, 1, 3, 5],
    ],
    of: (tf, a, b) => tf.conv2d(r4(a), r4(b), 1, 'same'),
  },
  {
    name: 'fused conv2d with bias and relu',
    shapes: [[2, 6, 6, 2], [3, 3, 2, 4], [4]],
    of: (tf, x, filter, bias) =>
      tf.fused.conv2d({ x: r4(x), filter: r4(filter), strides: 1, pad: 'same', bias: bias.as1D(), activation: 'relu' }),
  },
  {
    name: 'conv2dTranspose',
    shapes: [
      [1, 4, 4, 3],
      [3, 3, 2, 3],
    ],
    of: (tf, a, b) => tf.conv2dTranspose(r4(a), r4(b), [1, 8, 8, 2], 2, 'same'),
  },
  {
    name: 'depthwiseConv2d',
    shapes: [
      [2, 6, 6, 3],
      [3, 3, 3, 2],
    ],
    of: (tf, a, b) => tf.depthwiseConv2d(r4(a), r4(b), 1, 'same'),
  },
  {
    name: 'separableConv2d',
    shapes: [
      [1, 5, 5, 2],
      [3, 3, 2, 1],
      [1, 1, 2, 3],
    ],
    of: (tf, a, b, c) => tf.separableConv2d(r4(a), r4(b), r4(c), 1, 'same'),
  },
  {
    name: 'conv3d',
    shapes: [
      [1, 4, 4, 4, 2],
      [2, 2, 2, 2, 3],
    ],
    of: (tf, a, b) => tf.conv3d(r5(a), r5(b), 1, 'same'),
  },
  { name: 'maxPool', shapes: [[2, 6, 6, 2]], of: (tf, a) => tf.maxPool(r4(a), 2, 2, 'valid') },
  { name: 'maxPool overlapping', shapes: [[2, 7, 7, 2]], of: (tf, a) => tf.maxPool(r4(a), 3, 2, 'same') },
  { name: 'maxPool of negatives', shapes: [[2, 6, 6, 2]], of: (tf, a) => tf.maxPool(r4(tf.sub(a, 2)), 2, 2, 'valid') },
  {
    name: 'maxPool after relu',
    shapes: [[2, 6, 6, 2]],
    of: (tf, a) => tf.maxPool(r4(tf.relu(tf.add(a, 0.3))), 2, 2, 'valid'),
  },
  { name: 'maxPool3d', shapes: [[1, 4, 4, 4, 2]], of: (tf, a) => tf.maxPool3d(r5(a), 2, 2, 'valid') },
  { name: 'avgPool', shapes: [[2, 6, 6, 2]], of: (tf, a) => tf.avgPool(r4(a), 2, 2, 'valid'), smooth: true },
  {
    name: 'avgPool overlapping',
    shapes: [[1, 7, 7, 2]],
    of: (tf, a) => tf.avgPool(r4(a), 3, 2, 'valid'),
    smooth: true,
  },
  {
    name: 'avgPool over the border',
    shapes: [[1, 7, 7, 2]],
    of: (tf, a) => tf.avgPool(r4(a), 3, 2, 'same'),
    smooth: true,
  },
  {
    name: 'avgPool over the border, stride 1',
    shapes: [[2, 5, 5, 2]],
    of: (tf, a) => tf.avgPool(r4(a), 2, 1, 'same'),
    smooth: true,
  },
  {
    name: 'resizeBilinear',
    shapes: [[1, 4, 4, 2]],
    of: (tf, a) => tf.image.resizeBilinear(r4(a), [7, 7]),
    smooth: true,
  },
  {
    name: 'batchNorm',
    shapes: [[4, 3], [3], [3]],
    of: (tf, x, offset, scale) =>
      tf.batchNorm(x, tf.tensor1d([0.1, 0.2, -0.1]), tf.tensor1d([0.9, 1.1, 1.2]), offset.as1D(), scale.as1D()),
    smooth: true,
  },
];
