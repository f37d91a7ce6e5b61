import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { AppError } from '@graticule/platform';
import type { ServerBinaries } from './server-binaries.js';
import { giveTo, type ServerIdentity } from './server-identity.js';
import { placeOf } from './server-place.js';

export const SUPERUSER = 'graticule';

/**
 * Makes the cluster `<data>/postgres` with a generated password in `<data>/postgres.password` (mode 0600), unless it
 * exists. It is built beside and renamed at the end, so a start that was killed half-way leaves nothing to repair.
 */
export function initialiseCluster(data: string, binaries: ServerBinaries, identity: ServerIdentity): string {
  const cluster = join(data, 'postgres');
  const secret = join(data, 'postgres.password');
  if (existsSync(join(cluster, 'PG_VERSION'))) return readFileSync(secret, 'utf8').trim();

  const password = randomBytes(24).toString('base64url');
  const fresh = `${cluster}.new`;
  rmSync(fresh, { recursive: true, force: true });
  mkdirSync(fresh, { mode: 0o700 });
  giveTo(identity, fresh);
  const passwordFile = join(data, 'postgres.password.initdb');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  giveTo(identity, passwordFile);
  const fd = openSync(passwordFile, 'r');
  try {
    runInitdb({ binaries, identity, cluster: fresh, passwordFile, fd });
  } finally {
    closeSync(fd);
    rmSync(passwordFile, { force: true });
  }
  writeFileSync(secret, password, { mode: 0o600 });
  chmodSync(secret, 0o600);
  renameSync(fresh, cluster);
  return password;
}

interface Initdb {
  readonly binaries: ServerBinaries;
  readonly identity: ServerIdentity;
  readonly cluster: string;
  readonly passwordFile: string;
  readonly fd: number;
}

function runInitdb({ binaries, identity, cluster, passwordFile, fd }: Initdb): void {
  const { directory, cwd } = placeOf(cluster, identity);
  // Through the open file: its path may lie below a folder that the server's user cannot enter.
  const pwfile = process.platform === 'win32' ? passwordFile : '/dev/fd/3';
  const options = [
    '-D',
    directory,
    '-U',
    SUPERUSER,
    `--pwfile=${pwfile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--locale=C',
  ];
  const made = spawnSync(binaries.initdb, options, {
    ...identity,
    cwd,
    env: { LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', 'pipe', 'pipe', fd],
    encoding: 'utf8',
  });
  if (made.status === 0) return;
  const reason = made.error?.message ?? `${made.stderr}${made.stdout}`.trim();
  throw new AppError('STORE_UNAVAILABLE', `The embedded Postgres could not be initialised in ${cluster}: ${reason}`);
}
