import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { newId } from '@graticule/platform';
import { Command } from 'commander';
import { CommandFailed } from '../command-failed.js';
import { withDatabase } from '../open-database.js';
import { outputFor } from '../service.js';
import { readSettings } from '../settings.js';

interface Options {
  readonly project?: string;
  readonly keepId?: true;
  readonly json?: true;
}

export const restoreCommand = (): Command =>
  new Command('restore')
    .description('make a run of a file that `graticule dump` wrote')
    .argument('<file>')
    .option('--project <slug>', 'project that gets the run; default: of the same name as where it came from')
    .option('--keep-id', 'fail where a run with this id exists, instead of giving a new one')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  graticule restore baseline.run --project default\n\n' +
        'Writes to the database at DATABASE_URL, else to that of the data directory: all of the file, or nothing.',
    )
    .action(restore);

async function restore(file: string, { project, keepId, json }: Options): Promise<void> {
  const path = resolve(file);
  if (!existsSync(path)) throw new CommandFailed('there is no such file', { where: path });
  const { RunRestore } = await import('@graticule/metrics');
  const restored = await withDatabase(readSettings(process.env), ({ pool }) =>
    new RunRestore(pool).read(path, {
      ...(project === undefined ? {} : { project }),
      id: keepId ? 'keep' : 'keep if free',
      newId,
    }),
  );
  if (restored.kind === 'refused')
    throw new CommandFailed(restored.why, { where: path, action: 'Nothing was restored.' });
  const { publicId, tiles, batches } = restored;
  outputFor({ json }).write({ run: publicId, project: restored.project, tiles, batches }, () => [
    `run ${publicId} of project ${restored.project}: ${tiles} tiles, ${batches} batches`,
  ]);
}
