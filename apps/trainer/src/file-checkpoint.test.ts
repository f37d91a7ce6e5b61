import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileCheckpoint } from './file-checkpoint.js';

const state = new Map([
  ['weights', Float32Array.of(1, -0, NaN)],
  ['ä', new Float32Array(0)],
  ['bias', Float32Array.of(1 / 3)],
]);
const folder = () => mkdtemp(join(tmpdir(), 'graticule-'));
const at = (directory: string, recipe = 'low-rank 1', flushed = true) =>
  new FileCheckpoint(directory, 'a-run', recipe, async () => flushed);

it('gives another attempt the newest state, bit for bit', async () => {
  const directory = join(await folder(), 'checkpoints');
  await at(directory).save(10, new Map());
  await at(directory).save(20, state);
  expect(await at(directory).restore()).toEqual({ step: 20, state });
  expect(await readdir(directory)).toEqual(['a-run.checkpoint']);
});

it('gives a run that starts nothing', async () => {
  expect(await at(await folder()).restore()).toBeUndefined();
});

it('never gives the state of another version of the recipe', async () => {
  const directory = await folder();
  await at(directory).save(20, state);
  expect(await at(directory, 'low-rank 2').restore()).toBeUndefined();
});

it('keeps the older state while what was logged since is not stored', async () => {
  const directory = await folder();
  await at(directory).save(10, state);
  await at(directory, 'low-rank 1', false).save(20, new Map());
  expect(await at(directory).restore()).toEqual({ step: 10, state });
});

it('is gone once the run has finished', async () => {
  const directory = await folder();
  await at(directory).save(10, state);
  await at(directory).discard();
  expect(await at(directory).restore()).toBeUndefined();
});
