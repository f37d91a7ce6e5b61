import { join } from 'node:path';
import { CommandFailed } from '../command-failed.js';
import { CHECKOUT, type Settings } from '../settings.js';
import { ApiPart } from './api-part.js';
import { Supervisor } from './supervisor.js';

export interface NewKey {
  readonly name: string;
  readonly scopes: readonly string[];
}

/**
 * A key for whoever may connect to the database: the first one of a service that no `up` has started. An API process on a
 * free port lives just long enough to issue it, since only the API knows how keys are kept.
 */
export async function issueKeyThroughDatabase(
  key: NewKey,
  settings: Settings,
  log: (line: string) => void,
): Promise<string> {
  if (settings.databaseUrl === undefined) {
    throw new CommandFailed('no address of the database', {
      where: 'DATABASE_URL',
      action: 'Set it, or leave --through-database out: a service that runs issues keys to a key that may keys:manage.',
    });
  }
  const api = new ApiPart({
    main: join(CHECKOUT, 'apps', 'api', 'dist', 'main.js'),
    environment: {
      ...process.env,
      GRATICULE_HOST: '127.0.0.1',
      GRATICULE_PORT: '0',
      GRATICULE_LOG: 'warn',
      GRATICULE_MIGRATE: '1',
    },
    log,
  });
  const supervisor = new Supervisor(log);
  try {
    await supervisor.add(api);
    return await api.issueKey(key.name, key.scopes);
  } finally {
    await supervisor.stop();
  }
}
