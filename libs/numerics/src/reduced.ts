/** What a reduction gives back. `count` values entered it, `nanCount` were skipped; `value` is NaN when nothing entered. */
export interface Reduced {
  readonly value: number;
  readonly count: number;
  readonly nanCount: number;
}

/** The reductions along an axis, by their names on the wire. */
export type Reduction = 'SUM' | 'MEAN' | 'MIN' | 'MAX' | 'STD' | 'COUNT' | 'QUANTILES';

/** One number per group. values [groupCount]; counts [groupCount] says from how many elements each was made. */
export interface GroupReduced {
  readonly values: Float64Array;
  readonly counts: Float64Array;
}
