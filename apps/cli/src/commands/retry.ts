import { Command } from 'commander';
import { type ChangeOptions, changeRuns } from './change-runs.js';

export const retryCommand = (): Command =>
  new Command('retry')
    .description('queue another attempt of ended or lost runs')
    .argument('<run...>', 'ids of runs')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  graticule retry 01990000-0000-7000-8000-000000000000')
    .action((ids: readonly string[], options: ChangeOptions) => changeRuns('retry', ids, options));
