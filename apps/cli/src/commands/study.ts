import { Command, Option } from 'commander';
import { configOverrides, parseSeeds } from '../config-overrides.js';
import { runStudy } from '../demo/run-study.js';
import { repeatableOption } from '../repeatable-option.js';
import { sayStudyGoesOn } from '../follow/say-on-interrupt.js';
import { openService } from '../service.js';
import { submitStudy } from '../follow/submit-study.js';

interface Options {
  readonly preset: string;
  readonly project: string;
  readonly set: readonly string[];
  readonly seeds?: string;
  readonly detach?: true;
  readonly json?: true;
}

export const studyCommand = (): Command =>
  new Command('study')
    .description("run a recipe's study: its settings and seeds, the comparison and the verdict")
    .argument('<recipe>', 'for example language-model')
    .addOption(new Option('--preset <name>', 'size of the study').choices(['quick', 'paper']).default('quick'))
    .addOption(repeatableOption('--set <path=value>', 'a value of the configuration of every run'))
    .option('--seeds <list>', 'seeds in place of the preset’s: 0,1,2 or 0..4')
    .option('--project <slug>', 'project of the runs', 'default')
    .option('--detach', 'submit only; `graticule watch <study>` follows it')
    .option('--json', 'print one JSON document')
    .addHelpText('after', '\nExample:\n  graticule study language-model --preset quick --seeds 0..4 --json')
    .action(study);

async function study(recipe: string, options: Options): Promise<void> {
  const seeds = options.seeds === undefined ? undefined : parseSeeds(options.seeds);
  const settings = configOverrides(options.set);
  const service = await openService(options);
  const request = { recipe, preset: options.preset, project: options.project, settings, ...(seeds ? { seeds } : {}) };
  const submitted = await submitStudy(service.client, request);
  service.output.note(`study ${submitted.id}: ${submitted.question}`);
  if (options.detach) {
    const { id, preset } = submitted;
    service.output.write({ url: service.url, study: { id, recipe, preset } }, () => [id]);
    return;
  }
  sayStudyGoesOn(service.output, submitted.id);
  process.exitCode = await runStudy(service, submitted.id);
}
