import { libraryOf, openTensor } from './open-tensor.js';
import { raw } from './wire-tfjs.js';

const tensor = await openTensor({ only: 'wasm' });
const { ops } = tensor;
const tf = libraryOf(tensor);
const values = (count: number): Float32Array => Float32Array.from({ length: count }, (_, i) => Math.sin(1 + i * 1.7));

it('sends the gradient of a window of negatives to its largest cell, as the library’s own kernel does not', async () => {
  const x = ops.constant(Float32Array.of(-4, -3, -1, -2), [1, 2, 2, 1]);
  const window = { stride: 2, padding: 'valid' } as const;
  const { grads } = ops.gradients(() => ops.sum(ops.maxPool(x, 2, window)), [x]);
  expect([...(await ops.read(grads[0]!))]).toEqual([0, 0, 1, 0]);
});

async function onBoth(work: () => ReturnType<typeof raw>): Promise<[Float32Array, Float32Array]> {
  const results: Float32Array[] = [];
  for (const backend of ['wasm', 'cpu']) {
    await tf.setBackend(backend);
    results.push(Float32Array.from(await work().data<'float32'>()));
  }
  await tf.setBackend('wasm');
  return results as [Float32Array, Float32Array];
}

function expectClose([actual, expected]: [Float32Array, Float32Array]): void {
  expect(actual.length).toBe(expected.length);
  for (const [i, value] of actual.entries()) expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-4);
}

it.each([
  [false, false],
  [false, true],
  [true, false],
  [true, true],
])('multiplies batches with operands transposed %s, %s', async (a, b) => {
  expectClose(
    await onBoth(() =>
      tf.matMul(
        tf.tensor(values(5 * 6 * 4), a ? [5, 4, 6] : [5, 6, 4]),
        tf.tensor(values(5 * 4 * 3), b ? [5, 3, 4] : [5, 4, 3]),
        a,
        b,
      ),
    ),
  );
});

it('multiplies one transposed pair', async () => {
  expectClose(await onBoth(() => tf.matMul(tf.tensor(values(12), [4, 3]), tf.tensor(values(20), [4, 5]), true)));
});

it('still multiplies a batch by one matrix', async () => {
  expectClose(await onBoth(() => tf.matMul(tf.tensor(values(24), [2, 3, 4]), tf.tensor(values(20), [1, 4, 5]))));
});

it('keeps the heap in order over many products', async () => {
  const before = tf.memory().numBytes;
  const [a, b] = [tf.tensor(values(64), [4, 4, 4]), tf.tensor(values(64), [4, 4, 4])];
  for (let i = 0; i < 50; i++) tf.matMul(a, b, true).dispose();
  tf.dispose([a, b]);
  expect(tf.memory().numBytes).toBe(before);
});

it.each([
  [
    [2, 3, 4, 5],
    [0, 2, 1, 3],
  ],
  [
    [2, 3, 3, 2, 4],
    [2, 0, 3, 1, 4],
  ],
  [
    [3, 2, 3, 2, 4],
    [1, 3, 0, 2, 4],
  ],
  [
    [1, 3, 1, 4],
    [2, 1, 0, 3],
  ],
  [
    [3, 4, 5],
    [1, 0, 2],
  ],
])('transposes %j by %j, rows whole', async (shape, order) => {
  const size = shape.reduce((x, y) => x * y, 1);
  const [wasm, cpu] = await onBoth(() => tf.transpose(tf.tensor(values(size), shape), order));
  expect(wasm).toEqual(cpu);
});

it('adds up rows by segment and skips ids outside', async () => {
  const [wasm, cpu] = await onBoth(() =>
    tf.unsortedSegmentSum(tf.tensor(values(12), [4, 3]), tf.tensor1d([2, 0, 2, 7], 'int32'), 3),
  );
  expect(wasm).toEqual(cpu);
  const x = values(12);
  expect(wasm[6]).toBeCloseTo(x[0]! + x[6]!, 6);
});
