import type { ElementOps, ShapeOps, TensorHandle } from './ops.js';
import { fused, raw, type TfTensor, type Tfjs } from './wire-tfjs.js';

/** The library's op on handles. */
const pair =
  (op: (a: TfTensor, b: TfTensor) => TfTensor) =>
  (a: TensorHandle, b: TensorHandle): TfTensor =>
    op(raw(a), raw(b));
const one =
  (op: (x: TfTensor) => TfTensor) =>
  (x: TensorHandle): TfTensor =>
    op(raw(x));

export function elementOps(tf: Tfjs): ElementOps {
  return {
    add: pair(tf.add),
    subtract: pair(tf.sub),
    multiply: pair(tf.mul),
    divide: pair(tf.div),
    scale: (x, factor) => tf.mul(raw(x), factor),
    shift: (x, by) => tf.add(raw(x), by),
    square: one(tf.square),
    sqrt: one(tf.sqrt),
    exp: one(tf.exp),
    log: one(tf.log),
    abs: one(tf.abs),
    clip: (x, low, high) => tf.clipByValue(raw(x), low, high),
    relu: one(tf.relu),
    gelu: one((x) => gelu(tf, x)),
    tanh: one(tf.tanh),
    sigmoid: one(tf.sigmoid),
    softmax: one((x) => tf.softmax(x)),
    sum: (x, axis) => tf.sum(raw(x), axis),
    mean: (x, axis) => tf.mean(raw(x), axis),
  };
}

const GELU_SLOPE = 1.702;

/** Its gradient from what the forward pass has: s + 1.702 y (1 - s), for y = x s. */
function gelu(tf: Tfjs, x: TfTensor): TfTensor {
  return fused(
    tf,
    [x],
    (save) => {
      const s = tf.sigmoid(tf.mul(x, GELU_SLOPE));
      const y = tf.mul(x, s);
      save([s, y]);
      return y;
    },
    (dy, [s, y]) => {
      if (!s || !y) return [];
      const slope = tf.add(s, tf.mul(y, tf.sub(GELU_SLOPE, tf.mul(s, GELU_SLOPE))));
      return [tf.mul(dy, slope)];
    },
  );
}

export function shapeOps(tf: Tfjs): ShapeOps {
  return {
    reshape: (x, shape) => tf.reshape(raw(x), [...shape]),
    transpose: (x, order) => tf.transpose(raw(x), order && [...order]),
    concat: (parts, axis) => tf.concat(parts.map(raw), axis),
    slice: (x, begin, size) => tf.slice(raw(x), [...begin], [...size]),
  };
}
