import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { RunId } from '@graticule/contracts';
import { Command } from 'commander';
import { CommandFailed, misused } from '../command-failed.js';
import { withDatabase } from '../open-database.js';
import { outputFor } from '../service.js';
import { readSettings } from '../settings.js';

interface Options {
  readonly out: string;
  readonly json?: true;
}

export const dumpCommand = (): Command =>
  new Command('dump')
    .description('write one run, its record and all its measurements, to a file')
    .argument('<run>', 'id of the run; it may be running')
    .requiredOption('--out <file>', 'the file, which must not exist')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  graticule dump 0190f3a2-… --out baseline.run\n\n' +
        'Reads the database at DATABASE_URL, else that of the data directory. `graticule restore` reads the file.',
    )
    .action(dump);

async function dump(id: string, options: Options): Promise<void> {
  const publicId = RunId.safeParse(id).data;
  if (publicId === undefined) throw misused(`${id} is no id of a run`, 'Write the id that `graticule runs` shows.');
  const file = resolve(options.out);
  if (existsSync(file)) throw misused(`${file} exists`, 'Write the name of a file that does not, or remove it.');
  const folder = dirname(file);
  if (!existsSync(folder)) throw misused(`there is no folder ${folder}`, 'Make it, or write the file somewhere else.');
  const { RunDump, StoreDoctor, writeDumpFile } = await import('@graticule/metrics');
  const dumped = await withDatabase(readSettings(process.env), async ({ pool, poolOf }) => {
    const run = await new StoreDoctor(pool, poolOf).runOf(publicId);
    return run === undefined ? undefined : writeDumpFile(file, (sink) => new RunDump(poolOf).write(run, sink));
  });
  if (dumped === undefined) throw new CommandFailed('there is no such run', { where: publicId });
  outputFor(options).write({ run: publicId, file, ...dumped }, () => [
    `${file}: ${dumped.bytes} bytes, ${dumped.tiles} tiles, ${dumped.batches} batches that were not folded yet`,
  ]);
}
