import type { Dtype } from './dtype.js';

/** One batch. Scalars that share steps and times form a group; a vector group is one metric over its axis at one step. */
export interface Frame {
  /** 63 random bits of the sender: 0 ≤ writer < 2^63. */
  readonly writer: bigint;
  /** 1 for the writer's first batch, then one more for each. */
  readonly sequence: bigint;
  readonly scalars: readonly ScalarGroup[];
  readonly vectors: readonly VectorGroup[];
}

/**
 * Metrics logged together. metrics [nKeys], all different; steps [nSteps] in any order; times [nSteps], ms since 1970;
 * values [nKeys * nSteps], key-major: value of metric k at row s is `values[k * nSteps + s]`.
 */
export interface ScalarGroup {
  readonly metrics: Uint32Array;
  readonly steps: BigInt64Array;
  readonly times: Float64Array;
  /** How the values are written: `f64` as Float64Array, every other as Float32Array, which holds them exactly. */
  readonly dtype: Dtype;
  readonly values: Float64Array | Float32Array;
}

/** One metric over its axis at one step. */
export interface VectorGroup {
  readonly metric: number;
  readonly axisVersion: number;
  readonly step: bigint;
  readonly time: number;
  readonly dtype: Dtype;
  /** Undefined for a dense vector, else the ids of the present elements, strictly ascending. */
  readonly elements: Uint32Array | undefined;
  readonly values: Float64Array | Float32Array;
}

/** points: how many numbers the frame holds, nKeys × nSteps of each scalar group and n of each vector. */
export type DecodedFrame =
  | { readonly kind: 'frame'; readonly frame: Frame; readonly points: number }
  | { readonly kind: 'malformed'; readonly at: number; readonly detail: string };
