import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentialsFile, readCredentials, writeCredentials } from './credentials.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'graticule-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const CREDENTIALS = { url: 'http://127.0.0.1:4600', apiKey: 'grat_secret' };

describe('credentials', () => {
  it('are read as they were written, and only the owner may read them', async () => {
    await writeCredentials(directory, CREDENTIALS);
    await writeCredentials(directory, { ...CREDENTIALS, apiKey: 'grat_other' });
    expect(await readCredentials(directory)).toEqual({ ...CREDENTIALS, apiKey: 'grat_other' });
    expect((await stat(credentialsFile(directory))).mode & 0o777).toBe(0o600);
    expect(await readdir(directory)).toEqual(['credentials.json']);
  });

  it('are absent without a file, without a directory, and when the file cannot be used', async () => {
    expect(await readCredentials(directory)).toBeUndefined();
    expect(await readCredentials(join(directory, 'none'))).toBeUndefined();
    for (const text of ['', '{', '{}', '{"url":"x","apiKey":"y"}']) {
      await writeFile(credentialsFile(directory), text);
      expect(await readCredentials(directory)).toBeUndefined();
    }
  });
});
