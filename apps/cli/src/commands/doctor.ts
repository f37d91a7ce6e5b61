import { Command } from 'commander';
import { checkBackend } from '../doctor/check-backend.js';
import { checkDatabase } from '../doctor/check-database.js';
import { checkMachine } from '../doctor/check-machine.js';
import { checkService } from '../doctor/check-service.js';
import { examineStore, type StoreOptions } from '../doctor/examine-store.js';
import type { Finding } from '../doctor/finding.js';
import { misused } from '../command-failed.js';
import { EXIT } from '../exit-code.js';
import { outputFor } from '../service.js';
import { readSettings } from '../settings.js';
import { wrap } from '../terminal/display-text.js';

export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('what works on this machine, what does not, and why')
    .option('--store', 'examine the stored measurements, while the service runs')
    .option('--run <id>', 'with --store: only this run')
    .option('--repair', 'with --store: make wrong summaries anew from the measurements')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExamples:\n  graticule doctor --json\n  graticule doctor --store --repair\n\n' +
        '--store reads the database at DATABASE_URL, else that of the data directory.\n' +
        'Exit code 1 when something that is needed does not work, or stored measurements are not as they should be.',
    )
    .action(doctor);

interface Options extends StoreOptions {
  readonly json?: true;
  readonly store?: true;
}

async function doctor(options: Options): Promise<void> {
  const settings = readSettings(process.env);
  if (options.store) return examineStore(settings, outputFor(options), options);
  if (options.run !== undefined || options.repair)
    throw misused('--run and --repair', 'They go with --store: `graticule doctor --store --run <id>`.');
  const findings: Finding[] = [];
  for (const check of [checkMachine, checkDatabase, checkService, checkBackend])
    findings.push(...(await check(settings)));
  outputFor(options).write({ findings }, (width) => findings.flatMap((finding) => findingLines(finding, width)));
  if (findings.some((finding) => finding.state === 'broken')) process.exitCode = EXIT.failed;
}

const MARKS = { fine: '✓', absent: '·', broken: '✗' } as const;

function findingLines({ state, what, says, action }: Finding, width: number): string[] {
  const indent = (text: string) => wrap(text, Math.max(20, width - 4)).map((line) => `    ${line}`);
  return [`${MARKS[state]} ${what}`, ...indent(says), ...(action === undefined ? [] : indent(`-> ${action}`))];
}
