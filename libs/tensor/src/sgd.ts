import { BlockOptimizer } from './block-optimizer.js';
import type { Tensor } from './open-tensor.js';
import type { ParameterGroup } from './optimizer.js';

export interface SgdOptions {
  /** v <- momentum v + gradient; 0 unless given, and then nothing is kept. */
  readonly momentum?: number;
}

/**
 * Stochastic gradient descent with decoupled decay: w <- w (1 - lr decay) - lr v. State: `velocity/<parameter>`, with
 * momentum only. Without momentum decoupled decay and an L2 penalty of decay/2 |w|² are the same update.
 */
export class Sgd extends BlockOptimizer {
  constructor(tensor: Tensor, groups: readonly ParameterGroup[], { momentum = 0 }: SgdOptions = {}) {
    const { ops } = tensor;
    super(tensor, groups, {
      slots: momentum === 0 ? [] : ['velocity'],
      begin(_, learningRate) {
        const rate = ops.scalar(learningRate);
        return (gradient, [velocity]) => {
          if (!velocity) return { change: ops.multiply(gradient, rate), slots: [] };
          const next = ops.add(ops.scale(velocity, momentum), gradient);
          return { change: ops.multiply(next, rate), slots: [next] };
        };
      },
      dispose() {
        // Keeps nothing on the device.
      },
    });
  }
}
