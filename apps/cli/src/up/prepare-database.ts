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
  const url = settings.databaseUrl ?? (await ownPostgres(settings, supervisor));
  return { url, queueUrl: settings.queueUrl ?? settings.redisUrl ?? url };
}

async function ownPostgres(settings: Settings, supervisor: Supervisor): Promise<string> {
  const { PostgresPart } = await import('./postgres-part.js'); // loads the database package: only where it is needed
  const postgres = new PostgresPart(settings.data);
  await supervisor.add(postgres);
  return postgres.url;
}
