import type { BackendName } from './backend-name.js';
import type { ParameterGroup } from './optimizer.js';
import type { Ops, Shape, TensorHandle, Variable } from './ops.js';

/**
 * What an update rule works on. A block is one parameter, or all of them end to end in one vector: where each op costs
 * tens of microseconds to start (webgpu, tensorflow), a dozen ops on one vector beat a dozen per parameter; where an op is
 * cheap (wasm, cpu), joining and splitting cost more than they save. Both give the same bits.
 */
export interface ParameterBlocks {
  /** Shape of each block. */
  readonly shapes: readonly Shape[];
  /** Decay per block: a number, or one value per element (float32 [size]). */
  readonly decay: readonly (number | TensorHandle)[];
  /** One handle per parameter -> one per block. */
  join(perParameter: readonly TensorHandle[]): readonly TensorHandle[];
  /** The way back, in the parameters' shapes. */
  split(perBlock: readonly TensorHandle[]): readonly TensorHandle[];
}

const FLAT: Readonly<Record<BackendName, boolean>> = {
  'tensorflow-gpu': true,
  tensorflow: true,
  webgpu: true,
  wasm: false,
  cpu: false,
};

export function parameterBlocks(backend: BackendName, ops: Ops, groups: readonly ParameterGroup[]): ParameterBlocks {
  const parameters = groups.flatMap((group) => group.parameters);
  const decays = groups.flatMap((group) => group.parameters.map(() => group.decay));
  return FLAT[backend] ? flat(ops, parameters, decays) : separate(parameters, decays);
}

const separate = (parameters: readonly Variable[], decay: readonly number[]): ParameterBlocks => ({
  shapes: parameters.map(({ shape }) => shape),
  decay,
  join: (perParameter) => perParameter,
  split: (perBlock) => perBlock,
});

function flat(ops: Ops, parameters: readonly Variable[], decays: readonly number[]): ParameterBlocks {
  const size = parameters.reduce((sum, parameter) => sum + parameter.size, 0);
  const perElement = new Float32Array(size);
  let at = 0;
  const starts = parameters.map((parameter, i) => {
    const start = at;
    at += parameter.size;
    perElement.fill(decays[i] ?? 0, start, at);
    return start;
  });
  const uniform = decays.every((decay) => decay === decays[0]);
  return {
    shapes: [[size]],
    decay: [uniform ? (decays[0] ?? 0) : ops.constant(perElement, [size])],
    join: (perParameter) => [
      ops.concat(
        perParameter.map((x) => ops.reshape(x, [x.size])),
        0,
      ),
    ],
    split: ([block]) =>
      parameters.map((parameter, i) => {
        if (!block) throw new RangeError('There is one block to split.');
        return ops.reshape(ops.slice(block, [starts[i] ?? 0], [parameter.size]), parameter.shape);
      }),
  };
}
