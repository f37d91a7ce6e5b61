import { type Database, pendingMigrations } from '@graticule/database';
import type { RunQueue } from '@graticule/runs';
import { MIGRATIONS } from './migrations.js';
import type { Check } from './readiness.js';

/** What the service cannot work without. */
export function readinessChecks(database: Database, queue: RunQueue): Readonly<Record<string, Check>> {
  return {
    database: async () => (await database.pool.query('SELECT 1')).rowCount === 1,
    migrations: async () => (await pendingMigrations(database.pool, MIGRATIONS)).length === 0,
    queue: () => queue.ready(),
  };
}
