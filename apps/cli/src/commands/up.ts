import { Command } from 'commander';
import { outputFor } from '../service.js';
import { startService } from '../up/start-service.js';

interface Options {
  readonly verbose?: true;
  readonly json?: true;
}

export const upCommand = (): Command =>
  new Command('up')
    .description('run a whole service on this machine: database, API and workers, until Ctrl-C')
    .option('--verbose', 'show what the parts log (info); default: warnings only')
    .option('--json', 'print the address as one JSON document when the service is ready')
    .addHelpText('after', HELP)
    .action(up);

const HELP = `
Environment: GRATICULE_DATA, GRATICULE_HOST, GRATICULE_PORT, GRATICULE_WORKERS, GRATICULE_BACKEND, DATABASE_URL, REDIS_URL.

Example:
  GRATICULE_PORT=4700 GRATICULE_WORKERS=2 graticule up`;

async function up(options: Options): Promise<void> {
  const output = outputFor(options);
  const started = await startService(output, options);
  output.write({ url: started.url, readyMs: started.readyMs }, () => started.lines);
  await started.ended;
}
