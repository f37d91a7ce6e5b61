import { AppError, InvalidEnvironment } from '@graticule/platform';
import { CommandFailed } from './command-failed.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { problemLines } from './api-problem-lines.js';

/** What a person reads when a command fails, and the exit code. A stack appears only for our own mistakes. */
export function explainFailure(error: unknown): { readonly lines: readonly string[]; readonly exitCode: ExitCode } {
  if (error instanceof CommandFailed) return { lines: commandLines(error), exitCode: error.exitCode };
  if (error instanceof InvalidEnvironment) return { lines: [`error: ${error.message}`], exitCode: EXIT.usage };
  if (error instanceof AppError) return { lines: [`error: ${error.message} (${error.code})`], exitCode: EXIT.failed };
  const problem = problemLines(error);
  if (problem !== undefined) return { lines: problem, exitCode: EXIT.failed };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { lines: [`error: ${text}`], exitCode: EXIT.failed };
}

function commandLines(error: CommandFailed): string[] {
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return [
    `error: ${error.message}${cause}`,
    ...(error.where === undefined ? [] : [`  where: ${error.where}`]),
    ...(error.action === undefined ? [] : [`  what to do: ${error.action}`]),
  ];
}
