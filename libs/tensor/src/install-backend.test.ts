import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { installBackend } from './install-backend.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'graticule-backends-'));
});
afterEach(() => rm(directory, { recursive: true }));

it('does nothing where the backend is installed', async () => {
  await mkdir(join(directory, 'webgpu'));
  const manifest = { version: '0.6.2', builtHow: 'published webgpu 0.6.2' };
  await writeFile(join(directory, 'webgpu/backend.json'), JSON.stringify(manifest));
  const sentences: string[] = [];
  const outcome = await installBackend('webgpu', {
    directory: relative('', directory),
    onProgress: (sentence) => sentences.push(sentence),
  });
  expect(outcome).toEqual({ kind: 'already-installed', path: join(directory, 'webgpu'), ...manifest });
  expect(sentences).toEqual([]);
});

it('names the program that is missing, and leaves nothing behind', async () => {
  const { PATH, npm_execpath: npm } = process.env;
  process.env['PATH'] = directory;
  delete process.env['npm_execpath'];
  try {
    const outcome = await installBackend('webgpu', { directory });
    expect(outcome).toEqual({ kind: 'cannot', reason: 'npm is missing; install npm, which comes with Node.js.' });
  } finally {
    process.env['PATH'] = PATH;
    if (npm !== undefined) process.env['npm_execpath'] = npm;
  }
  expect(await readdir(directory)).toEqual([]);
});
