/**
 * Matrix product for the wasm backend. The library's own kernel reaches its fast code (XNNPACK) only for a single product
 * with nothing transposed; all else runs in a scalar loop, 20 to 40 times slower, and in training all else is most of it:
 * gradients are transposed, attention is batched. Here operands are transposed first and batches are cut into views on
 * the heap, which copy nothing, so that every product takes the fast path.
 *
 * Invariant: a view borrows memory of a tensor that outlives it. It is registered under an id of its own and struck from
 * the tables, never freed.
 */
import {
  flag,
  input,
  kernelOf,
  replaceKernel,
  type Kernel,
  type TensorInfo,
  type WasmBackend,
} from './wire-kernels.js';
import type { Tfjs } from './wire-tfjs.js';

const product = (sizes: readonly number[]): number => sizes.reduce((a, b) => a * b, 1);

export function installFastMatMul(tf: Tfjs): void {
  const multiply = kernelOf(tf, 'BatchMatMul', 'wasm');
  const transpose = kernelOf(tf, 'Transpose', 'wasm');
  replaceKernel(tf, 'BatchMatMul', 'wasm', (call) => {
    const a = input(call.inputs, 'a');
    const b = input(call.inputs, 'b');
    const [transposeA, transposeB] = [flag(call.attrs, 'transposeA'), flag(call.attrs, 'transposeB')];
    const batches = product(a.shape.slice(0, -2));
    const broadcast = batches !== product(b.shape.slice(0, -2));
    if (broadcast || (batches === 1 && !transposeA && !transposeB)) return multiply(call);
    const { backend } = call;
    const left = transposeA ? flipped(transpose, backend, a, batches) : a;
    const right = transposeB ? flipped(transpose, backend, b, batches) : b;
    const result = multiplyEach(multiply, backend, left, right, a.shape.slice(0, -2));
    if (left !== a) backend.disposeData(left.dataId);
    if (right !== b) backend.disposeData(right.dataId);
    return result;
  });
}

function flipped(transpose: Kernel<WasmBackend>, backend: WasmBackend, x: TensorInfo, batches: number): TensorInfo {
  const matrices = { dataId: x.dataId, dtype: x.dtype, shape: [batches, ...x.shape.slice(-2)] };
  return transpose({ inputs: { x: matrices }, attrs: { perm: [0, 2, 1] }, backend });
}

function multiplyEach(
  multiply: Kernel<WasmBackend>,
  backend: WasmBackend,
  a: TensorInfo,
  b: TensorInfo,
  batchShape: readonly number[],
): TensorInfo {
  const [m = 0, k = 0] = a.shape.slice(-2);
  const n = b.shape.at(-1) ?? 0;
  const batches = product(batchShape);
  const attrs = { transposeA: false, transposeB: false };
  if (batches === 1) {
    const single = {
      a: { dataId: a.dataId, dtype: a.dtype, shape: [1, m, k] },
      b: { dataId: b.dataId, dtype: b.dtype, shape: [1, k, n] },
    };
    const { dataId, dtype } = multiply({ inputs: single, attrs, backend });
    return { dataId, dtype, shape: [...batchShape, m, n] };
  }
  const out = backend.makeOutput([...batchShape, m, n], 'float32');
  for (let i = 0; i < batches; i++) {
    const x = view(backend, a, [1, m, k], i * m * k);
    const y = view(backend, b, [1, k, n], i * k * n);
    const one = multiply({ inputs: { a: x, b: y }, attrs, backend });
    const from = backend.getMemoryOffset(one.dataId);
    backend.wasm.HEAPU8.copyWithin(backend.getMemoryOffset(out.dataId) + 4 * i * m * n, from, from + 4 * m * n);
    backend.disposeData(one.dataId);
    forget(backend, x);
    forget(backend, y);
  }
  return out;
}

function view(backend: WasmBackend, of: TensorInfo, shape: number[], firstElement: number): TensorInfo {
  const id = backend.dataIdNextNumber++;
  const dataId = { id };
  const memoryOffset = backend.dataIdMap.get(of.dataId).memoryOffset + 4 * firstElement;
  backend.dataIdMap.set(dataId, { id, memoryOffset, shape, dtype: 'float32', refCount: 1 });
  backend.wasm.tfjs.registerTensor(id, product(shape), memoryOffset);
  return { dataId, shape, dtype: 'float32' };
}

function forget(backend: WasmBackend, borrowed: TensorInfo): void {
  backend.wasm.tfjs.disposeData(backend.dataIdMap.get(borrowed.dataId).id);
  backend.dataIdMap.delete(borrowed.dataId);
}
