import { Command } from 'commander';
import { checkBackend } from '../doctor/check-backend.js';
import { checkDatabase } from '../doctor/check-database.js';
import { checkMachine } from '../doctor/check-machine.js';
import { checkService } from '../doctor/check-service.js';
import type { Finding } from '../doctor/finding.js';
import { EXIT } from '../exit-code.js';
import { outputFor } from '../service.js';
import { readSettings } from '../settings.js';
import { wrap } from '../terminal/display-text.js';

export const doctorCommand = (): Command =>
  new Command('doctor')
    .description('what works on this machine, what does not, and why')
    .option('--json', 'print one JSON document')
    .addHelpText(
      'after',
      '\nExample:\n  graticule doctor --json\n\nExit code 1 when something that is needed does not work.',
    )
    .action(doctor);

async function doctor(options: { readonly json?: true }): Promise<void> {
  const settings = readSettings(process.env);
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
