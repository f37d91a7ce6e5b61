import type { RunId } from './wire-ids.js';

/** A bound an assertion is held to. `between` is inclusive. */
export type Bound =
  | { readonly kind: 'atLeast'; readonly value: number }
  | { readonly kind: 'atMost'; readonly value: number }
  | { readonly kind: 'between'; readonly low: number; readonly high: number };

/** A named check of a study. `bound` null: an observation, printed and stored beside the others. */
export interface Assertion {
  readonly name: string;
  /** States the effect: with the same bound it must fail on the control. */
  readonly effect: boolean;
  readonly value: number;
  readonly bound: Bound | null;
  readonly pass: boolean | null;
  readonly evidence: readonly RunId[];
  readonly note?: string;
}

export type StudyRole = 'treatment' | 'control';

/** One run of a study as its verdict sees it. */
export interface StudyRun {
  readonly id: RunId;
  readonly role: StudyRole;
  readonly seed: number;
  readonly config: Readonly<Record<string, unknown>>;
}

/** A vector over an axis at one step, with the axis' attribute columns by name. values: [elements]. */
export interface AxisVector {
  readonly step: number;
  readonly values: Float64Array;
  readonly attributes: Readonly<Record<string, readonly (number | string | null)[]>>;
}

/** What a verdict may read: the stored measurements of the study's finished runs, nothing else. */
export interface StudyResults {
  readonly runs: readonly StudyRun[];
  /** The series as (step, value) columns in step order. Empty when the metric was not logged. */
  scalars(run: RunId, metric: string): Promise<{ readonly steps: Float64Array; readonly values: Float64Array }>;
  /** The vector at the first or last logged step. Undefined when the metric was not logged. */
  vector(run: RunId, metric: string, at: 'first' | 'last'): Promise<AxisVector | undefined>;
}
