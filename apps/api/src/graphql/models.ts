import type { Assertion, AxisVersionId } from '@graticule/contracts';
import type { Metric, SeriesSummary } from '@graticule/metrics';
import type { RunRecord } from '@graticule/runs';

/** What resolvers hand to the fields of a type, where it is not a record of a lib. */
export interface SeriesModel {
  readonly run: RunRecord;
  readonly metric: Metric;
  readonly axisVersion: AxisVersionId | null;
}

export interface SummaryModel extends SeriesSummary {
  readonly metric: string;
}

export type FloatColumnModel = Float64Array;
export type StepColumnModel = BigInt64Array;

export interface VerdictModel {
  readonly passed: boolean;
  readonly assertions: readonly Assertion[];
}
