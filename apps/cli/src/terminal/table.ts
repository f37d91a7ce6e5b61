import { displayWidth, padEnd, padStart, printable, truncate } from './display-text.js';

export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /** Columns with the lowest number give way first when the terminal is narrow; without one a column always stays. */
  readonly priority?: number;
  /** The width down to which the column may be cut; default: it is never cut. */
  readonly least?: number;
}

const GAP = 2;

/**
 * Lines of a table, none wider than `width`. Too wide: cuttable columns shrink, then columns of low priority are left
 * out, and in the end lines are cut; a wrapped row would be harder to read than a missing column.
 */
export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  const cells = [columns.map((column) => column.title), ...rows.map((row) => row.map(printable))];
  const natural = columns.map((_, i) => Math.max(...cells.map((row) => displayWidth(row[i] ?? ''))));
  const shown = columnsThatFit(columns, natural, width);
  const widths = shrink(columns, natural, { shown, width });
  return cells.map((row) =>
    truncate(
      shown.map((i) => fit(row[i] ?? '', widths[i] ?? 0, columns[i]?.align ?? 'left')).join(' '.repeat(GAP)),
      width,
    ).trimEnd(),
  );
}

function fit(text: string, width: number, align: 'left' | 'right'): string {
  const cut = truncate(text, width);
  return align === 'right' ? padStart(cut, width) : padEnd(cut, width);
}

const total = (widths: readonly number[], shown: readonly number[]): number =>
  shown.reduce((sum, i) => sum + (widths[i] ?? 0), GAP * (shown.length - 1));

function columnsThatFit(columns: readonly Column[], natural: readonly number[], width: number): number[] {
  const least = natural.map((wide, i) => Math.min(wide, columns[i]?.least ?? wide));
  let shown = columns.map((_, i) => i);
  const leaving = shown
    .filter((i) => columns[i]?.priority !== undefined)
    .toSorted((a, b) => (columns[a]?.priority ?? 0) - (columns[b]?.priority ?? 0));
  for (const i of leaving) {
    if (total(least, shown) <= width) break;
    shown = shown.filter((other) => other !== i);
  }
  return shown;
}

function shrink(
  columns: readonly Column[],
  natural: readonly number[],
  { shown, width }: { shown: readonly number[]; width: number },
): number[] {
  const widths = [...natural];
  let excess = total(widths, shown) - width;
  for (const i of shown) {
    const least = columns[i]?.least;
    if (excess <= 0 || least === undefined) continue;
    const give = Math.min(excess, Math.max(0, (widths[i] ?? 0) - least));
    widths[i] = (widths[i] ?? 0) - give;
    excess -= give;
  }
  return widths;
}
