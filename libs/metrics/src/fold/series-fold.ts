import type { NewTile, SeriesRow, StoredTile, TileKey } from '../store/tile.js';
import type { TileSpan } from '../store/tile-store.js';

/** Tiles that a fold has to see. `last`: only so many of them, those with the highest steps. */
export interface TileNeed extends TileSpan {
  readonly last?: number;
}

/** What becomes of points that no longer count. A fork drops what is beyond its first step: it never was its own. */
export type Ceased = 'to history' | 'dropped';

/** What folding did to one series: rows that go, rows that come, and its summary. */
export interface SeriesChange {
  readonly remove: readonly TileKey[];
  readonly add: readonly NewTile[];
  readonly series: SeriesRow;
}

/**
 * The fold of one series, in two strides so that the tiles of all series are read together: `needs` says which tiles beyond the
 * open ones it has to see; `change` gets them and says what becomes of the series.
 */
export interface SeriesFold {
  needs(): readonly TileNeed[];
  change(tiles: readonly StoredTile[]): SeriesChange;
}
