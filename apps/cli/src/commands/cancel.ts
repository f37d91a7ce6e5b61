import { Command } from 'commander';
import { type ChangeOptions, changeRuns } from './change-runs.js';

export const cancelCommand = (): Command =>
  new Command('cancel')
    .description('stop runs: at once when they wait, through their worker when they train')
    .argument('<run...>', 'ids of runs')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  graticule cancel 01990000-0000-7000-8000-000000000000')
    .action((ids: readonly string[], options: ChangeOptions) => changeRuns('cancel', ids, options));
