import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from '@graticule/database';
import { createLogger } from '@graticule/platform';
import { CommandFailed } from './command-failed.js';
import { isErrno } from './is-errno.js';
import { CHECKOUT, type Settings } from './settings.js';
import { DataDirectory } from './up/data-directory.js';

/**
 * Lends the database itself: the one that DATABASE_URL names, else that of the data directory. If the latter does not run, it runs for
 * as long as it is lent, and no `up` can start on the directory meanwhile.
 */
export async function withDatabase<T>(settings: Settings, use: (database: Database) => Promise<T>): Promise<T> {
  if (settings.databaseUrl !== undefined) return connected(settings.databaseUrl, use);
  const data = settings.data;
  if (!existsSync(join(data, 'postgres', 'PG_VERSION')))
    throw new CommandFailed('there is no database', {
      where: data,
      action: 'Set DATABASE_URL, or GRATICULE_DATA to the data directory of a `graticule up`.',
    });
  const { EmbeddedPostgres } = await import('@graticule/database'); // heavy: only where it is needed
  if (isRunning(data)) return connected((await EmbeddedPostgres.start({ dataDirectory: data })).url, use);
  const directory = await DataDirectory.acquire(data);
  try {
    const server = await EmbeddedPostgres.start({ dataDirectory: data });
    try {
      return await connected(server.url, use);
    } finally {
      await server.stop();
    }
  } finally {
    await directory.release();
  }
}

async function connected<T>(url: string, use: (database: Database) => Promise<T>): Promise<T> {
  const { connectDatabase, isUnavailable, pendingMigrations } = await import('@graticule/database');
  // What is lost on the way to the end of a server of our own is no news; every other loss fails a query.
  const log = createLogger('database', 'error');
  const database = connectDatabase(url, { max: 2, applicationName: 'graticule-cli', log });
  try {
    const pending = await pendingMigrations(database.pool, join(CHECKOUT, 'migrations'));
    if (pending.length > 0)
      throw new CommandFailed('the database is not at the version of this program', {
        where: pending.join(', '),
        action: 'Start the API with GRATICULE_MIGRATE=1, as `graticule up` does.',
      });
    return await use(database);
  } catch (error) {
    if (!isUnavailable(error)) throw error;
    throw new CommandFailed('the database cannot be reached', { action: 'Check that it runs.', cause: error });
  } finally {
    await database.close();
  }
}

/** Whether a server has the data directory now. */
function isRunning(data: string): boolean {
  const lock = join(data, 'postgres', 'postmaster.pid');
  if (!existsSync(lock)) return false;
  try {
    process.kill(Number.parseInt(readFileSync(lock, 'utf8'), 10), 0);
    return true;
  } catch (error) {
    if (isErrno(error, 'EPERM')) return true; // it lives and belongs to somebody else
    if (isErrno(error, 'ESRCH')) return false;
    throw error;
  }
}
