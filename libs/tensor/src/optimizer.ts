import type { TensorHandle, Variable } from './ops.js';

/** What an optimizer knows, to be saved beside the parameters. Restored bit for bit. Names are `<what>/<parameter>`. */
export interface OptimizerState {
  readonly step: number;
  readonly values: Readonly<Record<string, Float32Array>>;
}

/** Euclidean norms over each parameter, in the order of `parameters`. */
export interface StepNorms {
  /** Of the gradient. */
  readonly gradient: Float32Array;
  /** Of the whole change of the parameter in this step, decay included. */
  readonly update: Float32Array;
  /** Of the part of the change that is weight decay: lr * decay * |w|. */
  readonly decay: Float32Array;
}

export interface Optimizer {
  /** All parameters, in the order of the groups: what to hand to `ops.gradients`. */
  readonly parameters: readonly Variable[];
  /** One update. `grads` in the order of `parameters`; they stay the caller's. `learningRate`: of this step. */
  step(grads: readonly TensorHandle[], learningRate: number): void;
  /** The same update, and its norms. Costs about as much as the update again, and a read. */
  measuredStep(grads: readonly TensorHandle[], learningRate: number): Promise<StepNorms>;
  /** Gradient and update in one, nothing left on the device but the loss, which the caller disposes of. */
  minimize(loss: () => TensorHandle, learningRate: number): TensorHandle;
  state(): Promise<OptimizerState>;
  /** Throws RangeError when the state is of other parameters. */
  restore(state: OptimizerState): void;
  dispose(): void;
}

/** Parameters that decay alike. `decay` 0 for biases and norms. */
export interface ParameterGroup {
  readonly parameters: readonly Variable[];
  readonly decay: number;
}
