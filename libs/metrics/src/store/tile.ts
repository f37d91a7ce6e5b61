/** Levels of store.tile: history, data, and the pyramid over it. */
export const LEVEL = { history: -1, data: 0 } as const;

/** Points per entry of the pyramid's levels 1 to 5, of a scalar series. */
export const POINTS_PER_ENTRY = [16, 64, 256, 1024, 4096] as const;

/** Points of a sealed tile. */
export const TILE_POINTS = 4096;

/** Which rows of store.tile belong to what, in `blk`. Element blocks of a sealed column count up from 0. */
export const BLOCK = {
  /** Points and pyramid of a scalar series; the first element block of an axis series. */
  first: 0,
  /** Vectors of an axis series that wait for enough others to be laid out by element. */
  open: -1,
  /** Group reductions: the grouping at place g of the axis version is in block −2 − g. */
  firstGrouping: -2,
} as const;

/** A row of store.tile. [lo, hi]: first and last step within; n: points, vectors or entries. */
export interface StoredTile {
  readonly metric: number;
  readonly level: number;
  readonly block: number;
  readonly lo: bigint;
  /** The fold that wrote it. */
  readonly gen: bigint;
  readonly hi: bigint;
  readonly n: number;
  readonly body: Buffer;
  /** Set when `body` is cut down to one element of the block (`TileSpan.element`). */
  readonly element?: number;
}

/** A tile that a fold is about to write; the fold knows its gen. */
export type NewTile = Omit<StoredTile, 'gen' | 'body' | 'element'> & { readonly body: Uint8Array };

export type TileKey = Pick<StoredTile, 'metric' | 'level' | 'block' | 'lo' | 'gen'>;

/** A row of store.series: exact for what is folded. `n` 0: bound to an axis version, nothing folded. */
export interface SeriesRow {
  readonly metric: number;
  readonly axisVersion: number | null;
  readonly n: bigint;
  readonly nonFinite: bigint;
  readonly firstNonFiniteStep: bigint | null;
  readonly firstStep: bigint | null;
  readonly first: number | null;
  readonly lastStep: bigint;
  readonly last: number | null;
  readonly min: number | null;
  readonly argmin: bigint | null;
  readonly max: number | null;
  readonly argmax: bigint | null;
  /** Over the finite values. */
  readonly mean: number | null;
  /** Tiles of level 0 with lo ≤ sealedHi are sealed, the others open. */
  readonly sealedHi: bigint | null;
  readonly sealedN: bigint;
}
