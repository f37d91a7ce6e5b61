/**
 * Gradient of average pooling. The library's kernels, plain JavaScript and wasm alike, divide by the whole window where
 * it hangs over the border, though the forward pass averages only the cells inside: with 'same' padding the gradient is
 * off by a third and more. Here each output cell hands its gradient out in equal parts to the cells it averaged.
 */
import {
  floatsOf,
  input,
  pooling,
  replaceKernel,
  type TensorInfo,
  type Numbers,
  type Pooling,
} from './wire-kernels.js';
import type { Tfjs } from './wire-tfjs.js';

export function installAveragePoolGradient(tf: Tfjs, backend: 'cpu' | 'wasm'): void {
  if (backend === 'cpu') {
    replaceKernel(tf, 'AvgPoolGrad', 'cpu', ({ inputs, attrs, backend: cpu }) => {
      const [x, dy] = [input(inputs, 'input'), input(inputs, 'dy')];
      const dx = new Float32Array(size(x));
      spread(cpu.data.get(dy.dataId).values, dx, pooling(tf, x, attrs));
      return cpu.makeTensorInfo(x.shape, 'float32', dx);
    });
    return;
  }
  replaceKernel(tf, 'AvgPoolGrad', 'wasm', ({ inputs, attrs, backend: wasm }) => {
    const [x, dy] = [input(inputs, 'input'), input(inputs, 'dy')];
    const out = wasm.makeOutput(x.shape, 'float32');
    spread(floatsOf(wasm, dy), floatsOf(wasm, out).fill(0), pooling(tf, x, attrs));
    return out;
  });
}

const size = ({ shape }: TensorInfo): number => shape.reduce((a, b) => a * b, 1);

/** dy [images, outHeight, outWidth, channels] into dx [images, inHeight, inWidth, channels], which starts at zero. */
function spread(dy: Numbers, dx: Float32Array, pool: Pooling): void {
  const { batchSize, outHeight, outWidth } = pool;
  for (let image = 0; image < batchSize; image++)
    for (let row = 0; row < outHeight; row++)
      for (let column = 0; column < outWidth; column++) spreadCell(dy, dx, { pool, image, row, column });
}

interface Cell {
  readonly pool: Pooling;
  readonly image: number;
  readonly row: number;
  readonly column: number;
}

function spreadCell(dy: Numbers, dx: Float32Array, { pool, image, row, column }: Cell): void {
  const { inChannels, inHeight, inWidth, padInfo } = pool;
  const top = row * pool.strideHeight - padInfo.top;
  const left = column * pool.strideWidth - padInfo.left;
  const [firstRow, firstColumn] = [Math.max(0, top), Math.max(0, left)];
  const endRow = Math.min(inHeight, top + pool.filterHeight);
  const endColumn = Math.min(inWidth, left + pool.filterWidth);
  const share = 1 / ((endRow - firstRow) * (endColumn - firstColumn));
  const from = ((image * pool.outHeight + row) * pool.outWidth + column) * inChannels;
  for (let y = firstRow; y < endRow; y++)
    for (let x = firstColumn; x < endColumn; x++) {
      const to = ((image * inHeight + y) * inWidth + x) * inChannels;
      for (let c = 0; c < inChannels; c++) dx[to + c] = (dx[to + c] ?? 0) + share * (dy[from + c] ?? 0);
    }
}
