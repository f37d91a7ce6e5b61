import { Command } from 'commander';
import { CommandFailed } from '../command-failed.js';
import { runStudy } from '../demo/run-study.js';
import { followRun } from '../follow/follow-run.js';
import { WATCHED, type Watched } from '../follow/run-queries.js';
import { sayStudyGoesOn } from '../follow/say-on-interrupt.js';
import { openService } from '../service.js';

export const watchCommand = (): Command =>
  new Command('watch')
    .description('show the progress of a run or a study until it ends')
    .argument('<id>', 'id of a run or a study')
    .option('--json', 'print one JSON document when it has ended')
    .addHelpText('after', '\nExample:\n  graticule watch 01990000-0000-7000-8000-000000000000')
    .action(watch);

async function watch(id: string, options: { readonly json?: true }): Promise<void> {
  const service = await openService(options);
  const { study, run } = await service.client.graphql<Watched>(WATCHED, { id });
  if (study !== null) {
    sayStudyGoesOn(service.output, id);
    process.exitCode = await runStudy(service, id);
  } else if (run !== null) process.exitCode = await followRun({ ...service, id });
  else
    throw new CommandFailed('there is no such run or study', { where: id, action: '`graticule runs` lists the runs.' });
}
