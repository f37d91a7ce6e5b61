import { truncate } from './display-text.js';

/** What is used of a terminal stream. */
export interface Terminal {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  write(text: string): unknown;
}

export const widthOf = (terminal: Terminal): number => Math.max(20, terminal.columns ?? 100);

/**
 * A block of lines redrawn in place, with ordinary lines scrolling by above it. Invariant: the block is never taller than the screen nor any line wider, since a
 * line that wrapped or scrolled away cannot be overwritten. The size is read anew for each drawing.
 */
export class LiveLines {
  private drawn = 0;
  private block: readonly string[] = [];

  constructor(private readonly terminal: Terminal) {}

  draw(lines: readonly string[]): void {
    this.block = lines;
    const height = Math.max(2, (this.terminal.rows ?? 24) - 1);
    const shown =
      lines.length <= height ? lines : [...lines.slice(0, height - 1), `… ${lines.length - height + 1} more`];
    const body = shown.map((line) => `\u001b[2K${truncate(line, widthOf(this.terminal))}\n`).join('');
    this.terminal.write(`${this.toTop()}${body}\u001b[0J`);
    this.drawn = shown.length;
  }

  /** Writes an ordinary line; the block moves below it. */
  say(line: string): void {
    this.terminal.write(this.drawn > 0 ? `${this.toTop()}\u001b[0J${line}\n` : `${line}\n`);
    this.drawn = 0;
    if (this.block.length > 0) this.draw(this.block);
  }

  /** Leaves the block as it stands; the next one is drawn below. */
  release(): void {
    this.drawn = 0;
    this.block = [];
  }

  private toTop(): string {
    return this.drawn > 0 ? `\u001b[${this.drawn}A\r` : '';
  }
}
