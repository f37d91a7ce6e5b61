import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nvidiaModels } from './nvidia-models.js';

it('names each model once', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'graticule-gpus-'));
  for (const gpu of ['0000:17:00.0', '0000:65:00.0']) {
    await mkdir(join(directory, gpu));
    await writeFile(join(directory, gpu, 'information'), 'Model: \t\t NVIDIA H100 80GB HBM3\nIRQ:   \t\t 16\n');
  }
  expect(nvidiaModels(directory)).toBe('NVIDIA H100 80GB HBM3');
  await rm(directory, { recursive: true });
});

it('names none where there is no driver', () => {
  expect(nvidiaModels(join(tmpdir(), 'no-such-driver'))).toBeUndefined();
});
