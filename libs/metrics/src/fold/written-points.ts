import type { HistoryPoints } from '../tiles/points.js';
import type { ScalarGroup } from '@graticule/contracts';

/** One column of a scalar group in the journal: the values of `group` from `key · steps` on. */
export interface WrittenPiece {
  readonly attempt: number;
  readonly writer: bigint;
  readonly group: ScalarGroup;
  readonly key: number;
}

/** The points of the pieces in the order of their writing. O(n). */
export function writtenPoints(pieces: readonly WrittenPiece[]): HistoryPoints {
  const total = pieces.reduce((sum, { group }) => sum + group.steps.length, 0);
  const points = emptyHistory(total);
  let n = 0;
  for (const { attempt, writer, group, key } of pieces) {
    const count = group.steps.length;
    points.steps.set(group.steps, n);
    points.times.set(group.times, n);
    points.values.set(group.values.subarray(key * count, (key + 1) * count), n);
    points.attempts.fill(attempt, n, n + count);
    points.writers.fill(writer, n, n + count);
    n += count;
  }
  return points;
}

/** Room for n points. */
function emptyHistory(n: number): HistoryPoints {
  return {
    steps: new BigInt64Array(n),
    times: new Float64Array(n),
    values: new Float64Array(n),
    attempts: new Uint32Array(n),
    writers: new BigInt64Array(n),
  };
}
