import type { ProblemItem } from '@graticule/contracts';

/**
 * The answer to a read: columns that share `steps`. Every column of every line has the length of `steps`. ENVELOPE: bucket b holds
 * exactly the points from `steps[b]` up to, not including, `steps[b + 1]`; the last bucket those up to the end of the range.
 */
export interface Slice {
  readonly kind: 'slice';
  /** RAW and LAST: the steps of the points. ENVELOPE: the first step present in each bucket. */
  readonly steps: BigInt64Array;
  readonly lines: readonly Line[];
  /** Where to go on reading; null when nothing is left. RAW only. */
  readonly nextStep: bigint | null;
  /** With history: how many points of `nextStep` this answer and those before it had; 0 when it begins with the next one. */
  readonly nextSkip: number;
  /**
   * The nominal width of a bucket in steps; 0 when each point is its own. A long series is read in pieces of up to a few thousand points,
   * and a piece is in the bucket of its first step: a bucket may reach into the width of the next.
   */
  readonly resolution: number;
  /**
   * False: points that came late, were logged again or are hidden by a later attempt have not been worked into the pieces that
   * this ENVELOPE was made from. RAW and LAST are always exact.
   */
  readonly exact: boolean;
  /** Points (of an axis: vectors) of the series within the requested steps. */
  readonly pointsTotal: bigint;
  /** Points, and pieces of several points, from which this answer was made. */
  readonly pointsRead: bigint;
}

export interface Line {
  /** Null for a scalar and for a reduction. */
  readonly element: { readonly index: number; readonly key: string } | null;
  /** The value of the grouping attribute; null where nothing is grouped. */
  readonly group: string | null;
  readonly quantile?: number;
  /**
   * RAW, LAST: the values as logged. ENVELOPE: of each bucket, the points from its step up to that of the next, the mean of the numbers;
   * NaN where there is none.
   */
  readonly values: Float64Array;
  /** ENVELOPE only. */
  readonly min?: Float64Array;
  /** ENVELOPE only. */
  readonly max?: Float64Array;
  /** ENVELOPE: numbers (not NaN) in the bucket. Element lines of RAW and LAST: 1 where a value was logged, 0 where it was not. */
  readonly count?: Float64Array;
  /** Milliseconds since the epoch; RAW and LAST only. */
  readonly times?: Float64Array;
}

export interface Unreadable {
  readonly kind: 'invalid';
  readonly problems: readonly ProblemItem[];
}
