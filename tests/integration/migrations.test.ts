import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isUnavailable, migrate, pendingMigrations } from '@graticule/database';
import pg from 'pg';
import { until } from '../support/local-service.js';
import { emptyDatabaseUrl } from '../support/test-database.js';

const MIGRATIONS = join(import.meta.dirname, '../../migrations');

let directory: string;
let pool: pg.Pool;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'graticule-migrations-'));
  cpSync(MIGRATIONS, directory, { recursive: true });
  pool = new pg.Pool({ connectionString: await emptyDatabaseUrl(), max: 4 });
});
afterEach(async () => {
  await pool.end();
  rmSync(directory, { recursive: true });
});

function add(name: string, sql: string): void {
  mkdirSync(join(directory, name), { recursive: true });
  writeFileSync(join(directory, name, 'migration.sql'), sql);
}

it('applies every migration to an empty database, in the order of their names', async () => {
  const names = await migrate(pool, directory);
  expect(names).toEqual(names.toSorted());
  const { rows } = await pool.query(
    "SELECT to_regclass('store.journal') IS NOT NULL AS journal, to_regclass('run') IS NOT NULL AS run",
  );
  expect(rows).toEqual([{ journal: true, run: true }]);
});

it('applies nothing a second time', async () => {
  await migrate(pool, directory);
  expect(await migrate(pool, directory)).toEqual([]);
  expect(await pendingMigrations(pool, directory)).toEqual([]);
});

it('applies each migration once when two replicas boot together', async () => {
  const [one, two] = await Promise.all([migrate(pool, directory), migrate(pool, directory)]);
  expect([one.length, two.length]).toContain(0);
  expect(new Set([...one, ...two]).size).toBe(one.length + two.length);
  expect(await pendingMigrations(pool, directory)).toEqual([]);
});

it('refuses an applied migration that was changed since', async () => {
  await migrate(pool, directory);
  add('20261123000000_create_entities', 'SELECT 1');
  await expect(migrate(pool, directory)).rejects.toThrow('was changed after it had been applied');
});

it('rolls a failing migration back whole and then refuses to go on', async () => {
  await migrate(pool, directory);
  add('29990101000000_break_things', 'CREATE TABLE half_made (id int); SELECT * FROM nowhere;');
  await expect(migrate(pool, directory)).rejects.toThrow('nowhere');
  const { rows } = await pool.query("SELECT to_regclass('half_made') AS found");
  expect(rows).toEqual([{ found: null }]);
  await expect(migrate(pool, directory)).rejects.toThrow('prisma migrate resolve --rolled-back');
});

it('leaves nothing to repair when it is cut off in the middle of a migration', async () => {
  add('29990101000000_take_long', 'CREATE TABLE half_made (id int); SELECT pg_sleep(60);');
  const cutOff = migrate(pool, directory).then(() => 'done', isUnavailable);
  const sleeping = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'";
  expect(await until(async () => (await pool.query(sleeping)).rowCount === 1)).toBe(true);
  await pool.query(`SELECT pg_terminate_backend(pid) FROM (${sleeping}) AS busy`);
  expect(await cutOff).toBe(true);
  add('29990101000000_take_long', 'CREATE TABLE half_made (id int);');
  expect(await migrate(pool, directory)).toEqual(['29990101000000_take_long']);
});
