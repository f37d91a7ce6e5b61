import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoBackend, openTensor } from './open-tensor.js';

let empty: string;
beforeAll(async () => {
  empty = await mkdtemp(join(tmpdir(), 'graticule-backends-'));
});
afterAll(() => rm(empty, { recursive: true }));

it('takes wasm where nothing was installed, and says of the others how to install them', async () => {
  const { backend, refused } = await openTensor({ backendDirectory: empty });
  expect(backend).toBe('wasm');
  expect(refused.map((refusal) => refusal.backend)).toEqual(['tensorflow-gpu', 'webgpu', 'tensorflow']);
  for (const refusal of refused)
    expect(refusal.reason).toBe(`It is not installed; \`graticule backend install ${refusal.backend}\` installs it.`);
});

it('tries the backends in the order it is given', async () => {
  expect((await openTensor({ order: ['tensorflow', 'cpu', 'wasm'] })).backend).toBe('cpu');
});

it('opens the one it is told to, or none', async () => {
  expect((await openTensor({ only: 'cpu' })).refused).toEqual([]);
  await expect(openTensor({ only: 'tensorflow', backendDirectory: empty })).rejects.toThrow(NoBackend);
});

it('leaves the last words on a crash to the program', async () => {
  const before = process.listeners('uncaughtException');
  await openTensor({ only: 'wasm' });
  expect(process.listeners('uncaughtException')).toEqual(before);
});

it('says which version computes', async () => {
  expect((await openTensor({ only: 'wasm' })).version).toBe('4.22.0');
});
