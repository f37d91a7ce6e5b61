import type { Reduction } from '@graticule/numerics';

/** What to read of a series. The same shape as GraphQL's SliceInput. */
export interface SliceRequest {
  /** Both ends inclusive; an absent end is open. */
  readonly steps?: { readonly from?: bigint; readonly to?: bigint };
  /** Per line; 1000 unless given. */
  readonly maxPoints?: number;
  /** ENVELOPE (default): buckets with min, max, mean and count. RAW: points in order, never thinned. LAST: the last point. */
  readonly mode?: SliceMode;
  /** Required for a series with an axis, refused for one without. */
  readonly axis?: AxisReading;
  /** RAW only: superseded and hidden points too, by step and within a step in the order of their writing. */
  readonly history?: boolean;
  /** With history: how many of the first points of the range are left out, to go on within a step (`Slice.nextSkip`). */
  readonly skip?: number;
}

export type SliceMode = 'ENVELOPE' | 'RAW' | 'LAST';

/** How an axis is read: which elements, and what is done along it. */
export interface AxisReading {
  /** Default: all elements, allowed only together with `reduce`. */
  readonly select?: AxisSelect;
  /** An attribute of the axis; one line per distinct value. Needs `reduce`. */
  readonly groupBy?: string;
  /** Without it: one line per selected element. */
  readonly reduce?: Reduction;
  /** A numeric attribute of the axis, or a metric on the same axis read at the same step. For SUM, MEAN and STD. */
  readonly weights?: string;
  /** For QUANTILES: one line per group and quantile, each in 0..1. */
  readonly quantiles?: readonly number[];
}

export type AxisSelect =
  | { readonly indices: readonly number[] }
  | { readonly keys: readonly string[] }
  /** `to` is exclusive. */
  | { readonly range: { readonly from: number; readonly to: number } }
  | { readonly where: AxisWhere }
  | { readonly topK: TopK };

/** A condition on an attribute. Every comparison given must hold; an element whose attribute is null satisfies none but `ne`. */
export interface AxisWhere {
  readonly attribute: string;
  readonly eq?: number | string;
  readonly ne?: number | string;
  readonly lt?: number;
  readonly lte?: number;
  readonly gt?: number;
  readonly gte?: number;
  readonly in?: readonly (number | string)[];
}

/** The k elements that lead at a step. LARGEST_CHANGE ranks by |value at `atStep` − value at `sinceStep`|. Ties go to the lower index. */
export interface TopK {
  readonly k: number;
  readonly by: 'LARGEST' | 'SMALLEST' | 'LARGEST_CHANGE';
  readonly atStep: bigint;
  readonly sinceStep?: bigint;
}
