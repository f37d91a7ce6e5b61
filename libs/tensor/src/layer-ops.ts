import { attentionOf } from './attention.js';
import { averagePool } from './average-pool.js';
import { columnSums, layerNorm } from './layer-norm.js';
import type { LayerOps } from './ops.js';
import { fused, raw, type TfTensor, type Tfjs } from './wire-tfjs.js';

export function layerOps(tf: Tfjs): LayerOps {
  return {
    matMul: (a, b, transposed) =>
      tf.matMul(
        raw(a),
        raw(b),
        transposed === 'a' || transposed === 'both',
        transposed === 'b' || transposed === 'both',
      ),
    linear: (x, w, b) => {
      const product = tf.matMul(raw(x), raw(w));
      return b ? addBias(tf, product, raw(b)) : product;
    },
    embedding: (table, ids) => tf.gather(raw(table), raw(ids).toInt()),
    layerNorm: (x, gain, bias) => layerNorm(tf, raw(x), raw(gain), raw(bias)),
    attention: attentionOf(tf),
    conv2d: (x, filter, { stride, padding }) =>
      tf.conv2d(raw(x).as4D(...four(x.shape)), raw(filter).as4D(...four(filter.shape)), stride, padding),
    maxPool: (x, size, { stride, padding }) => tf.maxPool(raw(x).as4D(...four(x.shape)), size, stride, padding),
    averagePool: (x, size, window) => averagePool(tf, raw(x).as4D(...four(x.shape)), size, window),
  };
}

/** Adds b [width] to each row of x [rows, width]. Its own gradient: that of b as a product with ones, fast everywhere. */
function addBias(tf: Tfjs, x: TfTensor, b: TfTensor): TfTensor {
  return fused(
    tf,
    [x, b],
    (save) => {
      save([]);
      return tf.add(x, b);
    },
    (dy) => [dy, columnSums(tf, dy)],
  );
}

function four(shape: readonly number[]): [number, number, number, number] {
  const [a, b, c, d] = shape;
  if (a === undefined || b === undefined || c === undefined || d === undefined || shape.length > 4)
    throw new RangeError(`Images and filters have four axes, not [${shape.join(', ')}].`);
  return [a, b, c, d];
}
