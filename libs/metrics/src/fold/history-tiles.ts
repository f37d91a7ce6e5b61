import { LEVEL, type NewTile, type StoredTile, TILE_POINTS } from '../store/tile.js';
import { joinPoints, pointsBetween } from '../tiles/merge-points.js';
import { decodeHistory, encodeHistory } from '../tiles/point-tile.js';
import type { HistoryPoints } from '../tiles/points.js';

/** How many of the last rows are read before points are added: a counter up to 4096 has no more digits. */
export const HISTORY_TAIL = 12;

/** Rows of a series' history that go and that come. */
interface HistoryChange {
  readonly remove: readonly StoredTile[];
  readonly add: readonly NewTile[];
}

/**
 * Adds what ceased to count, in that order, to the history of a series. Its rows are numbered by their blocks, and the last ones
 * join as a binary counter: a client that never says a step writes nothing but history, and that must not cost a row a fold.
 * stored: the last rows there are.
 */
export function historyChange(
  metric: number,
  stored: readonly StoredTile[],
  lost: readonly HistoryPoints[],
): HistoryChange {
  const rows = stored.toSorted((a, b) => a.block - b.block);
  let n = lost.reduce((total, { steps }) => total + steps.length, 0);
  if (n === 0) return { remove: [], add: [] };
  let begin = rows.length;
  while (begin > 0 && rows[begin - 1]!.n < TILE_POINTS && rows[begin - 1]!.n <= n) n += rows[--begin]!.n;
  const absorbed = rows.slice(begin);
  const all = joinHistory([...absorbed.map((row) => decodeHistory(row.body, row.n)), ...lost]);
  const first = absorbed[0]?.block ?? (rows.at(-1)?.block ?? -1) + 1;
  return { remove: absorbed, add: rowsOf(metric, all, first) };
}

function rowsOf(metric: number, points: HistoryPoints, first: number): NewTile[] {
  const rows: NewTile[] = [];
  for (let begin = 0; begin < points.steps.length; begin += TILE_POINTS) {
    const end = Math.min(begin + TILE_POINTS, points.steps.length);
    const part = { ...pointsBetween(points, begin, end), writers: points.writers.subarray(begin, end) };
    const block = first + rows.length;
    rows.push({
      metric,
      level: LEVEL.history,
      block,
      ...extent(part.steps),
      n: end - begin,
      body: encodeHistory(part),
    });
  }
  return rows;
}

function joinHistory(parts: readonly HistoryPoints[]): HistoryPoints {
  const points = joinPoints(parts);
  const writers = new BigInt64Array(points.steps.length);
  let at = 0;
  for (const part of parts) {
    writers.set(part.writers, at);
    at += part.writers.length;
  }
  return { ...points, writers };
}

function extent(steps: BigInt64Array): { readonly lo: bigint; readonly hi: bigint } {
  let lo = steps[0]!;
  let hi = lo;
  for (const step of steps) {
    if (step < lo) lo = step;
    if (step > hi) hi = step;
  }
  return { lo, hi };
}
