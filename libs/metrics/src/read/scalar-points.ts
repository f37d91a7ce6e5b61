import { splitByCuts } from '../fold/hidden.js';
import { writtenPoints } from '../fold/written-points.js';
import { canonicalOrder, mergePoints, pickHistory, pickPoints, pointsBetween } from '../tiles/merge-points.js';
import type { AttemptPoints, ScalarPoints } from '../tiles/points.js';
import type { Cut } from '../store/metric-store.js';
import type { StepRange } from './held-tiles.js';
import type { RunJournal } from './run-journal.js';
import type { Slice } from './slice.js';
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

/** A page of points in step order: positions begin … end − 1, and where the next one begins. */
interface Page {
  readonly begin: number;
  readonly end: number;
  readonly next: Pick<Slice, 'nextStep' | 'nextSkip'>;
}

/** Steps may repeat, as they do in history: a page may end within one. */
export function pageOf(steps: BigInt64Array, skip: number, limit: number): Page {
  const begin = Math.min(skip, steps.length);
  const end = Math.min(begin + limit, steps.length);
  const nextStep = steps[end];
  if (nextStep === undefined) return { begin, end, next: { nextStep: null, nextSkip: 0 } };
  return { begin, end, next: { nextStep, nextSkip: end - lowerBound(steps, nextStep) } };
}
