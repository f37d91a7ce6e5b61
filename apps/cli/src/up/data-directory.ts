import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CommandFailed } from '../command-failed.js';
import { isErrno } from '../is-errno.js';

/**
 * The directory of a local service, held by one launcher at a time. Invariants: mode 0700 from its first moment; the
 * lock file appears whole (written aside, then linked, which fails when another exists); a lock whose process is gone
 * is taken over, and a process is recognised by its number and its start, because numbers are used again. A dead lock is
 * removed by one launcher only, whoever else has found it dead, so never in place of one that was put there since.
 */
export class DataDirectory {
  private constructor(
    readonly path: string,
    private readonly lockFile: string,
    private readonly mark: string,
  ) {}

  static async acquire(path: string): Promise<DataDirectory> {
    await makePrivate(path);
    const lockFile = join(path, 'launcher.lock');
    const holder: Holder = {
      pid: process.pid,
      started: await startOf(process.pid),
      mark: randomBytes(8).toString('hex'),
    };
    for (let attempt = 0; attempt < 5; attempt++) {
      if (await place(lockFile, holder)) return new DataDirectory(path, lockFile, holder.mark);
      const other = await readHolder(lockFile);
      if (other !== undefined && (await isAlive(other))) throw alreadyRunning(path, other.pid);
      await removeDead(lockFile, other, holder);
    }
    throw new CommandFailed('the data directory is being taken by several processes at once', {
      where: path,
      action: 'Try again.',
    });
  }

  /** Leaves the directory to the next launcher. Another's lock stays. */
  async release(): Promise<void> {
    if ((await readHolder(this.lockFile))?.mark === this.mark) await rm(this.lockFile, { force: true });
  }
}

const Holder = z.object({
  pid: z.int().positive(),
  started: z.string().nullable(),
  mark: z.string().regex(/^\w{1,64}$/),
});
type Holder = z.infer<typeof Holder>;

const alreadyRunning = (path: string, pid: number) =>
  new CommandFailed(`Graticule already runs on this data directory (process ${pid})`, {
    where: path,
    action:
      'Use the running one (`graticule study language-model --preset quick` trains the study of the demo on it), stop it ' +
      'with Ctrl-C, or set GRATICULE_DATA and GRATICULE_PORT for a second service.',
  });

async function makePrivate(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    if (((await stat(path)).mode & 0o077) !== 0) await chmod(path, 0o700);
  } catch (error) {
    throw new CommandFailed('the data directory cannot be created', {
      where: path,
      action: 'Set GRATICULE_DATA to a directory that you may write.',
      cause: error,
    });
  }
}

async function place(lockFile: string, holder: Holder): Promise<boolean> {
  const temporary = `${lockFile}.${holder.mark}`;
  await writeFile(temporary, JSON.stringify(holder), { mode: 0o600 });
  try {
    await link(temporary, lockFile);
    return true;
  } catch (error) {
    if (isErrno(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Undefined when there is no lock, or one nobody can have written. */
async function readHolder(lockFile: string): Promise<Holder | undefined> {
  try {
    return Holder.safeParse(JSON.parse(await readFile(lockFile, 'utf8'))).data;
  } catch (error) {
    if (isErrno(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * Removes a lock whose holder is dead. The right to do so is a lock of its own, named for the dead one; with it in hand the file is
 * looked at again, as another launcher may have removed it and put its own there. Does nothing while another launcher is at it.
 */
async function removeDead(file: string, dead: Holder | undefined, by: Holder): Promise<void> {
  const right = `${file}.over-${dead?.mark ?? 'unreadable'}`;
  if (!(await place(right, by))) {
    const other = await readHolder(right);
    if (other !== undefined && !(await isAlive(other))) await removeDead(right, other, by);
    return;
  }
  try {
    if ((await readHolder(file))?.mark === dead?.mark) await rm(file, { force: true });
  } finally {
    await rm(right, { force: true });
  }
}

async function isAlive(holder: Holder): Promise<boolean> {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (isErrno(error, 'ESRCH')) return false;
    if (!isErrno(error, 'EPERM')) throw error; // EPERM: it lives and belongs to somebody else
  }
  const started = await startOf(holder.pid);
  return started === null || holder.started === null || started === holder.started;
}

/** When a process started, in ticks since boot: the 22nd field of its stat. Null where the system has no /proc. */
async function startOf(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null; // the name before it may hold blanks
}
