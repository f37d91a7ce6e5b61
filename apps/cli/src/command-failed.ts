import { EXIT, type ExitCode } from './exit-code.js';

interface Context {
  /** The place that failed: an address, a file, an option. */
  readonly where?: string;
  /** One sentence that says what to do about it. */
  readonly action?: string;
  readonly exitCode?: ExitCode;
  readonly cause?: unknown;
}

/** A command cannot go on, for a reason the person at the keyboard can act on. Printed without a stack. */
export class CommandFailed extends Error {
  override readonly name = 'CommandFailed';
  readonly where: string | undefined;
  readonly action: string | undefined;
  readonly exitCode: ExitCode;

  constructor(what: string, context: Context = {}) {
    super(what, { cause: context.cause });
    this.where = context.where;
    this.action = context.action;
    this.exitCode = context.exitCode ?? EXIT.failed;
  }
}

/** The same for what was typed wrongly: exit code 2. */
export const misused = (what: string, action: string): CommandFailed =>
  new CommandFailed(what, { action, exitCode: EXIT.usage });
