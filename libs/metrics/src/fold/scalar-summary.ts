import { mean } from '@graticule/numerics';
import type { SeriesRow } from '../store/tile.js';
import { type Entries, entriesOf, joinEntries } from '../tiles/entries.js';
import type { ScalarPoints } from '../tiles/points.js';

type Numbers = Omit<SeriesRow, 'metric' | 'axisVersion' | 'sealedHi' | 'sealedN'>;

export const NOTHING: Numbers = {
  n: 0n,
  nonFinite: 0n,
  firstNonFiniteStep: null,
  firstStep: null,
  first: null,
  lastStep: 0n,
  last: null,
  min: null,
  argmin: null,
  max: null,
  argmax: null,
  mean: null,
};

/** The summary of a series that only got further points, none of which replaced another. O(points). */
export function withPoints(row: Numbers, points: ScalarPoints): Numbers {
  const n = points.steps.length;
  if (n === 0) return row;
  const fresh = summaryOf(entriesOf(points, n), { step: points.steps[0]!, value: points.values[0]! });
  if (row.n === 0n) return fresh;
  const [finiteBefore, finiteFresh] = [Number(row.n - row.nonFinite), Number(fresh.n - fresh.nonFinite)];
  const isFirst = fresh.firstStep! < row.firstStep!;
  const isLast = fresh.lastStep > row.lastStep;
  return {
    n: row.n + fresh.n,
    nonFinite: row.nonFinite + fresh.nonFinite,
    firstNonFiniteStep: least(row.firstNonFiniteStep, fresh.firstNonFiniteStep),
    ...(isFirst ? { firstStep: fresh.firstStep, first: fresh.first } : { firstStep: row.firstStep, first: row.first }),
    ...(isLast ? { lastStep: fresh.lastStep, last: fresh.last } : { lastStep: row.lastStep, last: row.last }),
    ...minimum(row, fresh),
    ...maximum(row, fresh),
    mean: weighted([row.mean, fresh.mean], [finiteBefore, finiteFresh]),
  };
}

/** The summary of entries that cover a whole series. `first`: its first point. */
export function summaryOf(entries: Entries, first: { readonly step: bigint; readonly value: number }): Numbers {
  let [n, finite, firstNonFinite, argmin, argmax] = [0, 0, -1, -1, -1];
  for (let e = 0; e < entries.length; e++) {
    n += entries.counts[e]!;
    finite += entries.finite[e]!;
    if (firstNonFinite < 0 && entries.finite[e]! < entries.counts[e]!) firstNonFinite = e;
    if (entries.numbers[e] === 0) continue;
    if (argmin < 0 || entries.min[e]! < entries.min[argmin]!) argmin = e;
    if (argmax < 0 || entries.max[e]! > entries.max[argmax]!) argmax = e;
  }
  if (n === 0) return NOTHING;
  return {
    n: BigInt(n),
    nonFinite: BigInt(n - finite),
    firstNonFiniteStep: entries.nonFiniteSteps[firstNonFinite] ?? null,
    firstStep: first.step,
    first: first.value,
    lastStep: entries.lastSteps[entries.length - 1]!,
    last: entries.last[entries.length - 1]!,
    min: entries.min[argmin] ?? null,
    argmin: entries.minSteps[argmin] ?? null,
    max: entries.max[argmax] ?? null,
    argmax: entries.maxSteps[argmax] ?? null,
    mean: weighted([...entries.mean], [...entries.finite]),
  };
}

/** Entries of the pyramid and the points beyond it, as entries of one column. */
export function covering(pyramid: Entries, open: ScalarPoints): Entries {
  return open.steps.length === 0 ? pyramid : joinEntries([pyramid, entriesOf(open, open.steps.length)]);
}

function weighted(means: readonly (number | null)[], weights: readonly number[]): number | null {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total === 0) return null;
  const terms = means.map((value, i) => (weights[i] === 0 ? 0 : (value ?? 0) * (weights[i]! / total)));
  // The terms add up to the mean; `mean` is the compensated sum over their number.
  return mean(terms).value * terms.length;
}

function least(a: bigint | null, b: bigint | null): bigint | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}

function minimum(a: Numbers, b: Numbers): Pick<Numbers, 'min' | 'argmin'> {
  const takesB = b.min !== null && (a.min === null || b.min < a.min || (b.min === a.min && b.argmin! < a.argmin!));
  return takesB ? { min: b.min, argmin: b.argmin } : { min: a.min, argmin: a.argmin };
}

function maximum(a: Numbers, b: Numbers): Pick<Numbers, 'max' | 'argmax'> {
  const takesB = b.max !== null && (a.max === null || b.max > a.max || (b.max === a.max && b.argmax! < a.argmax!));
  return takesB ? { max: b.max, argmax: b.argmax } : { max: a.max, argmax: a.argmax };
}
