import type { ProblemItem } from './error-codes.js';

/** A batch in which metrics go by name, as the JSON forms carry it. The server finds or declares their ids. */
export interface NamedBatch {
  /** Both or neither: without them a batch is stored at least once. */
  readonly writer?: bigint;
  readonly sequence?: bigint;
  readonly groups: readonly NamedGroup[];
  readonly vectors: readonly NamedVector[];
}

/** Scalars at the same steps. steps [nSteps]; times [nSteps], ms, absent where the server's clock decides; every column [nSteps]. */
export interface NamedGroup {
  readonly steps: BigInt64Array;
  readonly times?: Float64Array;
  readonly values: ReadonlyMap<string, Float64Array>;
}

/** elements: absent for a dense vector, else the ids of the present elements, strictly ascending. */
export interface NamedVector {
  readonly metric: string;
  /** Id of the axis version. */
  readonly axis: number;
  readonly step: bigint;
  readonly time?: number;
  readonly values: Float64Array;
  readonly elements?: Uint32Array;
}

export type ParsedBatch =
  | { readonly kind: 'batch'; readonly batch: NamedBatch }
  | { readonly kind: 'malformed'; readonly problems: readonly ProblemItem[] };
