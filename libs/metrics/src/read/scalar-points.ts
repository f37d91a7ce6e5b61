import { splitByCuts } from '../fold/hidden.js';
import { writtenPoints } from '../fold/written-points.js';
import { canonicalOrder, mergePoints, pickHistory, pickPoints, pointsBetween } from '../tiles/merge-points.js';
import type { AttemptPoints, ScalarPoints } from '../tiles/points.js';
import type { Cut } from '../store/metric-store.js';
import type { StepRange } from './held-tiles.js';
import type { RunJournal } from './run-journal.js';
import { lowerBound, positionsWithin } from './step-order.js';

/** Of a journal: one value per step, the last one written, without what a later attempt hides. O(n), or O(n log n) when out of order. */
export function canonicalPoints(journal: RunJournal, metric: number): AttemptPoints {
  const written = writtenPoints(journal.scalarPieces(metric));
  const split = splitByCuts(written, journal.cuts);
  const visible = split === undefined ? written : pickHistory(written, split.visible);
  const order = canonicalOrder(visible.steps);
  return order === undefined ? visible : pickPoints(visible, order.kept);
}

/** Folded points within a range, one column after the other by step, and the tail's over them. O(n). */
export function pointsWithin(
  folded: AttemptPoints,
  tail: AttemptPoints,
  { range, cuts }: { readonly range: StepRange; readonly cuts: readonly Cut[] },
): AttemptPoints {
  const within = between(folded, range);
  const split = splitByCuts(within, cuts);
  const visible = split === undefined ? within : pickPoints(within, split.visible);
  return mergePoints(visible, between(tail, range)).points;
}

export function between(points: AttemptPoints, range: StepRange): AttemptPoints {
  const [begin, end] = positionsWithin(points.steps, range);
  return begin === 0 && end === points.steps.length ? points : pointsBetween(points, begin, end);
}

/** The columns without their attempts. */
export function columnsOf({ steps, times, values }: ScalarPoints): ScalarPoints {
  return { steps, times, values };
}

/** The position at which a page of at most `limit` points ends, never within a step unless one step alone is longer. */
export function endOfPage(steps: BigInt64Array, begin: number, limit: number): number {
  const end = begin + limit;
  if (end >= steps.length) return steps.length;
  const whole = lowerBound(steps, steps[end]!);
  return whole > begin ? whole : lowerBound(steps, steps[end]! + 1n);
}
