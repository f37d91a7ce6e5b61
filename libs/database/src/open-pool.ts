import { createLogger, type Logger } from '@graticule/platform';
import pg from 'pg';
import { bigintTypes } from './wire-pg-types.js';

export interface PoolOptions {
  /** Connections of the pool. */
  readonly max?: number;
  readonly applicationName?: string;
  readonly log?: Logger;
}

/** Does not connect yet: the first query does, and fails with an error that `isUnavailable` recognises. */
export function openPool(url: string, options: PoolOptions = {}): pg.Pool {
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
  return pool;
}
