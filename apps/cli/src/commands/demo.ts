import { Command } from 'commander';
import { expectedDuration } from '../demo/expected-duration.js';
import { runStudy } from '../demo/run-study.js';
import { submitStudy } from '../follow/submit-study.js';
import { outputFor, serviceAt } from '../service.js';
import { startService } from '../up/start-service.js';

interface Options {
  readonly exit?: true;
  readonly verbose?: true;
  readonly json?: true;
}

export const demoCommand = (): Command =>
  new Command('demo')
    .description('start a service, train the quick language-model study and show what it found')
    .option('--exit', 'stop when the verdict is there; default: keep serving until Ctrl-C')
    .option('--verbose', 'show what the parts log (info); default: warnings only')
    .option('--json', 'print comparison and verdict as one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  graticule demo --exit --json > verdict.json\n\nExit code 3: the verdict is negative.',
    )
    .action(demo);

async function demo(options: Options): Promise<void> {
  const output = outputFor(options);
  const { service, url, apiKey, lines, ended } = await startService(output, options);
  for (const line of lines) output.note(line);
  const local = serviceAt(url, apiKey, output);
  let studyId: string;
  try {
    const duration = await expectedDuration(local.client);
    const study = await submitStudy(local.client, { recipe: 'language-model', preset: 'quick', project: 'default' });
    studyId = study.id;
    output.note(`\nstudy ${study.id}, ${study.runs.length} runs: ${study.question}`);
    output.note(`${duration}\n`);
    process.exitCode = await runStudy(local, study.id);
  } catch (error) {
    if (service.stopping) return ended;
    await service.stop();
    throw error;
  }
  if (options.exit) {
    await service.stop();
    return;
  }
  for (const line of servingLines(url, studyId)) output.note(line);
  await ended;
}

const servingLines = (url: string, study: string): string[] => [
  `\nstill serving ${url}; the runs stay there. Ctrl-C stops. From another terminal:`,
  `  npx graticule compare --study ${study} --metric train/loss --group-by optimizer.weightDecay --group-by data.sampling`,
  '  npx graticule runs',
];
