import { toWireNumber } from '@graticule/contracts';
import { LiveLines, type Terminal, widthOf } from './terminal/live-lines.js';

/** Where a command speaks. Results go to standard output; with `--json` exactly one document; all else to standard error. */
export class Output {
  /** What is redrawn in place below the notes, when `notes` is a terminal. */
  readonly live: LiveLines;

  constructor(
    readonly format: 'text' | 'json',
    private readonly result: Terminal = process.stdout,
    readonly notes: Terminal = process.stderr,
  ) {
    this.live = new LiveLines(notes);
  }

  /** The result of the command: as a JSON document, or as the lines made for people. */
  write(document: unknown, lines: (width: number) => readonly string[]): void {
    if (this.format === 'json') this.result.write(`${JSON.stringify(document, wireNumbers, 2)}\n`);
    else for (const line of lines(this.width)) this.result.write(`${line}\n`);
  }

  /** Something said on the way to the result. */
  note(line: string): void {
    this.live.say(line);
  }

  /** Without a terminal nobody's screen is narrow: lines then keep their natural width. */
  get width(): number {
    return this.result.isTTY ? widthOf(this.result) : 120;
  }
}

/** JSON has no NaN and would say null. */
const wireNumbers = (_: string, value: unknown): unknown => (typeof value === 'number' ? toWireNumber(value) : value);
