import { crossEntropyRows, scoreRows } from './cross-entropy.js';
import type { GradientOps, LossOps, TensorHandle } from './ops.js';
import { raw, type TfTensor, type Tfjs, valueAndGradients } from './wire-tfjs.js';

export function lossOps(tf: Tfjs): LossOps {
  const correctRows = (logits: TensorHandle, targets: TensorHandle): TfTensor =>
    tf.equal(tf.argMax(raw(logits), -1), raw(targets)).toFloat();
  const rows = (logits: TensorHandle, targets: TensorHandle): TfTensor =>
    crossEntropyRows(tf, raw(logits), raw(targets));
  return {
    crossEntropyRows: rows,
    argmax: (x) => tf.argMax(raw(x), -1),
    correctRows,
    async readRowScores(logits, targets) {
      if (tf.getBackend() === 'cpu') {
        const [values, classes] = await Promise.all([raw(logits).data<'float32'>(), raw(targets).data<'int32'>()]);
        return scoreRows(values, classes);
      }
      // Two numbers a row are read back, not a row of logits: on a GPU the way back is the cost.
      const both = tf.tidy(() => tf.concat([rows(logits, targets), correctRows(logits, targets)]));
      const values = await both.data<'float32'>();
      both.dispose();
      const count = values.length / 2;
      return { losses: values.slice(0, count), correct: values.slice(count) };
    },
  };
}

export function gradientOps(tf: Tfjs): GradientOps {
  return {
    gradients(loss, parameters) {
      const { value, grads } = valueAndGradients(tf, () => raw(loss()), parameters.map(raw));
      return { loss: value, grads };
    },
  };
}
