import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres, migrate } from '@graticule/database';
import pg from 'pg';

/** The data are thrown away, so nothing has to survive a crash. */
const THROW_AWAY = [
  'fsync=off',
  'full_page_writes=off',
  'synchronous_commit=off',
  'autovacuum=off',
  'max_connections=200',
];
const PREFIX = 'graticule-test-';
const TEMPLATE = 'template_graticule';
const MIGRATIONS = join(import.meta.dirname, '../../migrations');

/** Starts one server for the whole test run and migrates the database that every test file clones. */
export default async function startPostgres(): Promise<void> {
  const place = roomInMemory() ?? tmpdir();
  removeOrphans(place);
  const data = mkdtempSync(join(place, PREFIX));
  writeFileSync(join(data, 'owner'), String(process.pid));
  const server = await EmbeddedPostgres.start({ dataDirectory: data, settings: THROW_AWAY });
  Object.assign(globalThis, { testPostgres: { server, data } });
  process.env['TEST_POSTGRES'] = server.url;
  const admin = new pg.Client({ connectionString: server.url });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${TEMPLATE}`);
  await admin.end();
  const pool = new pg.Pool({ connectionString: databaseUrl(server.url, TEMPLATE), max: 1 });
  await migrate(pool, MIGRATIONS);
  await pool.end();
}

function databaseUrl(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = database;
  return url.href;
}

/** Disks of test machines are slow. A container's /dev/shm is often 64 MiB, which a few clones fill. */
function roomInMemory(): string | undefined {
  if (!existsSync('/dev/shm')) return undefined;
  const { bavail, bsize } = statfsSync('/dev/shm');
  return bavail * bsize > 2 ** 31 ? '/dev/shm' : undefined;
}

/** What test runs that were killed left behind: their server and its data. */
function removeOrphans(place: string): void {
  for (const name of readdirSync(place).filter((entry) => entry.startsWith(PREFIX))) {
    const data = join(place, name);
    const owner = numberIn(join(data, 'owner'));
    if (owner === undefined || isAlive(owner)) continue;
    const server = numberIn(join(data, 'postgres/postmaster.pid'));
    if (server !== undefined && commandOf(server).includes('postgres')) process.kill(server, 'SIGQUIT');
    rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  }
}

function numberIn(file: string): number | undefined {
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) || undefined : undefined;
}

const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}`) || !existsSync('/proc');
const commandOf = (pid: number): string =>
  existsSync(`/proc/${pid}/cmdline`) ? readFileSync(`/proc/${pid}/cmdline`, 'utf8') : '';
