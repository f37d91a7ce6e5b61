import { type GradientCase, kinked, one, positive } from './gradient-case.test-support.js';

export const ELEMENT_CASES: readonly GradientCase[] = [
  { name: 'add with broadcasting', shapes: [[4, 5], [5]], of: (tf, a, b) => tf.add(a, b), smooth: true },
  {
    name: 'sub with broadcasting',
    shapes: [
      [4, 1],
      [4, 5],
    ],
    of: (tf, a, b) => tf.sub(a, b),
    smooth: true,
  },
  {
    name: 'mul with broadcasting',
    shapes: [
      [2, 4, 5],
      [4, 1],
    ],
    of: (tf, a, b) => tf.mul(a, b),
    smooth: true,
  },
  {
    name: 'div',
    shapes: [
      [4, 5],
      [4, 5],
    ],
    of: (tf, a, b) => tf.div(a, b),
    ...positive,
  },
  {
    name: 'div with broadcasting',
    shapes: [
      [4, 5],
      [1, 5],
    ],
    of: (tf, a, b) => tf.div(a, b),
    ...positive,
  },
  {
    name: 'pow',
    shapes: [
      [4, 5],
      [4, 5],
    ],
    of: (tf, a, b) => tf.pow(a, b),
    ...positive,
  },
  {
    name: 'maximum',
    shapes: [
      [4, 5],
      [4, 5],
    ],
    of: (tf, a, b) => tf.maximum(a, b),
  },
  {
    name: 'minimum',
    shapes: [
      [4, 5],
      [4, 5],
    ],
    of: (tf, a, b) => tf.minimum(a, b),
  },
  {
    name: 'squaredDifference',
    shapes: [
      [4, 5],
      [4, 5],
    ],
    of: (tf, a, b) => tf.squaredDifference(a, b),
    smooth: true,
  },
  one('exp', (tf, a) => tf.exp(a)),
  one('expm1', (tf, a) => tf.expm1(a)),
  one('log', (tf, a) => tf.log(a), positive),
  one('log1p', (tf, a) => tf.log1p(a), positive),
  one('sqrt', (tf, a) => tf.sqrt(a), positive),
  one('rsqrt', (tf, a) => tf.rsqrt(a), positive),
  one('square', (tf, a) => tf.square(a)),
  one('reciprocal', (tf, a) => tf.reciprocal(a), positive),
  one('neg', (tf, a) => tf.neg(a)),
  one('abs', (tf, a) => tf.abs(a), kinked),
  one('sin', (tf, a) => tf.sin(a)),
  one('cos', (tf, a) => tf.cos(a)),
  one('atan', (tf, a) => tf.atan(a)),
  one('erf', (tf, a) => tf.erf(a)),
  one('clipByValue', (tf, a) => tf.clipByValue(a, -0.5, 0.5), kinked),
];

export const ACTIVATION_CASES: readonly GradientCase[] = [
  one('relu', (tf, a) => tf.relu(a), kinked),
  one('relu6', (tf, a) => tf.relu6(a), kinked),
  one('leakyRelu', (tf, a) => tf.leakyRelu(a, 0.1), kinked),
  { name: 'prelu', shapes: [[4, 5], [5]], of: (tf, a, b) => tf.prelu(a, b) },
  one('elu', (tf, a) => tf.elu(a)),
  one('selu', (tf, a) => tf.selu(a), kinked),
  one('sigmoid', (tf, a) => tf.sigmoid(a)),
  one('logSigmoid', (tf, a) => tf.logSigmoid(a)),
  one('tanh', (tf, a) => tf.tanh(a)),
  one('softplus', (tf, a) => tf.softplus(a)),
  one('softmax', (tf, a) => tf.softmax(a)),
  one('softmax rank 4', (tf, a) => tf.softmax(a), kinked, [2, 2, 3, 5]),
  one('logSoftmax', (tf, a) => tf.logSoftmax(a)),
  one('logSumExp', (tf, a) => tf.logSumExp(a, -1)),
];
