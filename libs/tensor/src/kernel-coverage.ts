import { BACKEND_NAMES, type BackendName } from './backend-name.js';
import { CPU_KERNELS, TENSORFLOW_KERNELS, WASM_KERNELS, WEBGPU_KERNELS } from './kernel-lists.js';
import { libraryOf, type Tensor } from './open-tensor.js';
import { registeredKernels } from './wire-kernels.js';

/** The kernels each backend has, checked in. */
export const KERNELS: Readonly<Record<BackendName, readonly string[]>> = {
  'tensorflow-gpu': TENSORFLOW_KERNELS,
  tensorflow: TENSORFLOW_KERNELS,
  webgpu: WEBGPU_KERNELS,
  wasm: WASM_KERNELS,
  cpu: CPU_KERNELS,
};

export interface KernelCoverage {
  readonly used: readonly string[];
  /** Backends that lack some of them, and which; empty when the work runs everywhere. */
  readonly missing: Readonly<Partial<Record<BackendName, readonly string[]>>>;
}

/** What an op with its own gradient is recorded as: no backend's kernel. */
const OWN_GRADIENT = 'forward';

/** Runs `work` (one training step, or one evaluation) on the open backend; tells which kernels it needs and who lacks any. */
export async function kernelCoverage(tensor: Tensor, work: () => unknown): Promise<KernelCoverage> {
  const tf = libraryOf(tensor);
  const { kernels } = await tf.profile(() => {
    work();
    return tf.scalar(0);
  });
  const used = [...new Set(kernels.map(({ name }) => name))].filter((name) => name !== OWN_GRADIENT).toSorted();
  const missing: Partial<Record<BackendName, readonly string[]>> = {};
  for (const backend of BACKEND_NAMES) {
    const absent = used.filter((name) => !KERNELS[backend].includes(name));
    if (absent.length > 0) missing[backend] = absent;
  }
  return { used, missing };
}

/** What the open backend registers in fact, to hold the checked-in list against. */
export function kernelsOf(tensor: Tensor): readonly string[] {
  const tf = libraryOf(tensor);
  return registeredKernels(tf, tf.getBackend());
}
