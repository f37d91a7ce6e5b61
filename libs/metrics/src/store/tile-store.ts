import type { RunKey } from '@graticule/contracts';
import type { Cut, JournalRow } from './metric-store.js';
import type { SeriesRow, StoredTile } from './tile.js';

/** In place of an element: its cells and their presence behind the header of the block, without the trailer. Below −1. */
export const cellsAlone = (element: number): number => -2 - element;

/** Tiles of one metric, level and block that overlap the inclusive range of steps. An absent end is open. */
export interface TileSpan {
  readonly metric: number;
  readonly level: number;
  readonly block: number;
  readonly from?: bigint;
  readonly to?: bigint;
  /**
   * Of a sealed element block: only this element of it (0 … width − 1). The body is then cut down to the header, the cells and
   * the presence of the element, and the trailer (`vector-tile.ts`); a sparse tile comes whole. `cellsAlone(element)`: without the trailer.
   */
  readonly element?: number;
}

export interface SnapshotRequest {
  /** Whose rows of store.series are wanted. */
  readonly series: 'all' | readonly number[];
  readonly tiles: readonly TileSpan[];
  /** The fold that the caller has everything of that it asks for: if it is still the newest, no series and no tiles come. */
  readonly knownFold?: bigint;
  /** Journal rows with a lower or equal id come without their bodies. */
  readonly knownJournal?: bigint;
}

export type TailRow = Omit<JournalRow, 'body'> & {
  /** Absent where the caller said that it knows it. */
  readonly body: Buffer | undefined;
};

export interface FoldedCut extends Cut {
  /** Whether the tiles have been rewritten: what the cut hides has left them. */
  readonly folded: boolean;
}

/** What there is of a run at one instant: read by one statement, so a point is in exactly one place. */
export interface RunSnapshot {
  readonly fold: bigint;
  readonly cuts: readonly FoldedCut[];
  /** Every journal row that is not folded, by (id, writer). */
  readonly journal: readonly TailRow[];
  /** Undefined when `knownFold` is still the newest. */
  readonly series: readonly SeriesRow[] | undefined;
  readonly tiles: readonly StoredTile[] | undefined;
}

/** Equal for two states of a run exactly when nothing has changed between them: no batch, no cut, no fold. */
export type RunStamp = string;

/** The read side of the store. */
export interface TileStore {
  snapshot(run: RunKey, request: SnapshotRequest): Promise<RunSnapshot>;
  /** Of the newest state; undefined for a run that nothing may be written to yet. Runs that are asked about at once share a statement. */
  stamp(run: RunKey): Promise<RunStamp | undefined>;
}
