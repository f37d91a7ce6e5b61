import type { Ops, TensorHandle, Variable } from './ops.js';

/**
 * Norms of one update. Called before it, inside the same tidy; what it returns is called after, and gives one vector
 * [3 * parameters]: gradient norms, update norms, decay displacements. decay: learning rate times decay, per parameter.
 */
export function measure(
  ops: Ops,
  parameters: readonly Variable[],
  grads: readonly TensorHandle[],
  decay: readonly number[],
): () => TensorHandle {
  const norm = (x: TensorHandle): TensorHandle => ops.reshape(ops.sqrt(ops.sum(ops.square(x))), [1]);
  // A parameter's values change, a handle's do not: this handle keeps the values of before the step, without a copy.
  const before = parameters.map((parameter) => ops.reshape(parameter, parameter.shape));
  const gradients = grads.map(norm);
  const displacements = before.map((weights, i) => ops.scale(norm(weights), decay[i] ?? 0));
  return () => {
    const updates = parameters.map((parameter, i) => norm(ops.subtract(parameter, before[i] ?? parameter)));
    return ops.concat([...gradients, ...updates, ...displacements], 0);
  };
}
