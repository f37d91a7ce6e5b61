import type { Window2d } from './ops.js';
import type { TfTensor, Tfjs } from './wire-tfjs.js';

type Image = ReturnType<TfTensor['as4D']>;

/**
 * Average pooling whose gradient is right on every backend. Most kernels divide the gradient by the whole window where it
 * hangs over the border, so windows never do: the image is padded with zeros first, and what that took from the averages
 * is given back by a constant factor per output cell, window size over cells inside.
 */
export function averagePool(tf: Tfjs, x: Image, size: number, { stride, padding }: Window2d): TfTensor {
  const [, height, width] = x.shape;
  if (padding === 'valid') return tf.avgPool(x, size, stride, 'valid');
  const [rows, columns] = [reach(height, size, stride), reach(width, size, stride)];
  const padded = tf.pad4d(x, [
    [0, 0],
    [rows.before, rows.after],
    [columns.before, columns.after],
    [0, 0],
  ]);
  const factors = rows.inside.flatMap((down) => columns.inside.map((across) => (size * size) / (down * across)));
  const factor = tf.tensor4d(factors, [1, rows.inside.length, columns.inside.length, 1], 'float32');
  return tf.mul(tf.avgPool(padded, size, stride, 'valid'), factor);
}

interface Reach {
  readonly before: number;
  readonly after: number;
  /** Per output position, how many cells of its window are in the image. */
  readonly inside: readonly number[];
}

/** 'same' padding along one axis: as many outputs as strides begin, the odd cell after. */
function reach(length: number, size: number, stride: number): Reach {
  const outputs = Math.ceil(length / stride);
  const total = Math.max(0, (outputs - 1) * stride + size - length);
  const before = Math.floor(total / 2);
  const inside = Array.from({ length: outputs }, (_, i) => {
    const start = i * stride - before;
    return Math.min(length, start + size) - Math.max(0, start);
  });
  return { before, after: total - before, inside };
}
