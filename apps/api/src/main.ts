import { createLogger, InvalidEnvironment, parseEnvironment, stopOnSignals } from '@graticule/platform';
import { createApi } from './create-api.js';
import { ApiEnvironment } from './environment.js';
import { LauncherChannel } from './launcher-channel.js';
import { migrateOnce } from './background/migrate-once.js';

/** Prints one sentence and ends: what is wrong is outside of the program. */
function giveUp(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function environmentOrExit(): ApiEnvironment {
  try {
    return parseEnvironment(ApiEnvironment, process.env);
  } catch (error) {
    if (error instanceof InvalidEnvironment) return giveUp(error.message);
    throw error;
  }
}

const isPortInUse = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';

/** A refused connection to several addresses has its reasons inside and no message of its own. */
function sentenceOf(error: unknown): string {
  const first: unknown = error instanceof AggregateError ? error.errors[0] : error;
  return (first instanceof Error ? first.message : String(first)).replace(/\.$/, '');
}

const environment = environmentOrExit();
const log = createLogger('api', environment.logLevel);
if (environment.migrate) {
  await migrateOnce(environment.databaseUrl).catch((error: unknown) =>
    giveUp(`The database cannot be used: ${sentenceOf(error)}. Correct DATABASE_URL, or start that database.`),
  );
}
const app = await createApi({ environment, log });
stopOnSignals(
  async (reason) => {
    log.info({ reason }, 'stopping');
    await app.close();
  },
  (error) => log.error({ err: error }, 'the service did not stop cleanly'),
);
try {
  await app.listen(environment.port, environment.host);
} catch (error) {
  if (!isPortInUse(error)) throw error;
  giveUp(`Port ${environment.port} on ${environment.host} is in use; set GRATICULE_PORT to a free one.`);
}
const url = await app.getUrl();
log.info({ url, afterMs: Math.round(process.uptime() * 1000) }, 'listening');
app.get(LauncherChannel).open(url);
