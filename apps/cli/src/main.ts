import { CommanderError } from 'commander';
import { EXIT } from './exit-code.js';
import { explainFailure } from './explain-failure.js';
import { isErrno } from './is-errno.js';
import { program } from './program.js';

// `graticule runs | head`: who reads has seen enough.
process.stdout.on('error', (error) => {
  if (isErrno(error, 'EPIPE')) process.exit(EXIT.done);
  throw error;
});

try {
  const graticule = program();
  for (const command of [graticule, ...graticule.commands, ...graticule.commands.flatMap((group) => group.commands)])
    command.exitOverride();
  await graticule.parseAsync(process.argv);
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.done : EXIT.usage; // commander has said what is wrong
  } else {
    const { lines, exitCode } = explainFailure(error);
    for (const line of lines) console.error(line);
    process.exitCode = exitCode;
  }
}
