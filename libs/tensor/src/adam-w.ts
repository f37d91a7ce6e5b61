import { BlockOptimizer } from './block-optimizer.js';
import type { Tensor } from './open-tensor.js';
import type { ParameterGroup } from './optimizer.js';

export interface AdamWOptions {
  /** Memory of the mean gradient, 0.9 unless given. */
  readonly beta1?: number;
  /** Memory of the mean squared gradient, 0.999 unless given. */
  readonly beta2?: number;
  /** Added to the root of the (bias-corrected) second moment, 1e-8 unless given. */
  readonly epsilon?: number;
}

/**
 * Adam with decoupled weight decay: w <- w (1 - lr decay) - lr m̂ / (sqrt(v̂) + eps), decay by group.
 * `new AdamW(tensor, [{ parameters: [w1, w2], decay: 0.1 }, { parameters: [b], decay: 0 }])`.
 * State: `first/<parameter>`, `second/<parameter>`. Ref: Loshchilov & Hutter, Decoupled Weight Decay Regularization, 2019.
 */
export class AdamW extends BlockOptimizer {
  constructor(tensor: Tensor, groups: readonly ParameterGroup[], options: AdamWOptions = {}) {
    const { ops } = tensor;
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
    const [keep1, take1, keep2, take2] = [beta1, 1 - beta1, beta2, 1 - beta2].map((value) => ops.scalar(value));
    if (!keep1 || !take1 || !keep2 || !take2) throw new RangeError('AdamW needs its four factors.');
    super(tensor, groups, {
      slots: ['first', 'second'],
      begin(step, learningRate) {
        // Bias corrections folded into rate and epsilon: the same quotient, two ops fewer a block.
        const root = Math.sqrt(1 - beta2 ** step);
        const rate = ops.scalar((learningRate * root) / (1 - beta1 ** step));
        const floor = ops.scalar(epsilon * root);
        return (gradient, [first, second]) => {
          if (!first || !second) throw new RangeError('AdamW keeps two moments a block.');
          const m = ops.add(ops.multiply(first, keep1), ops.multiply(gradient, take1));
          const v = ops.add(ops.multiply(second, keep2), ops.multiply(ops.square(gradient), take2));
          return { change: ops.multiply(rate, ops.divide(m, ops.add(ops.sqrt(v), floor))), slots: [m, v] };
        };
      },
      dispose: () => ops.dispose([keep1, take1, keep2, take2]),
    });
  }
}
