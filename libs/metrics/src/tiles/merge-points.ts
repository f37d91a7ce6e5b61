import { isAscending, orderBySteps, stepsAsDoubles } from '../read/step-order.js';
import type { AttemptPoints, HistoryPoints } from './points.js';

/*
 * The algebra of points. Columns are never changed in place; where nothing is to be done the same columns come back, so the
 * common case, a run that logs step after step, costs a look at its steps and nothing else.
 */

/** Which points of a column in write order count: positions in step order, the last written of each step. */
export interface CanonicalOrder {
  readonly kept: Uint32Array;
  /** The others, in write order: the order in which they ceased to count. */
  readonly superseded: Uint32Array;
  /** [n]: for each superseded position the one that counts in its stead. */
  readonly winners: Uint32Array;
}

/** Undefined: all of them count, and they are in step order. O(n), O(n log n) when out of order. */
export function canonicalOrder(steps: BigInt64Array): CanonicalOrder | undefined {
  const doubles = stepsAsDoubles(steps);
  if (isAscending(steps, doubles)) return undefined;
  const order = orderBySteps(steps, doubles);
  const column: ArrayLike<number | bigint> = doubles ?? steps;
  const kept = new Uint32Array(order.length);
  const superseded = new Uint32Array(order.length);
  const winners = new Uint32Array(order.length);
  let k = 0;
  let s = 0;
  for (let i = order.length - 1; i >= 0; i--) {
    const at = order[i]!;
    const winner = k > 0 && column[kept[k - 1]!] === column[at] ? kept[k - 1]! : at;
    winners[at] = winner;
    if (winner === at) kept[k++] = at;
    else superseded[s++] = at;
  }
  return { kept: kept.subarray(0, k).toReversed(), superseded: superseded.subarray(0, s).toSorted(), winners };
}

export interface MergedPoints {
  readonly points: AttemptPoints;
  /** Positions in `earlier` that no longer count. One that `later` repeats as it was is not among them. */
  readonly superseded: Uint32Array;
  /** How many steps both have. */
  readonly shared: number;
}

/** Two columns in step order, each step once in each, as one. Where both have a step `later` counts. O(n + m). */
export function mergePoints(earlier: AttemptPoints, later: AttemptPoints): MergedPoints {
  const [n, m] = [earlier.steps.length, later.steps.length];
  if (n === 0) return { points: later, superseded: NONE, shared: 0 };
  if (m === 0) return { points: earlier, superseded: NONE, shared: 0 };
  if (earlier.steps[n - 1]! < later.steps[0]!)
    return { points: joinPoints([earlier, later]), superseded: NONE, shared: 0 };
  const merged = emptyPoints(n + m);
  const superseded: number[] = [];
  let i = 0;
  let j = 0;
  let end = 0;
  while (i < n || j < m) {
    const takesEarlier = j === m || (i < n && earlier.steps[i]! < later.steps[j]!);
    if (takesEarlier) copyPoint(earlier, i++, merged, end++);
    else {
      if (i < n && earlier.steps[i] === later.steps[j]) {
        if (!isSamePoint(earlier, i, later, j)) superseded.push(i);
        i++;
      }
      copyPoint(later, j++, merged, end++);
    }
  }
  return { points: pointsBetween(merged, 0, end), superseded: Uint32Array.from(superseded), shared: n + m - end };
}

const NONE = new Uint32Array(0);

/** Points that agree in attempt, step, time and value are one point, whoever sent them. */
export function isSamePoint(a: AttemptPoints, i: number, b: AttemptPoints, j: number): boolean {
  return (
    a.steps[i] === b.steps[j] &&
    a.attempts[i] === b.attempts[j] &&
    a.times[i] === b.times[j] &&
    Object.is(a.values[i], b.values[j])
  );
}

/** Columns one after the other. */
export function joinPoints(parts: readonly AttemptPoints[]): AttemptPoints {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const joined = emptyPoints(parts.reduce((total, { steps }) => total + steps.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.steps.set(part.steps, at);
    joined.times.set(part.times, at);
    joined.values.set(part.values, at);
    joined.attempts.set(part.attempts, at);
    at += part.steps.length;
  }
  return joined;
}

/** The points at these positions. */
export function pickPoints(points: AttemptPoints, order: Uint32Array): AttemptPoints {
  const picked = emptyPoints(order.length);
  for (let i = 0; i < order.length; i++) copyPoint(points, order[i]!, picked, i);
  return picked;
}

export function pickHistory(points: HistoryPoints, order: Uint32Array): HistoryPoints {
  return { ...pickPoints(points, order), writers: BigInt64Array.from(order, (at) => points.writers[at]!) };
}

/** Positions begin … end−1, as views. */
export function pointsBetween(points: AttemptPoints, begin: number, end: number): AttemptPoints {
  return {
    steps: points.steps.subarray(begin, end),
    times: points.times.subarray(begin, end),
    values: points.values.subarray(begin, end),
    attempts: points.attempts.subarray(begin, end),
  };
}

export function emptyPoints(n: number): AttemptPoints {
  return {
    steps: new BigInt64Array(n),
    times: new Float64Array(n),
    values: new Float64Array(n),
    attempts: new Uint32Array(n),
  };
}

function copyPoint(from: AttemptPoints, at: number, into: AttemptPoints, to: number): void {
  into.steps[to] = from.steps[at]!;
  into.times[to] = from.times[at]!;
  into.values[to] = from.values[at]!;
  into.attempts[to] = from.attempts[at]!;
}
