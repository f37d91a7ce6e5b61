import { toWireNumber } from '@graticule/contracts';
import type { Line, Slice } from '@graticule/metrics';

/** One row per step and line: step, element, group, value, and in an envelope min, max and count (RFC 4180). */
export function csvOf(slice: Slice): string {
  const envelope = slice.lines.some((line) => line.min !== undefined);
  const rows = [['step', 'element', 'group', 'value', ...(envelope ? ['min', 'max', 'count'] : [])].join(',')];
  for (const line of slice.lines) {
    const place = `${quoted(line.element?.key ?? '')},${quoted(line.group ?? '')}`;
    for (let i = 0; i < slice.steps.length; i++) {
      const numbers = envelope ? [line.values, line.min, line.max, line.count] : [line.values];
      rows.push(`${slice.steps[i]},${place},${numbers.map((column) => cell(column, i)).join(',')}`);
    }
  }
  return `${rows.join('\r\n')}\r\n`;
}

function cell(column: Line['values'] | undefined, at: number): string {
  const value = column?.[at];
  return value === undefined ? '' : String(toWireNumber(value));
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
