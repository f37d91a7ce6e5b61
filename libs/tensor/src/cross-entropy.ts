/**
 * Cross-entropy per row, fused: the exponentials of the forward pass are kept for the gradient, which is
 * (softmax - onehot) dy. The loss is log-sum-exp minus the target's logit, never the log of a probability, so that an
 * improbable target costs its true number of nats rather than infinity.
 */
import { fused, type TfTensor, type Tfjs } from './wire-tfjs.js';

/** logits [rows, classes], targets int32 [rows] -> [rows], nats. */
export function crossEntropyRows(tf: Tfjs, logits: TfTensor, targets: TfTensor): TfTensor {
  const [rows = 0, classes = 0] = logits.shape;
  return fused(
    tf,
    [logits],
    (save) => {
      const top = tf.max(logits, -1, true);
      const powers = tf.exp(tf.sub(logits, top));
      const total = tf.sum(powers, -1, true);
      save([powers, total, targets]);
      return tf.sub(tf.reshape(tf.add(tf.log(total), top), [rows]), targetLogits(tf, logits, targets));
    },
    (dy, [powers, total, ids]) => {
      if (!powers || !total || !ids) return [];
      const column = tf.reshape(dy, [rows, 1]);
      const hits = tf.mul(tf.oneHot(ids.as1D(), classes), column);
      return [tf.sub(tf.mul(powers, tf.div(column, total)), hits)];
    },
  );
}

/** logits [rows, classes] at targets [rows] -> [rows]. One lookup in the flat tensor. */
function targetLogits(tf: Tfjs, logits: TfTensor, targets: TfTensor): TfTensor {
  const [rows = 0, classes = 0] = logits.shape;
  const at = tf.add(targets, tf.range(0, rows * classes, classes, 'int32').slice(0, rows));
  return tf.gather(tf.reshape(logits, [rows * classes]), at.toInt());
}

/** Losses (nats) and correctness (0 or 1) of each row, from logits in host memory. O(rows * classes). */
export function scoreRows(logits: Float32Array, targets: Int32Array): { losses: Float32Array; correct: Float32Array } {
  const rows = targets.length;
  const classes = logits.length / rows;
  const losses = new Float32Array(rows);
  const correct = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * classes;
    const target = targets[row] ?? 0;
    let best = start;
    for (let i = start; i < start + classes; i++) if ((logits[i] ?? 0) > (logits[best] ?? 0)) best = i;
    const top = logits[best] ?? 0;
    let total = 0;
    for (let i = start; i < start + classes; i++) total += Math.exp((logits[i] ?? 0) - top);
    losses[row] = Math.log(total) + top - (logits[start + target] ?? Number.NaN);
    correct[row] = best - start === target ? 1 : 0;
  }
  return { losses, correct };
}
