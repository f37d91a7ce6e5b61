import { installAveragePoolGradient } from './average-pool-gradient.js';
import { installBorrowedKernels } from './borrowed-kernels.js';
import { installFastMatMul } from './fast-mat-mul.js';
import { installRowTranspose } from './row-transpose.js';
import { installCpuSegmentSum, installWasmSegmentSum } from './segment-sum.js';
import type { Tfjs } from './wire-tfjs.js';

const repaired = new WeakMap<Tfjs, Set<string>>();

/** Once per loaded library: a repair wraps the kernel it finds, so that a second one would wrap the first. */
function once(tf: Tfjs, what: string, repair: () => void): void {
  const done = repaired.get(tf) ?? new Set();
  repaired.set(tf, done);
  if (done.has(what)) return;
  done.add(what);
  repair();
}

/** The library's cpu backend, with a scatter-add that is not quadratic and average pooling right at the border. */
export const repairCpu = (tf: Tfjs): void =>
  once(tf, 'cpu', () => {
    installCpuSegmentSum(tf);
    installAveragePoolGradient(tf, 'cpu');
  });

/** The library's wasm backend, made fast in products and transposes, and right in gradients. Needs the cpu backend. */
export function repairWasm(tf: Tfjs): void {
  repairCpu(tf);
  once(tf, 'wasm', () => {
    installRowTranspose(tf);
    installFastMatMul(tf);
    installWasmSegmentSum(tf);
    installAveragePoolGradient(tf, 'wasm');
    installBorrowedKernels(tf);
  });
}
