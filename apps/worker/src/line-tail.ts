const LINES = 200;
const CHARACTERS = 32_768;

/** The last lines of a stream, at most 200 of them and 32 KiB: enough for a cause, whatever a trainer prints. */
export class LineTail {
  private lines: string[] = [];
  private characters = 0;
  private open = '';

  /** Takes a chunk; returns the lines it completed. */
  push(text: string): readonly string[] {
    const parts = (this.open + text).split('\n');
    // A line without an end is kept as its end alone.
    this.open = (parts.pop() ?? '').slice(-CHARACTERS);
    for (const line of parts) this.keep(line.slice(0, CHARACTERS));
    return parts;
  }

  text(): string {
    return [...this.lines, ...(this.open ? [this.open] : [])].join('\n').slice(-CHARACTERS);
  }

  private keep(line: string): void {
    this.lines.push(line);
    this.characters += line.length + 1;
    while (this.lines.length > LINES || this.characters > CHARACTERS) {
      this.characters -= (this.lines.shift()?.length ?? 0) + 1;
    }
  }
}
