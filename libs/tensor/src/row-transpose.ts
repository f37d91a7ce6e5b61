/**
 * Transpose for the wasm backend when the last axis stays last: whole rows are copied. The library's kernel walks such
 * tensors element by element from rank 3 on, which costs a third of a transformer's step: heads are split that way.
 */
import { input, integers, kernelOf, replaceKernel, type WasmBackend } from './wire-kernels.js';
import type { Tfjs } from './wire-tfjs.js';

export function installRowTranspose(tf: Tfjs): void {
  const general = kernelOf(tf, 'Transpose', 'wasm');
  replaceKernel(tf, 'Transpose', 'wasm', (call) => {
    const x = input(call.inputs, 'x');
    const order = integers(call.attrs, 'perm');
    const last = x.shape.length - 1;
    const sortedAlready = order.every((axis, i) => axis === i);
    if (x.dtype !== 'float32' || last < 2 || order[last] !== last || sortedAlready) return general(call);
    const shape = order.map((axis) => x.shape[axis] ?? 1);
    const out = call.backend.makeOutput(shape, 'float32');
    copyRows(call.backend, call.backend.getMemoryOffset(x.dataId), call.backend.getMemoryOffset(out.dataId), {
      shape,
      strides: rowStrides(x.shape, order),
      rowBytes: 4 * (x.shape[last] ?? 1),
    });
    return out;
  });
}

/** Distance in source rows between neighbours along each target axis but the last. */
function rowStrides(shape: readonly number[], order: readonly number[]): number[] {
  const strides: number[] = [];
  let rows = 1;
  for (let axis = shape.length - 2; axis >= 0; axis--) {
    strides[axis] = rows;
    rows *= shape[axis] ?? 1;
  }
  return order.slice(0, -1).map((axis) => strides[axis] ?? 0);
}

interface Walk {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly rowBytes: number;
}

function copyRows(backend: WasmBackend, from: number, to: number, { shape, strides, rowBytes }: Walk): void {
  const heap = backend.wasm.HEAPU8;
  const axes = strides.length;
  const position = new Int32Array(axes);
  const rows = shape.slice(0, axes).reduce((a, b) => a * b, 1);
  let source = 0;
  for (let row = 0; row < rows; row++) {
    const start = from + source * rowBytes;
    heap.copyWithin(to + row * rowBytes, start, start + rowBytes);
    for (let axis = axes - 1; axis >= 0; axis--) {
      const stride = strides[axis] ?? 0;
      const next = (position[axis] ?? 0) + 1;
      if (next < (shape[axis] ?? 1)) {
        position[axis] = next;
        source += stride;
        break;
      }
      source -= (next - 1) * stride;
      position[axis] = 0;
    }
  }
}
