import { spawn } from 'node:child_process';

export interface CommandResult {
  /** 'missing': there is no such program. */
  readonly kind: 'done' | 'failed' | 'missing';
  readonly output: string;
}

const KEPT_CHARACTERS = 20_000;

/** Runs a program without a shell; resolves whatever comes of it. Keeps the end of what it prints. */
export function runCommand(
  program: string,
  args: readonly string[],
  options: { readonly cwd?: string; readonly environment?: NodeJS.ProcessEnv } = {},
): Promise<CommandResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.environment ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-KEPT_CHARACTERS);
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.on('error', (error: NodeJS.ErrnoException) =>
      resolve({ kind: error.code === 'ENOENT' ? 'missing' : 'failed', output: error.message }),
    );
    child.on('close', (code) => resolve({ kind: code === 0 ? 'done' : 'failed', output }));
  });
}

/** The last line that says something, for a sentence about a failure. */
export function lastLine(output: string): string {
  const lines = output.split('\n').map((line) => line.trim());
  return lines.findLast((line) => line !== '') ?? 'it printed nothing';
}
