import type { AxisVersionId } from '@graticule/contracts';
import type { Metric } from '../dictionary/metric.js';

/** One series of a run: the metric, and the version of its axis that the series is bound to. */
export interface SeriesHead {
  readonly metric: Metric;
  readonly axisVersion: AxisVersionId | null;
}

/**
 * Exact numbers of a series. For an axis series `count` is the number of vectors, `nonFinite` that
 * of the cells logged as NaN or infinite, and every other number over values is null.
 */
export interface SeriesSummary {
  readonly count: bigint;
  readonly nonFinite: bigint;
  readonly firstNonFiniteStep: bigint | null;
  readonly firstStep: bigint | null;
  readonly lastStep: bigint | null;
  /** Values at those steps, as logged: they may be NaN or infinite. */
  readonly first: number | null;
  readonly last: number | null;
  /** Over the values that are not NaN, with the first step at which they occur; null when there is none. */
  readonly min: number | null;
  readonly minStep: bigint | null;
  readonly max: number | null;
  readonly maxStep: bigint | null;
  /** Over the finite values; null when there is none. */
  readonly mean: number | null;
}
