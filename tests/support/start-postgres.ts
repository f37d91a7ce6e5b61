import { existsSync, mkdtempSync } from 'node:fs';
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
const TEMPLATE = 'template_graticule';
const MIGRATIONS = join(import.meta.dirname, '../../migrations');

/** Starts one server for the whole test run and migrates the database that every test file clones. */
export default async function startPostgres(): Promise<void> {
  const data = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'graticule-test-'));
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
