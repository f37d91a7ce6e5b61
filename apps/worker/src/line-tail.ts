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

  /** Without what no database takes as text: U+FFFD stands for each NUL and each half of a surrogate pair. */
  text(): string {
    const text = [...this.lines, ...(this.open ? [this.open] : [])].join('\n').slice(-CHARACTERS);
    return text.replaceAll('\0', '\uFFFD').replaceAll(/\p{Surrogate}/gu, '\uFFFD');
  }

  private keep(line: string): void {
    this.lines.push(line);
    this.characters += line.length + 1;
    while (this.lines.length > LINES || this.characters > CHARACTERS) {
      this.characters -= (this.lines.shift()?.length ?? 0) + 1;
    }
  }
}
