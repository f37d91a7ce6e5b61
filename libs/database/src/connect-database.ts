import type { RunKey } from '@graticule/contracts';
import { createLogger, type Logger } from '@graticule/platform';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from './generated/client.js';
import { bigintTypes } from './wire-pg-types.js';

export interface DatabaseOptions {
  /** Connections of the pool. */
  readonly max?: number;
  readonly applicationName?: string;
  readonly log?: Logger;
}

/** One Postgres: `prisma` for entities and simple reads, `pool` for everything per point and every compare-and-set. */
export interface Database {
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;
  /** Where a run's measurements live. One pool today; a shard's pool when there are several. */
  readonly poolOf: (run: RunKey) => pg.Pool;
  /** Runs `work` in one transaction and commits; again, a few times, when Postgres says that only the timing was unlucky. */
  transaction<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const RETRIES = 4;
const SERIALIZATION_FAILURE = '40001';
const DEADLOCK = '40P01';

/** Does not connect yet: the first query does, and fails with an error that `isUnavailable` recognises. */
export function connectDatabase(url: string, options: DatabaseOptions = {}): Database {
  const log = options.log ?? createLogger('database', 'warn');
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    application_name: options.applicationName ?? 'graticule',
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 60_000,
    // A transaction left open keeps vacuum from recycling the journal.
    idle_in_transaction_session_timeout: 60_000,
    types: bigintTypes,
  });
  // A connection that dies emits on the pool while idle and on itself while somebody holds it. Either would end the process
  // if nobody listened; the query that waits on it fails by itself. Not the error is logged: pg hangs its client on it.
  const noteLoss = (error: Error) => log.warn({ reason: error.message }, 'a database connection was lost');
  pool.on('error', noteLoss);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    pool,
    prisma,
    poolOf: () => pool,
    transaction: (work) => transaction(pool, work),
    close: async () => {
      await prisma.$disconnect();
      await pool.end();
    },
  };
}

/** Tries again on a connection taken anew: one that waits while it holds another could wait for itself. */
async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  for (let left = RETRIES; ; left--) {
    try {
      return await attempt(pool, work);
    } catch (error) {
      if (left === 0 || !isUnlucky(error)) throw error;
    }
  }
}

async function attempt<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const result = await work(client);
    await client.query('COMMIT');
    return result;
  } catch (error) {
    await client.query('ROLLBACK').catch((lost: Error) => (broken = lost));
    throw error;
  } finally {
    client.release(broken);
  }
}

function isUnlucky(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === SERIALIZATION_FAILURE || error.code === DEADLOCK);
}
