import type { GradientCase } from './gradient-case.test-support.js';
import { evaluate, finiteDifferences, relativeError } from './gradient-check.test-support.js';
import { libraryOf, openTensor } from './open-tensor.js';
import { raw } from './wire-tfjs.js';

const tensor = await openTensor({ only: 'wasm' });
const { ops } = tensor;
const tf = libraryOf(tensor);

const CASES: readonly GradientCase[] = [
  { name: 'linear', shapes: [[4, 5], [5, 3], [3]], of: (_, x, w, b) => raw(ops.linear(x, w, b)) },
  { name: 'gelu', shapes: [[4, 5]], of: (_, x) => raw(ops.gelu(x)) },
  { name: 'layerNorm', shapes: [[4, 6], [6], [6]], of: (_, x, gain, bias) => raw(ops.layerNorm(x, gain, bias)) },
  {
    name: 'causal attention',
    shapes: [[6, 12]],
    of: (_, qkv) => raw(ops.attention(qkv, { sequences: 2, heads: 2, mask: 'causal' })),
  },
  {
    name: 'attention without a mask',
    shapes: [[6, 12]],
    of: (_, qkv) => raw(ops.attention(qkv, { sequences: 2, heads: 1, mask: 'none' })),
  },
  {
    name: 'crossEntropyRows',
    shapes: [[4, 5]],
    of: (_, logits) => raw(ops.crossEntropyRows(logits, ops.indices(Int32Array.from([1, 0, 4, 2]), [4]))),
  },
  {
    name: 'averagePool over the border',
    shapes: [[1, 7, 7, 2]],
    of: (_, x) => raw(ops.averagePool(x, 3, { stride: 2, padding: 'same' })),
  },
  {
    name: 'embedding with repeats',
    shapes: [[5, 3]],
    of: (_, table) => raw(ops.embedding(table, ops.indices(Int32Array.from([1, 1, 4, 1, 0, 0]), [2, 3]))),
  },
];

it.each(CASES)('differentiates $name as finite differences do', async (gradientCase) => {
  const error = relativeError(await finiteDifferences(tf, gradientCase), await evaluate(tf, gradientCase));
  expect(error).toBeLessThan(1e-2); // float32 values over a step of 1/64, with curvature
});

const attended = (qkv: Float32Array): Promise<Float32Array> =>
  ops.read(ops.attention(ops.constant(qkv, [3, 12]), { sequences: 1, heads: 2, mask: 'causal' }));

it('attends to nothing that comes later', async () => {
  const values = Float32Array.from({ length: 3 * 12 }, (_, i) => Math.sin(i));
  const changed = values.slice();
  changed.fill(9, 2 * 12);
  const [before, after] = [await attended(values), await attended(changed)];
  expect(after.slice(0, 8)).toEqual(before.slice(0, 8));
  expect(after.slice(8)).not.toEqual(before.slice(8));
});

it('refuses rows that do not split into sequences and heads', () => {
  const qkv = ops.constant(new Float32Array(5 * 12), [5, 12]);
  expect(() => ops.attention(qkv, { sequences: 2, heads: 2, mask: 'none' })).toThrow(RangeError);
});

it('prices an impossible target at its true number of nats', async () => {
  const logits = ops.constant(Float32Array.from([0, 500]), [1, 2]);
  const loss = ops.crossEntropyRows(logits, ops.indices(Int32Array.from([0]), [1]));
  expect(await ops.readScalar(loss)).toBe(500);
});

it('scores rows alike on the device and in host memory', async () => {
  const values = Float32Array.from({ length: 7 * 5 }, (_, i) => 3 * Math.sin(i * i));
  const targets = Int32Array.from([0, 1, 2, 3, 4, 2, 2]);
  const score = async (only: 'wasm' | 'cpu') => {
    const opened = await openTensor({ only });
    return opened.ops.readRowScores(opened.ops.constant(values, [7, 5]), opened.ops.indices(targets, [7]));
  };
  const [host, device] = [await score('cpu'), await score('wasm')];
  expect(device.correct).toEqual(host.correct);
  for (const [i, loss] of device.losses.entries()) expect(loss).toBeCloseTo(host.losses[i]!, 5);
});

it('averages over the cells inside the image only', async () => {
  const x = ops.constant(
    Float32Array.from({ length: 50 }, (_, i) => i * i),
    [1, 5, 5, 2],
  );
  const pooled = ops.averagePool(x, 2, { stride: 1, padding: 'same' });
  const library = tf.avgPool(raw(x).as4D(1, 5, 5, 2), 2, 1, 'same');
  const [actual, expected] = [await ops.read(pooled), await ops.read(library)];
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(expected[i]!, 2);
});

it('takes the first of equal logits for the largest', async () => {
  const logits = ops.constant(Float32Array.from([1, 2, 2, 0]), [1, 4]);
  expect([...(await ops.readIndices(ops.argmax(logits)))]).toEqual([1]);
  expect(await ops.readScalar(ops.correctRows(logits, ops.indices(Int32Array.from([2]), [1])))).toBe(0);
});

it('gives a parameter that the loss does not reach a gradient of zeros', async () => {
  const [used, idle] = [
    ops.variable('used', Float32Array.of(3), [1]),
    ops.variable('idle', Float32Array.of(1, 2), [2]),
  ];
  const { loss, grads } = ops.gradients(() => ops.sum(ops.square(used)), [used, idle]);
  expect(await ops.readScalar(loss)).toBe(9);
  expect([...(await ops.read(grads[0]!))]).toEqual([6]);
  expect([...(await ops.read(grads[1]!))]).toEqual([0, 0]);
});

it('differentiates with respect to an activation, as split training needs', async () => {
  const activation = ops.constant(Float32Array.of(2, -1), [1, 2]);
  const { grads } = ops.gradients(() => ops.sum(ops.square(activation)), [activation]);
  expect([...(await ops.read(grads[0]!))]).toEqual([4, -2]);
});

it('lets two models name their parameters alike', () => {
  const [one, other] = [ops.variable('w', Float32Array.of(1), [1]), ops.variable('w', Float32Array.of(2), [1])];
  expect([one.name, other.name]).toEqual(['w', 'w']);
});

it('copies what it is given', async () => {
  const cpu = await openTensor({ only: 'cpu' });
  const values = Float32Array.of(1, 2);
  const held = cpu.ops.constant(values, [2]);
  values[0] = 9;
  expect([...(await cpu.ops.read(held))]).toEqual([1, 2]);
});

it('refuses values that do not fill their shape', () => {
  expect(() => ops.variable('w', new Float32Array(5), [2, 3])).toThrow('needs 6 values, not 5');
});

it('replaces the values of a parameter', async () => {
  const w = ops.variable('w', Float32Array.of(1, 2), [2]);
  ops.assign(w, Float32Array.of(3, 4));
  expect([...(await ops.read(w))]).toEqual([3, 4]);
});
