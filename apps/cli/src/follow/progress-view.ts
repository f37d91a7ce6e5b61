import type { Output } from '../output.js';
import { widthOf } from '../terminal/live-lines.js';
import { progressLine, type ProgressItem, sharedBeginning } from '../terminal/progress-line.js';
import { formatPercent } from '../terminal/format-number.js';
import { printable } from '../terminal/display-text.js';

/** Shows how far several runs are. */
export interface ProgressView {
  show(items: readonly ProgressItem[]): void;
  end(): void;
}

/** Bars redrawn in place on a terminal, else a line per change. */
export const progressViewOn = (output: Output): ProgressView =>
  output.notes.isTTY ? new BarsInPlace(output) : new LinePerChange(output);

class BarsInPlace implements ProgressView {
  constructor(private readonly output: Output) {}

  show(items: readonly ProgressItem[]): void {
    const width = widthOf(this.output.notes);
    const beginning = sharedBeginning(items.map((item) => item.name));
    const rest = items.map((item) => progressLine({ ...item, name: item.name.slice(beginning.length) }, width));
    this.output.live.draw(beginning === '' ? rest : [`${printable(beginning)}…`, ...rest]);
  }

  end(): void {
    this.output.live.release();
  }
}

/** For logs: a run is mentioned when its status changes or it has come another quarter of the way. */
class LinePerChange implements ProgressView {
  private readonly said = new Map<string, string>();

  constructor(private readonly output: Pick<Output, 'note'>) {}

  show(items: readonly ProgressItem[]): void {
    for (const { name, status, fraction } of items) {
      const quarter = Math.floor((fraction ?? 0) * 4) / 4;
      const text = status === 'RUNNING' ? `${status} ${formatPercent(quarter)}` : status;
      if (this.said.get(name) === text) continue;
      this.said.set(name, text);
      this.output.note(`${printable(name)}  ${text}`);
    }
  }

  end(): void {}
}
