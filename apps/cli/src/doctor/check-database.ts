import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHECKOUT, type Settings } from '../settings.js';
import type { Finding } from './finding.js';

/** The database that the environment names is asked itself; our own one by what it left in the data directory. */
export async function checkDatabase({ databaseUrl, data }: Settings): Promise<Finding[]> {
  return databaseUrl === undefined ? [await checkOwnPostgres(data)] : checkNamed(databaseUrl);
}

async function checkOwnPostgres(data: string): Promise<Finding> {
  const what = 'own Postgres (no DATABASE_URL)';
  const directory = join(data, 'postgres');
  const version = await readFile(join(directory, 'PG_VERSION'), 'utf8').catch(() => undefined);
  if (version === undefined) return { what, state: 'absent', says: 'no data yet; `graticule up` creates it' };
  const lock = await readFile(join(directory, 'postmaster.pid'), 'utf8').catch(() => undefined);
  if (lock === undefined)
    return { what, state: 'absent', says: `version ${version.trim()}, not running; \`graticule up\` starts it` };
  const [pid, , , port] = lock.split('\n');
  return { what, state: 'fine', says: `version ${version.trim()}, process ${pid}, port ${port}` };
}

async function checkNamed(url: string): Promise<Finding[]> {
  const what = `database ${withoutPassword(url)}`;
  const { connectDatabase, pendingMigrations } = await import('@graticule/database'); // heavy: only where it is needed
  const database = connectDatabase(url, { max: 1, applicationName: 'graticule-doctor' });
  try {
    const { rows } = await database.pool.query<{ version: string }>(
      "SELECT current_setting('server_version') AS version",
    );
    const reachable: Finding = { what, state: 'fine', says: `reachable, Postgres ${rows[0]?.version}` };
    return [reachable, migrationsFinding(await pendingMigrations(database.pool, join(CHECKOUT, 'migrations')))];
  } catch (error) {
    const says = error instanceof Error ? error.message || String(error) : String(error);
    return [{ what, state: 'broken', says, action: 'Check DATABASE_URL and that the server runs.' }];
  } finally {
    await database.close();
  }
}

const migrationsFinding = (pending: readonly string[]): Finding =>
  pending.length === 0
    ? { what: 'migrations', state: 'fine', says: 'all are applied' }
    : {
        what: 'migrations',
        state: 'broken',
        says: `not applied: ${pending.join(', ')}`,
        action: 'Start the API with GRATICULE_MIGRATE=1, as `graticule up` does.',
      };

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) return '(not a URL)';
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
}
