import type { BackendName, InstallableBackend } from './backend-name.js';
import { type GradientCase, r5 } from './gradient-case.test-support.js';
import { GRADIENT_CASES } from './gradient-cases.test-support.js';
import { KNOWN_LIMITS, WEBGPU_LIMITS } from './known-limits.test-support.js';
import { evaluate, finiteDifferences, relativeError, type Outcome } from './gradient-check.test-support.js';
import { installedBackends } from './installed-backends.test-support.js';
import { libraryOf, openTensor } from './open-tensor.js';
import type { Tfjs } from './wire-tfjs.js';

// A process has one choice of backend, so each test opens what it needs and names it.
const open = async (only: BackendName): Promise<Tfjs> =>
  libraryOf(await openTensor({ only, backendDirectory: installedBackends.directory, softwareGpu: 'accept' }));

/** Names the cases in which the backend differs from the reference by more than float32 explains. */
async function disagreements(only: BackendName, cases: readonly GradientCase[]): Promise<string[]> {
  const tf = await open(only);
  const backend = tf.getBackend();
  await tf.setBackend('cpu');
  const expected: Outcome[] = [];
  for (const gradientCase of cases) expected.push(await evaluate(tf, gradientCase));
  await tf.setBackend(backend);
  const wrong: string[] = [];
  for (const [i, gradientCase] of cases.entries()) {
    const error = await evaluate(tf, gradientCase).then(
      (outcome) => relativeError(outcome, expected[i]!),
      () => Number.POSITIVE_INFINITY,
    );
    // 1e-4: forty times what the worst case shows on wasm and tensorflow, and far below any real mistake.
    if (!(error < 1e-4)) wrong.push(`${gradientCase.name}: ${error}`);
  }
  return wrong;
}

it('has at least seventy cases, each under its own name', () => {
  expect(GRADIENT_CASES.length).toBeGreaterThanOrEqual(70);
  expect(new Set(GRADIENT_CASES.map(({ name }) => name)).size).toBe(GRADIENT_CASES.length);
});

it('gives gradients on cpu that agree with finite differences', async () => {
  const tf = await open('cpu');
  const wrong: string[] = [];
  for (const gradientCase of GRADIENT_CASES.filter(({ smooth }) => smooth)) {
    const error = relativeError(await finiteDifferences(tf, gradientCase), await evaluate(tf, gradientCase));
    // 1e-2: differences of float32 values over a step of 1/64, with curvature.
    if (!(error < 1e-2)) wrong.push(`${gradientCase.name}: ${error}`);
  }
  expect(wrong).toEqual([]);
});

it('gives the gradients of the reference on wasm', async () => {
  expect(await disagreements('wasm', GRADIENT_CASES)).toEqual([]);
});

const INSTALLABLE: readonly InstallableBackend[] = ['tensorflow', 'tensorflow-gpu', 'webgpu'];
for (const name of INSTALLABLE) {
  const whenInstalled = (await installedBackends.has(name)) ? it : it.skip;
  whenInstalled(`gives the gradients of the reference on ${name}`, async () => {
    const cases = GRADIENT_CASES.filter((each) => name !== 'webgpu' || !(each.name in WEBGPU_LIMITS));
    expect(await disagreements(name, cases)).toEqual([]);
  });
}

it.each(KNOWN_LIMITS)('still cannot differentiate $name, which $reason', async (limit) => {
  await expect(evaluate(await open('cpu'), limit)).rejects.toThrow();
});

const averagePool3d = (pad: 'same' | 'valid'): GradientCase => ({
  name: `avgPool3d ${pad}`,
  shapes: [[1, 4, 4, 4, 2]],
  of: (library, a) => library.avgPool3d(r5(a), 3, 2, pad),
});

it('still differentiates 3-d average pooling wrongly over the border, and only there', async () => {
  const tf = await open('cpu');
  const error = async (of: GradientCase): Promise<number> =>
    relativeError(await evaluate(tf, of), await finiteDifferences(tf, of));
  expect(await error(averagePool3d('same'))).toBeGreaterThan(0.1);
  expect(await error(averagePool3d('valid'))).toBeLessThan(1e-2);
});
