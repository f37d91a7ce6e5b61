/** A scalar series as columns of one length. Canonical points have one value per step, in step order. */
export interface ScalarPoints {
  readonly steps: BigInt64Array;
  /** Milliseconds since the epoch. */
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** Points that remember which attempt wrote them, so that a later attempt can hide them. */
export interface AttemptPoints extends ScalarPoints {
  readonly attempts: Uint32Array;
}

/** Points that no longer count, in the order in which they ceased to. */
export interface HistoryPoints extends AttemptPoints {
  readonly writers: BigInt64Array;
}
