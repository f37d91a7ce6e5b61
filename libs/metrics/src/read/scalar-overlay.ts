import { sum } from '@graticule/numerics';
import type { SeriesRow } from '../store/tile.js';
import type { TileSpan } from '../store/tile-store.js';
import { rangeOf } from './held-tiles.js';
import type { RunView } from './run-view.js';
import { COARSEST } from './scalar-count.js';
import {
  beyondPyramid,
  changedBy,
  clipped,
  type Patch,
  type PatchPlan,
  patchSpans,
  readPatch,
} from './scalar-patch.js';
import type { ScalarSource } from './scalar-source.js';
import type { SeriesSummary } from './series-summary.js';
import { summariseScalars } from './summarise.js';

const EVERYTHING = rangeOf();

/**
 * The exact summary of a scalar series: its row, and the tail over it. A tail that only goes on is added to the row, which costs a
 * look at the tail; where it changes what is folded, or a cut hides some of it, the pyramid is added up again, with points in the
 * place of the tiles that changed.
 */
export class ScalarOverlay {
  constructor(
    private readonly source: ScalarSource,
    private readonly metric: number,
  ) {}

  spans(view: RunView): TileSpan[] {
    const plan = this.plan(view);
    return plan === undefined ? [] : patchSpans(plan);
  }

  of(view: RunView): SeriesSummary {
    const plan = this.plan(view);
    if (plan !== undefined) return summaryOf(readPatch(this.source, view, plan));
    const row = view.series.get(this.metric);
    const tail = summariseScalars(this.source.tail(view, this.metric));
    return row === undefined || row.n === 0n ? tail : continued(fromRow(row), tail);
  }

  /** Undefined where the row and the tail are enough. */
  private plan(view: RunView): PatchPlan | undefined {
    const { metric } = this;
    const row = view.series.get(metric);
    if (row === undefined || row.n === 0n || row.firstStep === null) return undefined;
    const changed = changedBy(row, this.source.tail(view, metric), view);
    if (clipped(changed, { ...EVERYTHING, to: row.lastStep }).length === 0) return undefined;
    // Entries do not know the first value of a series: its tile is read.
    const pointsIn = [{ from: row.firstStep, to: row.firstStep }, ...beyondPyramid(row, EVERYTHING), ...changed];
    return { metric, range: EVERYTHING, level: COARSEST, pointsIn: clipped(pointsIn, EVERYTHING) };
  }
}

function fromRow(row: SeriesRow): SeriesSummary {
  const { n: count, nonFinite, firstNonFiniteStep, firstStep, first, lastStep, last, min, max, mean } = row;
  const extremes = { min, minStep: row.argmin, max, maxStep: row.argmax };
  return { count, nonFinite, firstNonFiniteStep, firstStep, first, lastStep, last, mean, ...extremes };
}

/** Of two parts of a series, the second wholly after the first. */
function continued(a: SeriesSummary, b: SeriesSummary): SeriesSummary {
  if (a.count === 0n || b.count === 0n) return a.count === 0n ? b : a;
  // Where both have an extreme, the first step that has it counts.
  const min = b.min !== null && (a.min === null || b.min < a.min) ? b : a;
  const max = b.max !== null && (a.max === null || b.max > a.max) ? b : a;
  return {
    count: a.count + b.count,
    nonFinite: a.nonFinite + b.nonFinite,
    firstNonFiniteStep: a.firstNonFiniteStep ?? b.firstNonFiniteStep,
    firstStep: a.firstStep,
    first: a.first,
    lastStep: b.lastStep,
    last: b.last,
    min: min.min,
    minStep: min.minStep,
    max: max.max,
    maxStep: max.maxStep,
    mean: weightedMean([a.mean, b.mean], [Number(a.count - a.nonFinite), Number(b.count - b.nonFinite)]),
  };
}

/** The mean of parts with these means and so many finite values. Compensated; shares of a mean cannot overflow. */
function weightedMean(means: readonly (number | null)[], finite: readonly number[]): number | null {
  const total = finite.reduce((all, n) => all + n, 0);
  if (total === 0) return null;
  return sum(means.map((mean, i) => (finite[i] === 0 ? 0 : (mean ?? 0) * (finite[i]! / total)))).value;
}

/** Points and entries of one series put together; the first point of the series is among the points. */
function summaryOf({ points, entries }: Patch): SeriesSummary {
  const all = summariseScalars(points);
  const counted = Array.from({ length: entries.length }, (_, e) => e);
  const lows = [at(all.minStep, all.min), ...counted.map((e) => at(entries.minSteps[e], entries.min[e]))];
  const highs = [at(all.maxStep, all.max), ...counted.map((e) => at(entries.maxSteps[e], entries.max[e]))];
  const low = lows.reduce((a, b) => (better(b, a, b.value < a.value) ? b : a));
  const high = highs.reduce((a, b) => (better(b, a, b.value > a.value) ? b : a));
  const finite = entries.finite.reduce((n, each) => n + each, 0);
  const count = entries.counts.reduce((n, each) => n + each, 0);
  const wild = counted.filter((e) => entries.finite[e]! < entries.counts[e]!).map((e) => entries.nonFiniteSteps[e]!);
  const lastEntry = entries.length - 1;
  const endsWithEntry = lastEntry >= 0 && (all.lastStep === null || entries.lastSteps[lastEntry]! > all.lastStep);
  return {
    ...all,
    count: all.count + BigInt(count),
    nonFinite: all.nonFinite + BigInt(count - finite),
    firstNonFiniteStep: [all.firstNonFiniteStep, ...wild].reduce(least),
    ...(endsWithEntry ? { lastStep: entries.lastSteps[lastEntry]!, last: entries.last[lastEntry]! } : {}),
    min: low.step === null ? null : low.value,
    minStep: low.step,
    max: high.step === null ? null : high.value,
    maxStep: high.step,
    mean: weightedMean([all.mean, ...entries.mean], [Number(all.count - all.nonFinite), ...entries.finite]),
  };
}

interface Extreme {
  /** Null: there is no number. */
  readonly step: bigint | null;
  readonly value: number;
}

function at(step: bigint | null | undefined, value: number | null | undefined): Extreme {
  const isNumber = step !== null && step !== undefined && value !== null && value !== undefined && !Number.isNaN(value);
  return isNumber ? { step, value } : { step: null, value: Number.NaN };
}

/** Whether `a` stands for the extreme rather than `b`: it is beyond it, or the same earlier. */
function better(a: Extreme, b: Extreme, isBeyond: boolean): boolean {
  if (a.step === null || b.step === null) return b.step === null && a.step !== null;
  return isBeyond || (a.value === b.value && a.step < b.step);
}

function least(a: bigint | null, b: bigint | null): bigint | null {
  if (a === null || b === null) return a ?? b;
  return a < b ? a : b;
}
