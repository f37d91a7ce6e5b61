import type { RunJournal } from './run-journal.js';
import { isAscending, lowerBound, orderBySteps, stepsAsDoubles } from './step-order.js';

/** A scalar series as columns of one length. Canonical points have one value per step, in step order. */
export interface ScalarPoints {
  readonly steps: BigInt64Array;
  /** Milliseconds since the epoch. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** One value per step, the last one written, without what a later attempt hides. O(n), or O(n log n) when out of order. */
export function canonicalPoints(journal: RunJournal, metric: number): ScalarPoints {
  const written = gather(journal, metric, { hidden: 'left out' });
  const doubles = stepsAsDoubles(written.steps);
  if (isAscending(written.steps, doubles)) return pointsBetween(written, 0, written.steps.length);
  const order = orderBySteps(written.steps, doubles);
  return pick(written, lastOfEach(order, doubles ?? written.steps));
}

/** Of positions in step order, the last one of each step: the last one written. */
function lastOfEach(order: Uint32Array, steps: ArrayLike<number | bigint>): Uint32Array {
  const last = new Uint32Array(order.length);
  let n = 0;
  for (let i = 0; i < order.length; i++) {
    const at = order[i]!;
    if (i + 1 === order.length || steps[at] !== steps[order[i + 1]!]) last[n++] = at;
  }
  return last.subarray(0, n);
}

/**
 * Every point ever written, superseded and hidden ones too: by step, and within a step in the order of writing. Points that are
 * identical in attempt, step, time and value are one point, whoever sent them.
 */
export function historyPoints(journal: RunJournal, metric: number): ScalarPoints {
  const written = gather(journal, metric, { hidden: 'kept' });
  const order = orderBySteps(written.steps, stepsAsDoubles(written.steps));
  const bits = new BigUint64Array(written.values.buffer);
  const seen = new Set<string>();
  let step: bigint | undefined;
  const distinct = order.filter((at) => {
    if (written.steps[at] !== step) seen.clear();
    step = written.steps[at];
    const identity = `${written.attempts[at]} ${written.times[at]} ${bits[at]}`;
    const isNew = !seen.has(identity);
    seen.add(identity);
    return isNew;
  });
  return pick(written, distinct);
}

export function pointsBetween(points: ScalarPoints, begin: number, end: number): ScalarPoints {
  return {
    steps: points.steps.subarray(begin, end),
    times: points.times.subarray(begin, end),
    values: points.values.subarray(begin, end),
  };
}

interface WrittenPoints extends ScalarPoints {
  readonly attempts: Uint32Array;
}

/** The points in the order of their writing. */
function gather(journal: RunJournal, metric: number, rule: { readonly hidden: 'kept' | 'left out' }): WrittenPoints {
  const pieces = journal.scalarPieces(metric);
  const total = pieces.reduce((sum, { group }) => sum + group.steps.length, 0);
  const steps = new BigInt64Array(total);
  const times = new Float64Array(total);
  const values = new Float64Array(total);
  const attempts = new Uint32Array(total);
  let n = 0;
  for (const { attempt, group, key } of pieces) {
    const count = group.steps.length;
    const column = group.values.subarray(key * count, (key + 1) * count);
    const from = rule.hidden === 'kept' ? undefined : journal.hiddenFrom(attempt);
    if (from === undefined || count === 0) {
      steps.set(group.steps, n);
      times.set(group.times, n);
      values.set(column, n);
      attempts.fill(attempt, n, n + count);
      n += count;
      continue;
    }
    for (let i = 0; i < count; i++) {
      if (group.steps[i]! >= from) continue;
      steps[n] = group.steps[i]!;
      times[n] = group.times[i]!;
      values[n] = column[i]!;
      attempts[n++] = attempt;
    }
  }
  return { ...pointsBetween({ steps, times, values }, 0, n), attempts };
}

function pick(points: ScalarPoints, order: Uint32Array): ScalarPoints {
  const steps = new BigInt64Array(order.length);
  const times = new Float64Array(order.length);
  const values = new Float64Array(order.length);
  order.forEach((at, i) => {
    steps[i] = points.steps[at]!;
    times[i] = points.times[at]!;
    values[i] = points.values[at]!;
  });
  return { steps, times, values };
}

/** The position at which a page of at most `limit` points ends, never within a step unless one step alone is longer. */
export function endOfPage(steps: BigInt64Array, begin: number, limit: number): number {
  const end = begin + limit;
  if (end >= steps.length) return steps.length;
  const whole = lowerBound(steps, steps[end]!);
  return whole > begin ? whole : lowerBound(steps, steps[end]! + 1n);
}
