import type { RunKey } from '@graticule/contracts';
import type { ColumnTrailer } from '../tiles/column-trailer.js';
import type { StoredVector } from '../tiles/vector-open.js';
import type { Seen } from './settled-view.js';
import type { VectorPiece } from './journal-log.js';

/** A sealed column: its trailer, and which rows of store.tile it is. */
export interface Column extends ColumnTrailer {
  readonly lo: bigint;
  /** The fold that wrote its cells: while it is the same, so are they. */
  readonly gen: bigint;
  readonly hi: bigint;
  readonly n: number;
}

/** A vector in a column. */
export interface ColumnVector {
  readonly column: Column;
  readonly position: number;
}

/**
 * All of an axis series but the cells of its columns, at one instant. Columns neither overlap each other nor the open vectors, and
 * no step is twice in them.
 */
export interface VectorSeries {
  readonly run: RunKey;
  readonly fold: bigint;
  readonly metric: number;
  /** By step. */
  readonly columns: readonly Column[];
  /** By step. */
  readonly open: readonly StoredVector[];
  /** What is not folded yet, in the order of writing, hidden pieces too. */
  readonly tail: readonly VectorPiece[];
  /** Whether what is folded may hold vectors that a cut hides. */
  readonly folded: 'clean' | 'with hidden vectors';
  hiddenFrom(attempt: number): bigint | undefined;
  /** What it was read from. */
  readonly seen: Seen;
}

export function isHidden(series: VectorSeries, attempt: number, step: bigint): boolean {
  const from = series.hiddenFrom(attempt);
  return from !== undefined && step >= from;
}
