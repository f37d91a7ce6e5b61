import { LiveLines, type Terminal } from './live-lines.js';

const SEQUENCES = /(\p{Cc}\[\d*[A-Z]|\n|\r)/u;

/** A screen that understands what LiveLines sends: text, newline, cursor up, erase line, erase below. */
class Screen implements Terminal {
  readonly isTTY = true;
  lines: string[] = [''];
  private row = 0;

  constructor(
    readonly columns: number,
    readonly rows: number,
  ) {}

  write(text: string): void {
    for (const part of text.split(SEQUENCES)) this.apply(part);
  }

  private apply(part: string): void {
    const up = /^\p{Cc}\[(\d+)A$/u.exec(part);
    if (up) this.row -= Number(up[1]);
    else if (part === '\u001b[2K') this.lines[this.row] = '';
    else if (part === '\u001b[0J') this.lines.splice(this.row, Infinity, ''); // the cursor stands at the line's start
    else if (part === '\n') this.lines[++this.row] ??= '';
    else if (part !== '\r') this.lines[this.row] = `${this.lines[this.row] ?? ''}${part}`;
    expect(this.row).toBeGreaterThanOrEqual(0);
    expect((this.lines[this.row] ?? '').length).toBeLessThanOrEqual(this.columns);
  }
}

describe('LiveLines', () => {
  it('redraws in place and removes what it no longer needs', () => {
    const screen = new Screen(40, 24);
    screen.write('before\n');
    const live = new LiveLines(screen);
    live.draw(['one', 'two', 'three']);
    live.draw(['ONE', 'TWO']);
    expect(screen.lines).toEqual(['before', 'ONE', 'TWO', '']);
    live.draw(['again']);
    expect(screen.lines).toEqual(['before', 'again', '']);
  });

  it('lets ordinary lines pass above the block', () => {
    const screen = new Screen(20, 24);
    const live = new LiveLines(screen);
    live.say('first');
    live.draw(['one', 'two']);
    live.say('said');
    live.draw(['ONE', 'TWO']);
    live.release();
    live.say('after');
    expect(screen.lines).toEqual(['first', 'said', 'ONE', 'TWO', 'after', '']);
  });

  it('cuts lines to the width and says how many do not fit the height', () => {
    const screen = new Screen(20, 5);
    const live = new LiveLines(screen);
    const lines = Array.from({ length: 9 }, (_, i) => `${i} ${'x'.repeat(50)}`);
    live.draw(lines);
    live.draw(lines);
    expect(screen.lines).toEqual([
      `0 ${'x'.repeat(17)}…`,
      `1 ${'x'.repeat(17)}…`,
      `2 ${'x'.repeat(17)}…`,
      '… 6 more',
      '',
    ]);
  });
});
