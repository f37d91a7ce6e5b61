import type { RunKey } from '@graticule/contracts';
import { BoundedCache } from '../store/bounded-cache.js';
import { BLOCK, LEVEL, type StoredTile } from '../store/tile.js';
import type { TileSpan } from '../store/tile-store.js';
import { emptyPoints, joinPoints } from '../tiles/merge-points.js';
import type { AttemptPoints } from '../tiles/points.js';
import { DecodedTiles } from './decoded-tiles.js';
import type { StepRange } from './held-tiles.js';
import type { RunJournal } from './run-journal.js';
import type { RunView } from './run-view.js';
import { canonicalPoints, pointsWithin } from './scalar-points.js';
import { type Seen, settledView, type Wanted } from './settled-view.js';
import type { RunViews } from './run-views.js';

const CACHED_TAIL_BYTES = 64 * 1024 * 1024;
const BYTES_PER_POINT = 28;

/** Where the numbers of scalar series come from: views of runs, tiles decoded, tails sorted; each remembered. */
export class ScalarSource {
  readonly tiles = new DecodedTiles();
  private readonly tails = new BoundedCache<string, { readonly of: RunJournal; readonly points: AttemptPoints }>(
    CACHED_TAIL_BYTES,
  );

  constructor(private readonly views: RunViews) {}

  /** A view with the row of the series and these of its tiles. */
  async look(run: RunKey, metric: number, asked: readonly TileSpan[]): Promise<Seen> {
    return { view: await this.views.read(run, { series: [metric], tiles: asked }), asked };
  }

  /** A view with the tiles that it wants itself. */
  settled(wanted: Wanted): Promise<Seen> {
    return settledView(this.views, wanted);
  }

  /** The canonical points of the tail. */
  tail(view: RunView, metric: number): AttemptPoints {
    const key = `${view.run} ${metric}`;
    const known = this.tails.get(key);
    if (known?.of === view.tail) return known.points;
    const points = canonicalPoints(view.tail, metric);
    this.tails.set(key, { of: view.tail, points }, points.steps.length * BYTES_PER_POINT + 200);
    return points;
  }

  /** Canonical points within a range, exact where every tile of level 0 that overlaps `read` has been asked for. */
  points(
    view: RunView,
    metric: number,
    { range, read = [range] }: { readonly range: StepRange; readonly read?: readonly StepRange[] },
  ): AttemptPoints {
    const folded = this.folded(view, dataTiles(view, metric, read));
    return pointsWithin(folded, this.tail(view, metric), { range, cuts: view.foldedCuts ? [] : view.cuts });
  }

  folded(view: RunView, tiles: readonly StoredTile[]): AttemptPoints {
    return tiles.length === 0 ? emptyPoints(0) : joinPoints(tiles.map((tile) => this.tiles.points(view, tile)));
  }
}

/** The tiles of level 0 that overlap one of the ranges, by step. */
export function dataTiles(view: RunView, metric: number, ranges: readonly StepRange[]): readonly StoredTile[] {
  return view.tiles(metric, LEVEL.data, BLOCK.first).filter((tile) => overlaps(tile, ranges));
}

export function overlaps(
  { lo, hi }: { readonly lo: bigint; readonly hi: bigint },
  ranges: readonly StepRange[],
): boolean {
  return ranges.some(({ from, to }) => lo <= to && hi >= from);
}

/** The spans of one level of a scalar series. */
export function spansAt(metric: number, level: number, ranges: readonly StepRange[]): TileSpan[] {
  return ranges.map(({ from, to }) => ({ metric, level, block: BLOCK.first, from, to }));
}
