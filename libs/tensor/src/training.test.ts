import { AdamW } from './adam-w.js';
import type { BackendName, InstallableBackend } from './backend-name.js';
import { installedBackends } from './installed-backends.test-support.js';
import { kernelCoverage, kernelsOf, KERNELS } from './kernel-coverage.js';
import { MODELS, type TestModel } from './models.test-support.js';
import { libraryOf, openTensor, type Tensor } from './open-tensor.js';
import { registeredKernels } from './wire-kernels.js';
import { loadOwnBackend } from './wire-tfjs.js';

const open = (only: BackendName): Promise<Tensor> =>
  openTensor({ only, backendDirectory: installedBackends.directory, softwareGpu: 'accept' });

async function losses(tensor: Tensor, model: TestModel, steps = 20): Promise<number[]> {
  const { parameters, loss } = model.build(tensor.ops);
  const optimizer = new AdamW(tensor, [
    { parameters: parameters.slice(0, 2), decay: 0.1 },
    { parameters: parameters.slice(2), decay: 0 },
  ]);
  const curve: number[] = [];
  for (let step = 0; step < steps; step++) {
    const value = optimizer.minimize(loss, 1e-2);
    curve.push(await tensor.ops.readScalar(value));
    tensor.ops.dispose(value);
  }
  return curve;
}

const reference = new Map<string, number[]>();
beforeAll(async () => {
  const cpu = await open('cpu');
  for (const model of MODELS) reference.set(model.name, await losses(cpu, model));
});

async function expectReferenceCurves(name: BackendName): Promise<void> {
  const tensor = await open(name);
  for (const model of MODELS) {
    const curve = await losses(tensor, model);
    const expected = reference.get(model.name) ?? [];
    // 1e-3 after twenty steps: Adam divides by gradients near zero, which turns rounding into whole updates.
    for (const [step, value] of curve.entries()) expect(Math.abs(value - expected[step]!)).toBeLessThan(1e-3);
    expect(curve.at(-1)).toBeLessThan(curve[0]!);
  }
}

it('trains every model family on wasm as on cpu', () => expectReferenceCurves('wasm'));

const INSTALLABLE: readonly InstallableBackend[] = ['tensorflow', 'tensorflow-gpu', 'webgpu'];
for (const name of INSTALLABLE) {
  const whenInstalled = (await installedBackends.has(name)) ? it : it.skip;
  // Four minutes: a software Vulkan driver compiles some hundred shaders for it.
  whenInstalled(`trains every model family on ${name} as on cpu`, () => expectReferenceCurves(name), 240_000);
  whenInstalled(`registers on ${name} the kernels that its list names`, async () => {
    expect(kernelsOf(await open(name))).toEqual(KERNELS[name]);
  });
}

it('has for webgpu the kernels that its list names', async () => {
  const library = libraryOf(await open('wasm'));
  loadOwnBackend('webgpu');
  expect(registeredKernels(library, 'webgpu')).toEqual(KERNELS.webgpu);
});

it.each(['wasm', 'cpu'] as const)('registers on %s the kernels that its list names', async (name) => {
  expect(kernelsOf(await open(name))).toEqual(KERNELS[name]);
});

it.each(MODELS)('needs for a step of a $name only kernels that every backend has', async (model) => {
  const tensor = await open('wasm');
  const { parameters, loss } = model.build(tensor.ops);
  const optimizer = new AdamW(tensor, [{ parameters, decay: 0.1 }]);
  const { used, missing } = await kernelCoverage(tensor, () => {
    tensor.ops.dispose(optimizer.minimize(loss, 1e-3));
  });
  expect(used.length).toBeGreaterThan(5);
  expect(missing).toEqual({});
});

it('names the backends that lack a kernel', async () => {
  const tensor = await open('cpu');
  const tf = libraryOf(tensor);
  const { missing } = await kernelCoverage(tensor, () => tf.searchSorted(tf.tensor1d([1, 2, 3]), tf.tensor1d([2])));
  expect(missing).toMatchObject({ tensorflow: ['SearchSorted'], 'tensorflow-gpu': ['SearchSorted'] });
});

it('leaves nothing behind on the device from step to step', async () => {
  const tensor = await open('wasm');
  for (const model of MODELS) {
    const { parameters, loss } = model.build(tensor.ops);
    const optimizer = new AdamW(tensor, [{ parameters, decay: 0.1 }]);
    tensor.ops.dispose(optimizer.minimize(loss, 1e-3));
    const before = tensor.ops.memory();
    for (let step = 0; step < 3; step++) tensor.ops.dispose(optimizer.minimize(loss, 1e-3));
    expect(tensor.ops.memory()).toEqual(before);
  }
});

it('repeats a training run bit for bit on wasm', async () => {
  const tensor = await open('wasm');
  for (const model of MODELS) expect(await losses(tensor, model, 5)).toEqual(await losses(tensor, model, 5));
});
