import type { RunKey } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import { BoundedCache } from '../store/bounded-cache.js';
import { BLOCK, LEVEL, type StoredTile } from '../store/tile.js';
import type { TileSpan } from '../store/tile-store.js';
import { CorruptTile } from '../tiles/corrupt-tile.js';
import { decodeElement } from '../tiles/vector-tile.js';
import { decodeOpen, decodeVectorHistory, type StoredVector } from '../tiles/vector-open.js';
import { byPlace } from './held-tiles.js';
import { placeOf, type RunView } from './run-view.js';
import type { RunViews } from './run-views.js';
import type { Seen } from './settled-view.js';
import type { Column, VectorSeries } from './vector-series.js';

const CACHED_BYTES = 64 * 1024 * 1024;
const BYTES_PER_VECTOR = 24;
const BASE_WEIGHT = 1000;

/** A fold changed, between two reads of one answer, what was read first: the answer starts again. */
export class RunMoved extends Error {
  override readonly name = 'RunMoved';
}

/** Which rows of which columns. */
interface ColumnRows {
  readonly places: readonly TilePlace[];
  readonly columns: readonly Column[];
}

export type TilePlace = Omit<TileSpan, 'from' | 'to'>;

type Folded = Pick<VectorSeries, 'columns' | 'open'>;

/** The tiles of axis series, decoded. Where vectors lie is remembered until a fold moves them; their cells are not. */
export class VectorTiles {
  private readonly layouts = new BoundedCache<string, { readonly fold: bigint; readonly folded: Folded }>(CACHED_BYTES);

  constructor(private readonly views: RunViews) {}

  /** A view with the rows of some metrics, where their vectors lie, and tiles that the answer will probably need. */
  async look(run: RunKey, metrics: readonly number[], ahead: readonly TileSpan[] = []): Promise<Seen> {
    const asked = [...metrics.flatMap(layoutOf), ...ahead];
    return { view: await this.views.read(run, { series: metrics, tiles: asked }), asked };
  }

  /** The series as what was looked at shows it. */
  series(seen: Seen, metric: number): VectorSeries {
    const { view } = seen;
    const { run, fold, tail } = view;
    return {
      seen,
      run,
      fold,
      metric,
      ...this.folded(view, metric),
      tail: tail.vectorPieces(metric),
      folded: view.foldedCuts ? 'clean' : 'with hidden vectors',
      hiddenFrom: (attempt) => tail.hiddenFrom(attempt),
    };
  }

  /**
   * Rows of columns, as they are in the series: those that came with it, else those of another statement. A run that goes on is folded
   * all the time, and a sealed column changes seldom: a newer fold that left these as they were is as good. Throws `RunMoved` when it
   * did not. columns: by step.
   */
  async read(series: VectorSeries, { places, columns }: ColumnRows): Promise<RunView> {
    const [first, last] = [columns[0], columns.at(-1)];
    if (first === undefined || last === undefined || isHeld(series.seen, { places, columns })) return series.seen.view;
    const { run, fold, metric } = series;
    const range = { from: first.lo, to: last.hi };
    const tiles = [...places.map((place) => ({ ...place, ...range })), { ...firstElementOf(metric), ...range }];
    const view = await this.views.read(run, { series: [], tiles });
    if (view.fold !== fold && !areThere(view, metric, columns)) throw new RunMoved();
    return view;
  }

  /** What a tile holds. One that cannot be read is said to be so by name; the other series of the run stay readable. */
  intact<T>(run: RunKey, { metric, level, block, lo, gen }: StoredTile, decode: () => T): T {
    try {
      return decode();
    } catch (error) {
      if (!(error instanceof CorruptTile)) throw error;
      const name = `the tile of metric ${metric} of run ${run} at level ${level}, block ${block}, step ${lo}, fold ${gen}`;
      throw new AppError('INTERNAL', `${name} cannot be read: ${error.message}`, { cause: error });
    }
  }

  /** What ceased to count before it was folded, in the order in which it did. */
  async history({ run, fold, metric }: VectorSeries): Promise<readonly StoredVector[]> {
    const tiles = [{ metric, level: LEVEL.history, block: BLOCK.first }];
    const view = await this.views.read(run, { series: [], tiles });
    // What a later fold sent here still counts in the series as it was.
    if (view.fold !== fold) throw new RunMoved();
    return view
      .tiles(metric, LEVEL.history, BLOCK.first)
      .toSorted((a, b) => (a.gen < b.gen ? -1 : a.gen > b.gen ? 1 : a.block - b.block))
      .flatMap((tile) => this.intact(run, tile, () => decodeVectorHistory(tile.body, tile.n)));
  }

  private folded(view: RunView, metric: number): Folded {
    const key = `${view.run} ${metric}`;
    const known = this.layouts.get(key);
    if (known?.fold === view.fold) return known.folded;
    const open = view
      .tiles(metric, LEVEL.data, BLOCK.open)
      .flatMap((tile) => this.intact(view.run, tile, () => decodeOpen(tile.body, tile.n)));
    const columns = view.tiles(metric, LEVEL.data, BLOCK.first, 0).map((tile): Column => {
      const { trailer } = this.intact(view.run, tile, () => decodeElement(tile.body, tile.n, 0));
      return { ...trailer, lo: tile.lo, gen: tile.gen, hi: tile.hi, n: tile.n };
    });
    const weight =
      columns.reduce((sum, { n }) => sum + n * BYTES_PER_VECTOR + BASE_WEIGHT, BASE_WEIGHT) +
      open.reduce(
        (sum, { group }) => sum + group.values.byteLength + (group.elements?.byteLength ?? 0) + BASE_WEIGHT,
        0,
      );
    this.layouts.set(key, { fold: view.fold, folded: { columns, open } }, weight);
    return { columns, open };
  }
}

/** A span brings every tile that it overlaps. */
function isHeld({ asked }: Seen, { places, columns }: ColumnRows): boolean {
  const held = byPlace(asked);
  return places.every((place) => {
    const ranges = held.get(placeOf(place))?.ranges ?? [];
    return columns.every(({ lo, hi }) => ranges.some(({ from, to }) => from <= hi && to >= lo));
  });
}

/** Of every column one element: its trailer says where the others are. */
const firstElementOf = (metric: number) => ({ metric, level: LEVEL.data, block: BLOCK.first, element: 0 });

/** The open vectors, and where those of columns are. */
function layoutOf(metric: number): readonly TileSpan[] {
  return [{ metric, level: LEVEL.data, block: BLOCK.open }, firstElementOf(metric)];
}

/** Whether the columns are still the same. */
function areThere(view: RunView, metric: number, columns: readonly Column[]): boolean {
  const { level, block, element } = firstElementOf(metric);
  const gens = new Map(view.tiles(metric, level, block, element).map(({ lo, gen }) => [lo, gen]));
  return columns.every(({ lo, gen }) => gens.get(lo) === gen);
}
