import type { RunKey } from '@graticule/contracts';
import { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { PrismaClient } from './generated/client.js';
import { openPool, type PoolOptions } from './open-pool.js';

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
export function connectDatabase(url: string, options: PoolOptions = {}): Database {
  const pool = openPool(url, options);
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
