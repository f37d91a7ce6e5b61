import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTextFrom } from './text-folder.js';

it('reads a text by its name and lets no path through', async () => {
  const home = await mkdtemp(join(tmpdir(), 'graticule-'));
  await mkdir(join(home, 'texts'));
  await writeFile(join(home, 'secret'), 'no');
  await writeFile(join(home, 'texts', 'a-text.txt'), 'yes');
  const read = readTextFrom(join(home, 'texts'));
  await expect(read('a-text.txt')).resolves.toBe('yes');
  for (const name of ['../secret', '..', '.', '', '/etc/hosts', 'a/../../secret', 'a\0b']) {
    await expect(read(name)).rejects.toThrow(RangeError);
  }
});
