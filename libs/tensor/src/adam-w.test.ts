import { AdamW } from './adam-w.js';
import { openTensor, type Tensor } from './open-tensor.js';
import type { Variable } from './ops.js';
import { Sgd } from './sgd.js';

const wasm = await openTensor({ only: 'wasm' });
/** The same device, with all parameters in one vector as on the backends where starting an op is dear. */
const flat: Tensor = { ...wasm, backend: 'webgpu' };
const { ops } = wasm;

const W = Float32Array.from([0.5, -0.25, 1, -1, 2, 0.125]);
const B = Float32Array.from([0.1, -0.2, 0.3]);
const GRADIENTS = [
  { w: [0.1, -0.2, 0.3, 0, 1e-4, -5], b: [1, -1, 0.5] },
  { w: [0.2, 0.1, -0.3, 0, 1e-4, 3], b: [1, 2, -0.5] },
  { w: [-0.1, 0.2, 0.3, 1e-6, 1e-4, 1], b: [0, 0, 0] },
] as const;

function parameters(): { w: Variable; b: Variable } {
  return { w: ops.variable('w', W, [2, 3]), b: ops.variable('b', B, [3]) };
}

const groupsOf = ({ w, b }: { w: Variable; b: Variable }, decay = 0.1) => [
  { parameters: [w], decay },
  { parameters: [b], decay: 0 },
];

const handles = ({ w, b }: (typeof GRADIENTS)[number]) => [
  ops.constant(Float32Array.from(w), [2, 3]),
  ops.constant(Float32Array.from(b), [3]),
];

/** The textbook, in doubles. */
function adamW(start: Float32Array, gradients: readonly (readonly number[])[], rate: number, decay: number): number[] {
  const m = Array.from(start, () => 0);
  const v = Array.from(start, () => 0);
  const w = Array.from(start);
  gradients.forEach((gradient, t) =>
    gradient.forEach((g, i) => {
      m[i] = 0.9 * m[i]! + 0.1 * g;
      v[i] = 0.999 * v[i]! + 0.001 * g * g;
      const mHat = m[i] / (1 - 0.9 ** (t + 1));
      const vHat = v[i] / (1 - 0.999 ** (t + 1));
      w[i] = w[i]! - rate * decay * w[i]! - (rate * mHat) / (Math.sqrt(vHat) + 1e-8);
    }),
  );
  return w;
}

const closeTo = (expected: readonly number[]) => expected.map((value) => expect.closeTo(value, 5));

it.each([
  ['parameter by parameter', wasm],
  ['in one vector', flat],
])('follows the textbook, %s', async (_, tensor) => {
  const both = parameters();
  const optimizer = new AdamW(tensor, groupsOf(both));
  for (const gradient of GRADIENTS) optimizer.step(handles(gradient), 0.01);
  expect([...(await ops.read(both.w))]).toEqual(
    closeTo(
      adamW(
        W,
        GRADIENTS.map(({ w }) => w),
        0.01,
        0.1,
      ),
    ),
  );
  expect([...(await ops.read(both.b))]).toEqual(
    closeTo(
      adamW(
        B,
        GRADIENTS.map(({ b }) => b),
        0.01,
        0,
      ),
    ),
  );
});

async function trained(tensor: Tensor): Promise<Float32Array[]> {
  const both = parameters();
  const optimizer = new AdamW(tensor, groupsOf(both));
  for (const gradient of GRADIENTS) optimizer.step(handles(gradient), 0.01);
  return Promise.all([ops.read(both.w), ops.read(both.b)]);
}

it('gives the same bits parameter by parameter and in one vector', async () => {
  expect(await trained(flat)).toEqual(await trained(wasm));
});

it.each([
  ['parameter by parameter', wasm],
  ['in one vector', flat],
])('goes on from a saved state as if it had not stopped, %s', async (_, tensor) => {
  const whole = parameters();
  const unbroken = new AdamW(tensor, groupsOf(whole));
  for (const gradient of GRADIENTS) unbroken.step(handles(gradient), 0.01);

  const first = parameters();
  const stopped = new AdamW(tensor, groupsOf(first));
  stopped.step(handles(GRADIENTS[0]), 0.01);
  const saved = { w: await ops.read(first.w), b: await ops.read(first.b), optimizer: await stopped.state() };
  stopped.step(handles(GRADIENTS[1]), 0.01);

  const second = { w: ops.variable('w', saved.w, [2, 3]), b: ops.variable('b', saved.b, [3]) };
  const resumed = new AdamW(tensor, groupsOf(second));
  resumed.restore(saved.optimizer);
  for (const gradient of GRADIENTS.slice(1)) resumed.step(handles(gradient), 0.01);
  expect(await ops.read(second.w)).toEqual(await ops.read(whole.w));
  expect(await resumed.state()).toEqual(await unbroken.state());
});

it('names its state by parameter, on every backend alike', async () => {
  const optimizer = new AdamW(flat, groupsOf(parameters()));
  const { step, values } = await optimizer.state();
  expect(step).toBe(0);
  expect(Object.keys(values).toSorted()).toEqual(['first/b', 'first/w', 'second/b', 'second/w']);
});

it('refuses the state of other parameters', async () => {
  const optimizer = new AdamW(wasm, groupsOf(parameters()));
  expect(() => optimizer.restore({ step: 1, values: { 'first/w': new Float32Array(5) } })).toThrow(RangeError);
});

it('refuses two parameters of one name', () => {
  const { w } = parameters();
  expect(() => new AdamW(wasm, [{ parameters: [w, w], decay: 0 }])).toThrow('called w');
});

it.each([
  ['parameter by parameter', wasm],
  ['in one vector', flat],
])('measures a step without changing it, %s', async (_, tensor) => {
  const [plain, measured] = [parameters(), parameters()];
  new AdamW(tensor, groupsOf(plain)).step(handles(GRADIENTS[0]), 0.01);
  const norms = await new AdamW(tensor, groupsOf(measured)).measuredStep(handles(GRADIENTS[0]), 0.01);
  const after = await ops.read(measured.w);
  expect(after).toEqual(await ops.read(plain.w));
  expect(norms.gradient[0]).toBeCloseTo(Math.hypot(...GRADIENTS[0].w), 5);
  expect(norms.update[0]).toBeCloseTo(Math.hypot(...after.map((value, i) => value - W[i]!)), 6);
  expect(norms.decay[0]).toBeCloseTo(0.01 * 0.1 * Math.hypot(...W), 6);
  expect(norms.decay[1]).toBe(0);
});

it('frees what it kept', () => {
  const both = parameters();
  const before = ops.memory().tensors;
  for (const tensor of [wasm, flat]) new AdamW(tensor, groupsOf(both)).dispose();
  expect(ops.memory().tensors).toBe(before);
});

it('descends with momentum and decay', async () => {
  const both = parameters();
  const optimizer = new Sgd(wasm, groupsOf(both, 0.5), { momentum: 0.9 });
  for (const gradient of GRADIENTS.slice(0, 2)) optimizer.step(handles(gradient), 0.1);
  let [w, v] = [W[0]!, 0];
  for (const g of [GRADIENTS[0].w[0], GRADIENTS[1].w[0]]) {
    v = 0.9 * v + g;
    w = w * (1 - 0.1 * 0.5) - 0.1 * v;
  }
  expect((await ops.read(both.w))[0]).toBeCloseTo(w, 6);
});
