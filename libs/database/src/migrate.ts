import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@graticule/platform';
import type pg from 'pg';
import { isUnavailable } from './is-unavailable.js';

/**
 * Applies migrations at boot, in Prisma's layout and bookkeeping, so that `prisma migrate status` agrees. Invariants: one
 * runner at a time, under the lock that Prisma itself takes; each migration runs whole or not at all; an applied file that
 * changed, or one that failed half-way, stops everything with a sentence that says what to do.
 */
interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

interface Applied {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

const PRISMA_LOCK = 72707369;

const BOOKKEEPING = `CREATE TABLE IF NOT EXISTS _prisma_migrations (
  id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL,
  logs text, rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

/** Applies what is missing, in the order of the names. Returns the names that were applied now. */
export async function migrate(pool: pg.Pool, directory: string): Promise<readonly string[]> {
  const migrations = await readMigrations(directory);
  const client = await pool.connect();
  try {
    await client.query('SET statement_timeout = 0'); // before the lock: another runner may take minutes
    await client.query('SELECT pg_advisory_lock($1::int8)', [PRISMA_LOCK]);
    await client.query(BOOKKEEPING);
    const missing = pending(migrations, await applied(client));
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ name }) => name);
  } finally {
    client.release(true); // the lock and the setting end with the session
  }
}

/** The names of migrations that the database lacks. Throws what `migrate` would throw. */
export async function pendingMigrations(pool: pg.Pool, directory: string): Promise<readonly string[]> {
  const migrations = await readMigrations(directory);
  const { rows } = await pool.query<{ readonly known: string | null }>(
    "SELECT to_regclass('_prisma_migrations')::text AS known",
  );
  const done = rows[0]?.known === null ? [] : await applied(pool);
  return pending(migrations, done).map(({ name }) => name);
}

async function readMigrations(directory: string): Promise<readonly Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory() && /^\d{14}_/.test(entry.name)).map(({ name }) => name);
  return Promise.all(
    names.toSorted().map(async (name) => {
      const sql = await readFile(join(directory, name, 'migration.sql'), 'utf8');
      return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function applied(client: pg.Pool | pg.PoolClient): Promise<readonly Applied[]> {
  const { rows } = await client.query<Applied>(
    `SELECT migration_name, checksum, finished_at IS NOT NULL AS finished FROM _prisma_migrations
     WHERE rolled_back_at IS NULL ORDER BY migration_name LIMIT 10000`,
  );
  return rows;
}

function pending(migrations: readonly Migration[], done: readonly Applied[]): readonly Migration[] {
  const known = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const { migration_name: name, checksum, finished } of done) {
    if (!finished)
      throw new AppError(
        'INTERNAL',
        `The migration ${name} failed earlier and was rolled back. Read its \`logs\` in _prisma_migrations, repair the cause, ` +
          `then mark it with \`prisma migrate resolve --rolled-back ${name}\` and start again.`,
      );
    const file = known.get(name);
    if (file && file.checksum !== checksum)
      throw new AppError(
        'INTERNAL',
        `The migration ${name} was changed after it had been applied. Restore the file, and write the change as a new migration.`,
      );
  }
  const names = new Set(done.map(({ migration_name: name }) => name));
  return migrations.filter(({ name }) => !names.has(name));
}

/**
 * The migration and its row commit together, so a process that is killed in between leaves nothing to clear up. Only what
 * Postgres refused is recorded as failed; a connection that was lost is not the migration's fault.
 */
async function apply(client: pg.PoolClient, { name, sql, checksum }: Migration): Promise<void> {
  const row = [randomUUID(), checksum, name];
  try {
    await client.query('BEGIN');
    await client.query(sql);
    await client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       VALUES ($1, $2, $3, now(), clock_timestamp(), 1)`,
      row,
    );
    await client.query('COMMIT');
  } catch (error) {
    if (isUnavailable(error)) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    await client.query('ROLLBACK');
    await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name, logs) VALUES ($1, $2, $3, $4)', [
      ...row,
      reason,
    ]);
    throw new AppError('INTERNAL', `The migration ${name} failed: ${reason}`, { cause: error });
  }
}
