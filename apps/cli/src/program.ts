import { Command } from 'commander';
import { backendCommand } from './commands/backend.js';
import { cancelCommand } from './commands/cancel.js';
import { compareCommand } from './commands/compare.js';
import { demoCommand } from './commands/demo.js';
import { doctorCommand } from './commands/doctor.js';
import { dumpCommand } from './commands/dump.js';
import { keysCommand } from './commands/keys.js';
import { restoreCommand } from './commands/restore.js';
import { retryCommand } from './commands/retry.js';
import { runsCommand } from './commands/runs.js';
import { studyCommand } from './commands/study.js';
import { submitCommand } from './commands/submit.js';
import { upCommand } from './commands/up.js';
import { watchCommand } from './commands/watch.js';
import { workerCommand } from './commands/worker.js';

const FOOTER = `
Address and key come from GRATICULE_URL and GRATICULE_API_KEY, else from credentials.json in the data directory
(GRATICULE_DATA, default .graticule in the checkout) of a local \`graticule up\`.

Exit codes: 0 done; 1 failed; 2 wrong usage; 3 the verdict of the study is negative.`;

export function program(): Command {
  const graticule = new Command('graticule')
    .description('Experiment tracking at token and layer resolution.')
    .addHelpText('after', FOOTER)
    .showHelpAfterError('(`graticule <command> --help` shows the options and an example)');
  const commands = [
    upCommand(),
    demoCommand(),
    submitCommand(),
    studyCommand(),
    watchCommand(),
    runsCommand(),
    cancelCommand(),
    retryCommand(),
    compareCommand(),
    workerCommand(),
    keysCommand(),
    doctorCommand(),
    dumpCommand(),
    restoreCommand(),
    backendCommand(),
  ];
  for (const command of commands) graticule.addCommand(command.copyInheritedSettings(graticule));
  return graticule;
}
