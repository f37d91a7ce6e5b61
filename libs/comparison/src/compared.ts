import type { ProblemItem, ProjectKey, RunId, RunKey, RunStatus, StudyRole } from '@graticule/contracts';
import type { AxisReading, Line, Metric, Slice, SliceRequest, Unreadable } from '@graticule/metrics';

/** What a comparison needs to know of a run. A run's record has all of it. */
export interface ComparedRun {
  readonly id: RunId;
  readonly key: RunKey;
  readonly projectKey: ProjectKey;
  readonly status: RunStatus;
  /** Of a run of a study. */
  readonly studyRole: StudyRole | null;
  readonly config: Readonly<Record<string, unknown>>;
}

/** How a series becomes one number: its value at a step, or its extreme or mean over a window of steps (ends inclusive). */
export type StepReduction =
  | { readonly kind: 'last' }
  | { readonly kind: 'first' }
  | { readonly kind: 'atStep'; readonly step: bigint }
  | { readonly kind: 'min' | 'max' | 'mean'; readonly from?: bigint; readonly to?: bigint };

export interface ComparisonInput {
  readonly runs: readonly ComparedRun[];
  readonly metric: string;
  readonly at: StepReduction;
  /** Config paths; runs with equal values at all of them are one group. Empty: one group of all. */
  readonly groupBy: readonly string[];
  /** For a metric with an axis: one line per element, group or quantile. */
  readonly axis?: AxisReading;
}

export interface ComparisonResult {
  readonly kind: 'comparison';
  readonly groups: readonly ComparisonGroup[];
  readonly warnings: readonly ComparisonWarning[];
  /** The runs that entered some number. */
  readonly runsUsed: readonly RunId[];
}

export interface ComparisonGroup {
  /** The value at each path of `groupBy`; null where a run has none. */
  readonly key: Readonly<Record<string, unknown>>;
  readonly runs: readonly RunId[];
  readonly lines: readonly ComparisonLine[];
}

/** One number over the runs of a group. Statistics skip NaN; they are null where too few values are left. */
export interface ComparisonLine {
  readonly element: { readonly index: number; readonly key: string } | null;
  readonly group: string | null;
  readonly quantile: number | null;
  /** Values that are not NaN. */
  readonly n: number;
  readonly mean: number | null;
  /** Of the sample (n − 1). */
  readonly standardDeviation: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly perRun: readonly { readonly run: RunId; readonly value: number }[];
}

/** What a reader must know before believing the numbers. */
export interface ComparisonWarning {
  readonly code:
    | 'METRIC_MISSING'
    | 'RUN_UNFINISHED'
    | 'NON_FINITE'
    | 'UNEQUAL_LAST_STEP'
    | 'PATH_MISSING'
    | 'MIXED_ROLES';
  readonly message: string;
  readonly runs: readonly RunId[];
}

/** One line of one run, reduced over steps. */
export interface Reading {
  readonly line: Pick<Line, 'element' | 'group' | 'quantile'>;
  readonly value: number;
}

/** What one run contributes. `step`: where the numbers were read, for a reading at a step. Undefined: nothing was logged. */
export interface RunReading {
  readonly run: ComparedRun;
  readonly step: bigint | undefined;
  readonly readings: readonly Reading[];
}

export interface Incomparable {
  readonly kind: 'invalid';
  readonly problems: readonly ProblemItem[];
}

/** The names of a project; the dictionary of metrics is one. */
export interface MetricNames {
  byName(project: ProjectKey, names: readonly string[]): Promise<ReadonlyMap<string, Metric>>;
}

/** Where series are read; the series reader is one. */
export interface SeriesSource {
  slice(run: RunKey, metric: Metric, request: SliceRequest): Promise<Slice | Unreadable>;
}
