import type { SeriesRow } from '../store/tile.js';
import type { FoldedCut } from '../store/tile-store.js';
import type { RunRows, StoredGate } from './run-rows.js';
import type { SeriesNumbers } from './scalar-scan.js';
import type { Tell } from './store-problem.js';

/** One series of a run, as a check sees it. */
export interface SeriesUnderCheck {
  readonly rows: RunRows;
  readonly metric: number;
  /** Undefined: there are tiles and no summary. */
  readonly row: SeriesRow | undefined;
  readonly gate: StoredGate;
  readonly cuts: readonly FoldedCut[];
  readonly tell: Tell;
}

/** What its tiles say that the summary is. scale: the largest magnitude of a finite value. */
export interface Examined {
  readonly numbers: SeriesNumbers;
  readonly scale: number;
}
