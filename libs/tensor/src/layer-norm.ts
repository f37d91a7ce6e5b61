import { fused, type TfTensor, type Tfjs } from './wire-tfjs.js';

const EPSILON = 1e-5;

/**
 * Layer normalisation of x [rows, width] with its own gradient, from the normalised rows n and the inverse deviations:
 * dx = inv (dn - mean(dn) - n mean(dn n)). Composed of single ops it takes twice the time. Sums over the rows are products
 * with a row of ones, which the fast path takes, where a reduction over the first axis would transpose.
 */
export function layerNorm(tf: Tfjs, x: TfTensor, gain: TfTensor, bias: TfTensor): TfTensor {
  return fused(
    tf,
    [x, gain, bias],
    (save) => {
      const centred = tf.sub(x, tf.mean(x, -1, true));
      const inverse = tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), EPSILON));
      const normal = tf.mul(centred, inverse);
      save([normal, inverse, gain]);
      return tf.add(tf.mul(normal, gain), bias);
    },
    (dy, [normal, inverse, scale]) => {
      if (!normal || !inverse || !scale) return [];
      const dn = tf.mul(dy, scale);
      const along = tf.mul(normal, tf.mean(tf.mul(dn, normal), -1, true));
      const dx = tf.mul(inverse, tf.sub(tf.sub(dn, tf.mean(dn, -1, true)), along));
      return [dx, columnSums(tf, tf.mul(dy, normal)), columnSums(tf, dy)];
    },
  );
}

/** x [rows, width] -> [width]. */
export function columnSums(tf: Tfjs, x: TfTensor): TfTensor {
  const [rows = 0, width = 0] = x.shape;
  return tf.reshape(tf.matMul(tf.ones([1, rows]), x), [width]);
}
