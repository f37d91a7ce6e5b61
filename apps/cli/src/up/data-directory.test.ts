import { spawnSync } from 'node:child_process';
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataDirectory } from './data-directory.js';

let root: string;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'graticule-'));
});
afterEach(() => rm(root, { recursive: true, force: true }));

const lockOf = (path: string) => join(path, 'launcher.lock');

/** The number of a process that has ended. */
const deadPid = () => spawnSync(process.execPath, ['--version']).pid;

const dead = (mark: string) => JSON.stringify({ pid: deadPid(), started: '1', mark });

describe('DataDirectory', () => {
  it('creates the directory for its owner alone, parents included', async () => {
    const path = join(root, 'a', 'b');
    await DataDirectory.acquire(path);
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect((await stat(lockOf(path))).mode & 0o777).toBe(0o600);
  });

  it('closes a directory that others could read', async () => {
    await chmod(root, 0o755);
    await DataDirectory.acquire(root);
    expect((await stat(root)).mode & 0o777).toBe(0o700);
  });

  it('refuses a second launcher and says which process holds it', async () => {
    await DataDirectory.acquire(root);
    await expect(DataDirectory.acquire(root)).rejects.toMatchObject({
      message: `Graticule already runs on this data directory (process ${process.pid})`,
      where: root,
    });
  });

  it('can be taken again after its release', async () => {
    const first = await DataDirectory.acquire(root);
    await first.release();
    await expect(DataDirectory.acquire(root)).resolves.toBeDefined();
  });

  it('takes over from a launcher that was killed', async () => {
    await writeFile(lockOf(root), JSON.stringify({ pid: deadPid(), started: '1', mark: 'x' }));
    await expect(DataDirectory.acquire(root)).resolves.toBeDefined();
    expect(await readdir(root)).toEqual(['launcher.lock']);
  });

  it('takes over a lock that no launcher can have written', async () => {
    await writeFile(lockOf(root), 'half a fi');
    await expect(DataDirectory.acquire(root)).resolves.toBeDefined();
  });

  it('goes to at most one of many that find a dead lock at once, and then to nobody else', async () => {
    for (let round = 0; round < 40; round++) {
      await writeFile(lockOf(root), JSON.stringify({ pid: deadPid(), started: '1', mark: `x${round}` }));
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => DataDirectory.acquire(root)));
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
      await expect(DataDirectory.acquire(root)).rejects.toThrow(/already runs/);
      expect(await readdir(root)).toEqual(['launcher.lock']);
    }
  });

  it('takes over from a launcher that was killed while it took over', async () => {
    await writeFile(lockOf(root), dead('x'));
    await writeFile(`${lockOf(root)}.over-x`, dead('y'));
    await expect(DataDirectory.acquire(root)).resolves.toBeDefined();
    expect(await readdir(root)).toEqual(['launcher.lock']);
  });

  it('never removes the lock of another', async () => {
    const first = await DataDirectory.acquire(root);
    await rm(lockOf(root));
    await DataDirectory.acquire(root);
    await first.release();
    await expect(DataDirectory.acquire(root)).rejects.toThrow(/already runs/);
  });
});
