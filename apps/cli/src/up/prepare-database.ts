import type { Settings } from '../settings.js';
import type { Supervisor } from './supervisor.js';

/** Where the data and the queue are. */
export interface DatabaseAddress {
  readonly url: string;
  readonly queueUrl: string;
}

interface Needs {
  readonly settings: Settings;
  readonly supervisor: Supervisor;
}

/** The database that the environment names, else a Postgres of our own in the data directory, kept alive with the rest. */
export async function prepareDatabase({ settings, supervisor }: Needs): Promise<DatabaseAddress> {
  const elsewhere = settings.queueUrl ?? settings.redisUrl;
  if (settings.databaseUrl !== undefined) {
    return { url: settings.databaseUrl, queueUrl: elsewhere ?? settings.databaseUrl };
  }
  const url = await ownPostgres(settings, supervisor);
  return { url, queueUrl: elsewhere ?? (await ownQueue(settings, url)) };
}

async function ownPostgres(settings: Settings, supervisor: Supervisor): Promise<string> {
  const { PostgresPart } = await import('./postgres-part.js'); // loads the database package: only where it is needed
  const postgres = new PostgresPart(settings.data);
  await supervisor.add(postgres);
  return postgres.url;
}

/** The queue in our own Postgres, by a role that sees nothing else of it. */
async function ownQueue(settings: Settings, url: string): Promise<string> {
  const { connectDatabase } = await import('@graticule/database');
  const { ensureQueueRole } = await import('./queue-role.js');
  const database = connectDatabase(url, { max: 1, applicationName: 'graticule-up' });
  try {
    return await ensureQueueRole(database, url, settings.data);
  } finally {
    await database.close();
  }
}
