import type { MemoryOps, Shape, TensorHandle } from './ops.js';
import { NamedVariable, raw, rawVariable, tidy, type TfTensor, type Tfjs } from './wire-tfjs.js';

function checkSize(what: string, values: ArrayLike<number>, shape: Shape): void {
  const size = shape.reduce((a, b) => a * b, 1);
  if (size === values.length) return;
  throw new RangeError(`${what} of shape [${shape.join(', ')}] needs ${size} values, not ${values.length}.`);
}

/** Reads even of a parameter whose tensor the next step replaces: the wait is over before the values are handed out. */
const floats = async (tensor: TfTensor): Promise<Float32Array> => Float32Array.from(await tensor.data<'float32'>());

export function memoryOps(tf: Tfjs): MemoryOps {
  // Copies: the cpu backend would keep the caller's array as the tensor's memory.
  const tensorOf = (values: Float32Array, shape: Shape): TfTensor => tf.tensor(values.slice(), [...shape], 'float32');
  return {
    variable(name, values, shape) {
      checkSize(`Parameter ${name}`, values, shape);
      const initial = tensorOf(values, shape);
      const variable = tf.variable(initial);
      initial.dispose();
      return new NamedVariable(name, variable);
    },
    constant(values, shape) {
      checkSize('A constant', values, shape);
      return tensorOf(values, shape);
    },
    indices(values, shape) {
      checkSize('A tensor of indices', values, shape);
      return tf.tensor(values.slice(), [...shape], 'int32');
    },
    scalar: (value) => tf.scalar(value, 'float32'),
    filled: (value, shape) => tf.tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(value), [...shape]),
    assign(variable, values) {
      if (!(values instanceof Float32Array)) return rawVariable(variable).assign(raw(values));
      checkSize(`Parameter ${variable.name}`, values, variable.shape);
      const next = tensorOf(values, variable.shape);
      rawVariable(variable).assign(next);
      next.dispose();
    },
    tidy: (work) => tidy(tf, work),
    keep: (handle) => tf.keep(raw(handle)),
    dispose(handles) {
      for (const handle of list(handles)) raw(handle).dispose();
    },
    read: (handle) => floats(raw(handle)),
    readIndices: async (handle) => Int32Array.from(await raw(handle).data<'int32'>()),
    readScalar: async (handle) => (await floats(raw(handle)))[0] ?? Number.NaN,
    memory() {
      const { numTensors, numBytes } = tf.memory();
      return { tensors: numTensors, bytes: numBytes };
    },
  };
}

const list = (handles: TensorHandle | readonly TensorHandle[]): readonly TensorHandle[] =>
  'shape' in handles ? [handles] : handles;
