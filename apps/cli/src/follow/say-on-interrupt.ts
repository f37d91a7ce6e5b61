import type { Output } from '../output.js';

/** What a shell makes of a program that SIGINT ended. */
const INTERRUPTED = 130;

/** Ctrl-C ends who watches, not what is watched: says how to go on, then exits. */
export function sayOnInterrupt(output: Output, line: string): void {
  process.once('SIGINT', () => {
    output.note(line);
    process.exit(INTERRUPTED);
  });
}

/** The same for a study, whose runs are ended one by one. */
export const sayStudyGoesOn = (output: Output, id: string): void =>
  sayOnInterrupt(
    output,
    `the study goes on; \`graticule watch ${id}\` follows it, \`graticule cancel <run>\` ends a run`,
  );
