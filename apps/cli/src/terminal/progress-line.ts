import { formatPercent } from './format-number.js';
import { padEnd, padStart, printable, truncate, truncateMiddle } from './display-text.js';

export interface ProgressItem {
  readonly name: string;
  readonly status: string;
  /** In [0, 1]; undefined before the first report. */
  readonly fraction: number | undefined;
}

const STATUS_WIDTH = 9; // CANCELLED
const SIDE_BY_SIDE = 64;

/**
 * One line per run, never wider than `width`: name, bar, percent, status. A narrow terminal gets a shorter bar and then
 * the status in place of the percent, because a wrapped line cannot be redrawn in place.
 */
export function progressLine(item: ProgressItem, width: number): string {
  const fraction = item.status === 'FINISHED' ? 1 : (item.fraction ?? 0);
  const tail =
    width >= SIDE_BY_SIDE
      ? [padStart(formatPercent(fraction), 4), padEnd(item.status, STATUS_WIDTH)]
      : [narrowTail(item, fraction)];
  const fixed = tail.reduce((sum, text) => sum + text.length + 1, 0);
  const nameWidth = Math.max(6, Math.min(36, Math.floor((width - fixed) * 0.55)));
  const barWidth = Math.min(30, width - fixed - nameWidth - 1);
  const parts = [padEnd(truncateMiddle(printable(item.name), nameWidth), nameWidth)];
  if (barWidth >= 4) parts.push(bar(fraction, barWidth));
  return truncate([...parts, ...tail].join(' '), width).trimEnd();
}

const narrowTail = (item: ProgressItem, fraction: number): string =>
  padEnd(item.status === 'RUNNING' ? padStart(formatPercent(fraction), 4) : item.status, STATUS_WIDTH);

/** What all names begin with, up to the end of a word: said once above the bars, it leaves them room. */
export function sharedBeginning(names: readonly string[]): string {
  const [first = '', ...others] = names;
  let length = others.length === 0 ? 0 : first.length;
  for (const name of others) while (!name.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, first.lastIndexOf(' ', length - 1) + 1);
}

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

export function bar(fraction: number, width: number): string {
  const eighths = Math.round(Math.min(Math.max(fraction, 0), 1) * width * 8);
  const full = '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
  return padEnd(full, width).replaceAll(' ', '·');
}
