/** The library's kernel registry and the insides of two of its backends, as far as our own kernels use them. */
import type { Tfjs } from './wire-tfjs.js';

/** What a kernel receives and returns: data somewhere, and how to read it. */
export interface TensorInfo {
  readonly dataId: object;
  readonly shape: number[];
  readonly dtype: 'float32' | 'int32' | 'bool' | 'complex64' | 'string';
}

export type Numbers = Float32Array | Int32Array | Uint8Array;

interface KernelCall<Backend> {
  readonly inputs: Readonly<Record<string, TensorInfo>>;
  readonly attrs: Readonly<Record<string, unknown>>;
  readonly backend: Backend;
}

export type Kernel<Backend> = (call: KernelCall<Backend>) => TensorInfo;

/** The wasm backend: one growing heap, tensors are offsets into it. Views of the heap die when it grows. */
export interface WasmBackend {
  dataIdNextNumber: number;
  readonly dataIdMap: {
    get(dataId: object): { readonly id: number; readonly memoryOffset: number };
    set(dataId: object, data: object): void;
    delete(dataId: object): void;
  };
  readonly wasm: {
    readonly HEAPU8: Uint8Array;
    readonly tfjs: {
      registerTensor(id: number, size: number, memoryOffset: number): void;
      disposeData(id: number): void;
    };
  };
  makeOutput(shape: readonly number[], dtype: string, memoryOffset?: number, values?: Numbers): TensorInfo;
  typedArrayFromHeap(tensor: TensorInfo): Numbers;
  getMemoryOffset(dataId: object): number;
  disposeData(dataId: object): void;
  readSync(dataId: object): Numbers;
}

/** The plain JavaScript backend: a tensor is a typed array. */
export interface CpuBackend {
  readonly data: { get(dataId: object): { readonly values: Numbers } };
  makeTensorInfo(shape: readonly number[], dtype: string, values: Numbers): TensorInfo;
  readSync(dataId: object): Numbers;
  disposeData(dataId: object): void;
}

interface BackendOf {
  readonly wasm: WasmBackend;
  readonly cpu: CpuBackend;
}

/** A registered kernel; throws when there is none, since a repair that repairs nothing must not pass. */
export function kernelOf<B extends keyof BackendOf>(tf: Tfjs, name: string, backend: B): Kernel<BackendOf[B]> {
  const found = tf.getKernel(name, backend);
  if (!found) throw new Error(`The ${backend} backend has no kernel ${name}.`);
  return found.kernelFunc as unknown as Kernel<BackendOf[B]>;
}

const hasKernel = (tf: Tfjs, name: string, backend: string): boolean => Boolean(tf.getKernel(name, backend));

/** Puts our kernel in the place of the library's, or where it has none. */
export function replaceKernel<B extends keyof BackendOf>(
  tf: Tfjs,
  name: string,
  backend: B,
  kernel: Kernel<BackendOf[B]>,
): void {
  if (hasKernel(tf, name, backend)) tf.unregisterKernel(name, backend);
  tf.registerKernel({ kernelName: name, backendName: backend, kernelFunc: kernel as never });
}

export const cpuBackend = (tf: Tfjs): CpuBackend => tf.findBackend('cpu') as unknown as CpuBackend;

export const registeredKernels = (tf: Tfjs, backend: string): string[] =>
  tf
    .getKernelsForBackend(backend)
    .map(({ kernelName }) => kernelName)
    .toSorted();

/** Attributes of a kernel call, by the type the kernel's author gave them. */
export const flag = (attrs: Readonly<Record<string, unknown>>, name: string): boolean => attrs[name] === true;
export const integer = (attrs: Readonly<Record<string, unknown>>, name: string): number => attrs[name] as number;
export const integers = (attrs: Readonly<Record<string, unknown>>, name: string): readonly number[] =>
  attrs[name] as readonly number[];

/** An input that the kernel's author made mandatory. */
export function input(inputs: Readonly<Record<string, TensorInfo>>, name: string): TensorInfo {
  const found = inputs[name];
  if (!found) throw new Error(`The kernel got no input ${name}.`);
  return found;
}

export const floatsOf = (backend: WasmBackend, tensor: TensorInfo): Float32Array =>
  backend.typedArrayFromHeap(tensor) as Float32Array;

export type Pooling = ReturnType<Tfjs['backend_util']['computePool2DInfo']>;

/** Sizes, strides and padding of a pooling call on x [images, height, width, channels]. */
export function pooling(tf: Tfjs, x: TensorInfo, attrs: Readonly<Record<string, unknown>>): Pooling {
  const { filterSize, strides, pad, dimRoundingMode } = attrs as {
    filterSize: number;
    strides: number;
    pad: 'same' | 'valid';
    dimRoundingMode?: 'floor';
  };
  const [images = 1, height = 1, width = 1, channels = 1] = x.shape;
  return tf.backend_util.computePool2DInfo(
    [images, height, width, channels],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
}
