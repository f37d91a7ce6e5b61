import type { RunKey } from '@graticule/contracts';
import type { StepRange } from './held-tiles.js';
import type { Seen } from './settled-view.js';
import type { Slice } from './slice.js';

/** A request for a scalar series that has been checked. */
export interface ScalarQuestion {
  readonly run: RunKey;
  readonly metric: number;
  readonly range: StepRange;
  /** Points or buckets of the answer, at most. */
  readonly limit: number;
  /** Of history: points at the beginning of the range that are left out. */
  readonly skip: number;
  /** A view that was read for this question already. */
  readonly seen?: Seen | undefined;
}

/** `seen`: what the answer was made from; it holds as long as the state of the run does. */
export interface Answer {
  readonly seen: Seen;
  readonly slice: Slice;
}
