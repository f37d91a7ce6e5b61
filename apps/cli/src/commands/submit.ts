import { RunView } from '@graticule/contracts';
import { newId } from '@graticule/platform';
import { Command } from 'commander';
import { configOverrides, parseSeed } from '../config-overrides.js';
import { followRun } from '../follow/follow-run.js';
import { repeatableOption } from '../repeatable-option.js';
import { openService } from '../service.js';
import { printable } from '../terminal/display-text.js';

interface Options {
  readonly project: string;
  readonly set: readonly string[];
  readonly seed?: string;
  readonly name?: string;
  readonly tag: readonly string[];
  readonly watch?: true;
  readonly json?: true;
}

export const submitCommand = (): Command =>
  new Command('submit')
    .description('queue one run of a recipe')
    .argument('<recipe>', 'for example language-model')
    .addOption(repeatableOption('--set <path=value>', 'a value of the configuration'))
    .option('--seed <n>', 'seed of data, initialisation and order')
    .option('--name <text>', 'name of the run')
    .addOption(repeatableOption('--tag <text>', 'label of the run'))
    .option('--project <slug>', 'project of the run', 'default')
    .option('--watch', 'show its progress until it ends')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  graticule submit language-model --set optimizer.weightDecay=1 --seed 3 --watch',
    )
    .action(submit);

async function submit(recipe: string, options: Options): Promise<void> {
  const seed = options.seed === undefined ? undefined : parseSeed(options.seed);
  const config = configOverrides(options.set);
  const { client, output } = await openService(options);
  const body = { recipe: { name: recipe }, config, tags: options.tag, ...given({ seed, name: options.name }) };
  const path = `/projects/${encodeURIComponent(options.project)}/runs`;
  const run = RunView.parse(await client.json('POST', path, body, { idempotencyKey: newId() }));
  if (!options.watch) {
    output.write(run, () => [`${run.id}  ${printable(run.name)}  ${run.status}`]);
    return;
  }
  output.note(`${run.id}  ${printable(run.name)}`);
  process.exitCode = await followRun({ client, output, id: run.id });
}

const given = <T extends object>(members: T): Partial<T> => JSON.parse(JSON.stringify(members));
