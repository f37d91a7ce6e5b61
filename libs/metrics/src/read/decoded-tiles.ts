import { AppError } from '@graticule/platform';
import { BoundedCache } from '../store/bounded-cache.js';
import type { StoredTile } from '../store/tile.js';
import { CorruptTile } from '../tiles/corrupt-tile.js';
import { decodeEntries, type Entries } from '../tiles/entries.js';
import { decodeHistory, decodePoints } from '../tiles/point-tile.js';
import type { AttemptPoints, HistoryPoints } from '../tiles/points.js';
import type { RunView } from './run-view.js';

const CACHED_BYTES = 64 * 1024 * 1024;
const BYTES_PER_POINT = 28;
const BYTES_PER_ENTRY = 112;

/** Tiles of scalar series as columns. A tile that is read again and again is decoded once. */
export class DecodedTiles {
  private readonly kept: BoundedCache<StoredTile, AttemptPoints>;
  private readonly keptEntries: BoundedCache<StoredTile, Entries>;

  constructor(cacheBytes: number = CACHED_BYTES) {
    this.kept = new BoundedCache(cacheBytes);
    this.keptEntries = new BoundedCache(cacheBytes);
  }

  points(view: RunView, tile: StoredTile): AttemptPoints {
    const known = this.kept.get(tile);
    if (known !== undefined) return known;
    const points = intact(view, tile, () => decodePoints(tile.body, tile.n));
    this.kept.set(tile, points, tile.n * BYTES_PER_POINT);
    return points;
  }

  entries(view: RunView, tile: StoredTile): Entries {
    const known = this.keptEntries.get(tile);
    if (known !== undefined) return known;
    const entries = intact(view, tile, () => decodeEntries(tile.body, tile.n));
    this.keptEntries.set(tile, entries, tile.n * BYTES_PER_ENTRY);
    return entries;
  }

  history(view: RunView, tile: StoredTile): HistoryPoints {
    return intact(view, tile, () => decodeHistory(tile.body, tile.n));
  }
}

/** A tile that cannot be read is said to be so by name; the other series of the run stay readable. */
function intact<T>({ run }: RunView, { metric, level, block, lo, gen }: StoredTile, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    if (!(error instanceof CorruptTile)) throw error;
    const tile = `the tile of metric ${metric} of run ${run} at level ${level}, block ${block}, step ${lo}, fold ${gen}`;
    throw new AppError('INTERNAL', `${tile} cannot be read: ${error.message}`, { cause: error });
  }
}
