import { emptyEntries, type Entries } from './entry-columns.js';
import type { ScalarPoints } from './points.js';

export { decodeEntries, encodeEntries } from './entries-body.js';
export { entriesBetween, joinEntries } from './entry-columns.js';
export type { Entries };

/** Entries of `size` points each; the last may have fewer. O(points). */
export function entriesOf(points: ScalarPoints, size: number): Entries {
  const n = points.steps.length;
  const entries = emptyEntries(Math.ceil(n / size));
  for (let e = 0; e < entries.length; e++)
    summarise(points, { begin: e * size, end: Math.min((e + 1) * size, n) }, entries, e);
  return entries;
}

interface Span {
  readonly begin: number;
  readonly end: number;
}

function summarise({ steps, times, values }: ScalarPoints, { begin, end }: Span, entries: Entries, e: number): void {
  let [total, lost, finite, numbers] = [0, 0, 0, 0];
  let [argmin, argmax, wild] = [-1, -1, -1];
  for (let i = begin; i < end; i++) {
    const value = values[i]!;
    if (value - value !== 0) {
      if (wild < 0) wild = i;
      if (value !== value) continue;
    } else {
      const next = total + value;
      lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
      total = next;
      finite++;
    }
    numbers++;
    if (argmin < 0 || value < values[argmin]!) argmin = i;
    if (argmax < 0 || value > values[argmax]!) argmax = i;
  }
  entries.firstSteps[e] = steps[begin]!;
  entries.lastSteps[e] = steps[end - 1]!;
  entries.lastTimes[e] = times[end - 1]!;
  entries.counts[e] = end - begin;
  entries.numbers[e] = numbers;
  entries.finite[e] = finite;
  entries.last[e] = values[end - 1]!;
  entries.min[e] = argmin < 0 ? Number.NaN : values[argmin]!;
  entries.max[e] = argmax < 0 ? Number.NaN : values[argmax]!;
  if (argmin >= 0) entries.minSteps[e] = steps[argmin]!;
  if (argmax >= 0) entries.maxSteps[e] = steps[argmax]!;
  if (wild >= 0) entries.nonFiniteSteps[e] = steps[wild]!;
  entries.mean[e] = meanOf({ total, lost, finite }, values.subarray(begin, end));
}

function meanOf(
  sum: { readonly total: number; readonly lost: number; readonly finite: number },
  values: Float64Array,
): number {
  const { total, lost, finite } = sum;
  if (finite === 0) return Number.NaN;
  // One value is its own mean, −0 included.
  if (finite === 1) return values.find(Number.isFinite)!;
  if (Number.isFinite(total)) return (total + lost) / finite;
  // Finite values whose sum is beyond a double: in parts it is not.
  return values.reduce((mean, value) => (Number.isFinite(value) ? mean + value / finite : mean), 0);
}

/** `factor` consecutive entries as one. O(entries). */
export function coarserEntries(fine: Entries, factor: number): Entries {
  const coarse = emptyEntries(Math.ceil(fine.length / factor));
  for (let c = 0; c < coarse.length; c++)
    combine(fine, { begin: c * factor, end: Math.min((c + 1) * factor, fine.length) }, coarse, c);
  return coarse;
}

function combine(fine: Entries, { begin, end }: Span, coarse: Entries, c: number): void {
  let [counts, numbers, finite] = [0, 0, 0];
  let [argmin, argmax, wild] = [-1, -1, -1];
  for (let e = begin; e < end; e++) {
    counts += fine.counts[e]!;
    numbers += fine.numbers[e]!;
    finite += fine.finite[e]!;
    if (wild < 0 && fine.finite[e]! < fine.counts[e]!) wild = e;
    if (fine.numbers[e] === 0) continue;
    if (argmin < 0 || fine.min[e]! < fine.min[argmin]!) argmin = e;
    if (argmax < 0 || fine.max[e]! > fine.max[argmax]!) argmax = e;
  }
  coarse.firstSteps[c] = fine.firstSteps[begin]!;
  coarse.lastSteps[c] = fine.lastSteps[end - 1]!;
  coarse.lastTimes[c] = fine.lastTimes[end - 1]!;
  coarse.last[c] = fine.last[end - 1]!;
  coarse.counts[c] = counts;
  coarse.numbers[c] = numbers;
  coarse.finite[c] = finite;
  coarse.min[c] = fine.min[argmin] ?? Number.NaN;
  coarse.max[c] = fine.max[argmax] ?? Number.NaN;
  coarse.minSteps[c] = fine.minSteps[argmin] ?? 0n;
  coarse.maxSteps[c] = fine.maxSteps[argmax] ?? 0n;
  coarse.nonFiniteSteps[c] = fine.nonFiniteSteps[wild] ?? 0n;
  coarse.mean[c] = weightedMean(fine, { begin, end }, finite);
}

function weightedMean(fine: Entries, { begin, end }: Span, finite: number): number {
  if (finite === 0) return Number.NaN;
  let [total, lost] = [0, 0];
  for (let e = begin; e < end; e++) {
    if (fine.finite[e] === 0) continue;
    if (fine.finite[e] === finite) return fine.mean[e]!;
    const term = fine.mean[e]! * (fine.finite[e]! / finite);
    const next = total + term;
    lost += Math.abs(total) >= Math.abs(term) ? total - next + term : term - next + total;
    total = next;
  }
  return total + lost;
}
