import type { Readable } from 'node:stream';
import { createInterface } from 'node:readline';

/** Passes the lines of a child on with its name in front, whole lines only, so that two children never mix in one. */
export function prefixLines(source: Readable, name: string, write: (line: string) => void): void {
  createInterface({ input: source, crlfDelay: Infinity }).on('line', (line) => write(`${name.padEnd(8)} │ ${line}`));
}
