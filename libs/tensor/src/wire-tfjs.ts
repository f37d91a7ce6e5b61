/**
 * Where this package touches the tensor library's untyped inside. Every type assertion of the package is here or in the
 * other `wire-` files. The library is CommonJS and is loaded through `require`, from the place that the chosen backend
 * dictates: kernels register in the one `tfjs-core` that the backend's own package resolves, so that copy, and no other,
 * must be the one in use.
 */
import { createRequire } from 'node:module';
import util from 'node:util';
import type * as TfjsModule from '@tensorflow/tfjs';
import type { Kept, Shape, TensorHandle, Variable } from './ops.js';

export type Tfjs = typeof TfjsModule;
export type TfTensor = TfjsModule.Tensor;

/** The library as `from` (a directory or file) resolves it. Silences its advice to install another backend. */
export function loadTfjs(from: string): Tfjs {
  quietTensorflow();
  const tf = createRequire(from)('@tensorflow/tfjs') as Tfjs;
  tf.enableProdMode();
  return tf;
}

const require = createRequire(import.meta.url);

/** Registers a backend that comes with this package, in this package's copy of the library. */
export function loadOwnBackend(name: 'wasm' | 'webgpu'): void {
  if (name === 'wasm') require('@tensorflow/tfjs-backend-wasm');
  else require('@tensorflow/tfjs-backend-webgpu');
}

/** Loads a package for what it registers. */
export function loadPackage(from: string, name: string): unknown {
  quietTensorflow();
  return createRequire(from)(name);
}

/** Must run before the first TensorFlow library is loaded: it reads these once. */
function quietTensorflow(): void {
  process.env['TF_CPP_MIN_LOG_LEVEL'] ??= '2';
  process.env['TF_FORCE_GPU_ALLOW_GROWTH'] ??= 'true';
  // Node 23 removed them; the binding calls them in every op.
  const legacy = util as { isNullOrUndefined?: (x: unknown) => boolean; isArray?: (x: unknown) => boolean };
  legacy.isNullOrUndefined ??= (x) => x === null || x === undefined;
  legacy.isArray ??= Array.isArray;
}

/** A parameter under the caller's name. The library's own names are global to the process, so it never sees ours. */
export class NamedVariable implements Variable {
  constructor(
    readonly name: string,
    readonly inner: TfjsModule.Variable,
  ) {}

  get shape(): Shape {
    return this.inner.shape;
  }

  get size(): number {
    return this.inner.size;
  }

  get dtype(): string {
    return this.inner.dtype;
  }
}

/** The library's tensor behind a handle. Every handle comes from this package, so it is one. */
export function raw(handle: TensorHandle): TfTensor {
  return handle instanceof NamedVariable ? handle.inner : (handle as TfTensor);
}

export const rawVariable = (variable: Variable): TfjsModule.Variable => (variable as NamedVariable).inner;

/** The library's signature asks for a container of tensors; `Kept` is one. */
export function tidy<T extends Kept>(tf: Tfjs, work: () => T): T {
  return tf.tidy(work as unknown as () => TfTensor) as unknown as T;
}

/** Value and gradients in one pass; a tensor that the value does not reach gets zeros instead of an error. */
export function valueAndGradients(
  tf: Tfjs,
  value: () => TfTensor,
  inputs: readonly TfTensor[],
): { value: TfTensor; grads: TfTensor[] } {
  const inside = tf.engine().gradients(value, [...inputs], undefined, true) as {
    value: TfTensor;
    grads: (TfTensor | null)[];
  };
  return { value: inside.value, grads: inside.grads.map((grad, i) => grad ?? tf.zerosLike(inputs[i] as TfTensor)) };
}

type Save = (tensors: TfTensor[]) => void;
type Backward = (dy: TfTensor, saved: TfTensor[]) => TfTensor[];

/** An op with its own gradient. `forward` saves what `backward` needs; `backward` gives one gradient per input. */
export function fused(
  tf: Tfjs,
  inputs: readonly TfTensor[],
  forward: (save: Save) => TfTensor,
  backward: Backward,
): TfTensor {
  const op = tf.customGrad((...args: unknown[]) => ({
    value: forward(args[args.length - 1] as Save),
    gradFunc: (dy: TfTensor, saved: TfTensor[]) => backward(dy, saved),
  }));
  return op(...inputs);
}

export interface LibraryBackend {
  /** tensorflow: whether a GPU does the work. */
  readonly isUsingGpuDevice?: boolean;
  readonly binding?: { readonly TF_Version?: string };
}

export const currentBackend = (tf: Tfjs): LibraryBackend => tf.backend() as LibraryBackend;
