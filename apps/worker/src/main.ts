import 'reflect-metadata';
import { createLogger, InvalidEnvironment, stopOnSignals } from '@graticule/platform';
import { NestFactory } from '@nestjs/core';
import { type WorkerEnvironment, workerEnvironment } from './worker-environment.js';
import { WorkerLife } from './worker-life.js';
import { WorkerModule } from './worker.module.js';

/** Prints one sentence and ends: what is wrong is outside of the program. */
function giveUp(sentence: string): never {
  process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

function environmentOrExit(): WorkerEnvironment {
  try {
    return workerEnvironment(process.env);
  } catch (error) {
    if (error instanceof InvalidEnvironment) return giveUp(error.message);
    throw error;
  }
}

const environment = environmentOrExit();
const log = createLogger('worker', environment.logLevel);
const app = await NestFactory.createApplicationContext(WorkerModule.of(environment, log), {
  logger: false,
  abortOnError: false,
});
let stopping = false;
stopOnSignals(
  async (reason) => {
    stopping = true;
    log.info({ reason }, 'stopping: what is being trained goes back to the queue');
    await app.close();
  },
  (error) => log.error({ err: error }, 'the worker did not stop cleanly'),
);
try {
  await app.get(WorkerLife).begin();
} catch (error) {
  if (!stopping) giveUp(`The worker cannot register: ${error instanceof Error ? error.message : String(error)}`);
}
