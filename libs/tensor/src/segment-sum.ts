/**
 * Scatter-add: the gradient of every lookup in a table. The wasm backend lacks it; the plain JavaScript one has it, but
 * loops over the segments, so that one lookup in a 2,048-row table takes 25 seconds there. Both get one pass over the
 * rows. Ids outside the table are skipped, as in the library.
 */
import { floatsOf, input, integer, replaceKernel, type Numbers } from './wire-kernels.js';
import type { Tfjs } from './wire-tfjs.js';

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

export function installWasmSegmentSum(tf: Tfjs): void {
  replaceKernel(tf, 'UnsortedSegmentSum', 'wasm', ({ inputs, attrs, backend }) => {
    const x = input(inputs, 'x');
    const ids = input(inputs, 'segmentIds');
    const segments = integer(attrs, 'numSegments');
    const rest = x.shape.slice(ids.shape.length);
    const out = backend.makeOutput([segments, ...rest], 'float32');
    // Views are taken after makeOutput: it may grow the heap, which detaches older ones.
    const sums = floatsOf(backend, out).fill(0);
    addRows(floatsOf(backend, x), backend.typedArrayFromHeap(ids), sums, product(rest));
    return out;
  });
}

export function installCpuSegmentSum(tf: Tfjs): void {
  replaceKernel(tf, 'UnsortedSegmentSum', 'cpu', ({ inputs, attrs, backend: cpu }) => {
    const x = input(inputs, 'x');
    const ids = input(inputs, 'segmentIds');
    const rest = x.shape.slice(ids.shape.length);
    const shape = [integer(attrs, 'numSegments'), ...rest];
    const sums = new Float32Array(product(shape));
    addRows(cpu.data.get(x.dataId).values, cpu.data.get(ids.dataId).values, sums, product(rest));
    return cpu.makeTensorInfo(shape, 'float32', sums);
  });
}

/** rows [ids.length, width], sums [segments, width]. */
function addRows(rows: Numbers, ids: Numbers, sums: Float32Array, width: number): void {
  const segments = sums.length / width;
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] ?? -1;
    if (id < 0 || id >= segments) continue;
    const to = id * width;
    const from = row * width;
    for (let j = 0; j < width; j++) sums[to + j] = (sums[to + j] ?? 0) + (rows[from + j] ?? 0);
  }
}
