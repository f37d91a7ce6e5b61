import { join } from 'node:path';
import { Command } from 'commander';
import { CommandFailed } from '../command-failed.js';
import { address } from '../service.js';
import { CHECKOUT, readSettings } from '../settings.js';
import { Child } from '../up/child.js';
import { stopOnSignals } from '@graticule/platform';

export const workerCommand = (): Command =>
  new Command('worker')
    .description('take jobs on this machine, until Ctrl-C')
    .option('--json', 'print one JSON document when it has ended')
    .addHelpText('after', HELP)
    .action(work);

const HELP = `
Needs GRATICULE_URL and GRATICULE_API_KEY (a key that may workers:run) of the service and GRATICULE_QUEUE_URL of its queue
(REDIS_URL is taken where that is not set).

Example:
  GRATICULE_URL=http://trainer.example:4600 GRATICULE_API_KEY=grat_… GRATICULE_QUEUE_URL=redis://queue.example graticule worker`;

async function work(options: { readonly json?: true }): Promise<void> {
  const settings = readSettings(process.env);
  const { url, apiKey } = await address(settings);
  const queueUrl = settings.queueUrl ?? settings.redisUrl;
  if (queueUrl === undefined) {
    throw new CommandFailed('no address of the queue', {
      where: 'GRATICULE_QUEUE_URL',
      action:
        'Set it to redis://… or postgres://… of the service; the worker of a local `graticule up` needs no command.',
    });
  }
  const worker = new Child({
    name: 'worker',
    main: join(CHECKOUT, 'apps', 'worker', 'dist', 'main.js'),
    environment: {
      ...process.env,
      GRATICULE_URL: url,
      GRATICULE_API_KEY: apiKey,
      GRATICULE_QUEUE_URL: queueUrl,
      GRATICULE_DATA: settings.data,
      GRATICULE_LOG: settings.logLevel ?? 'info',
    },
    log: (line) => console.error(line),
  });
  process.once('exit', () => worker.kill());
  stopOnSignals(
    () => worker.stop(60_000),
    (error) => console.error(error),
  );
  const ending = await worker.ended;
  if (options.json) console.log(JSON.stringify({ ended: ending }));
  if (ending !== 'code 0')
    throw new CommandFailed(`the worker ended (${ending})`, { action: 'What it said stands above.' });
}
