import { decodeFrame, type Frame, type RunKey } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import type { PoolClient } from 'pg';
import type { AxisRegistry } from '../dictionary/axis-registry.js';
import type { AxisVersion } from '../dictionary/axis-version.js';
import { FoldStore, type Portion } from '../store/fold-store.js';
import { inTransaction } from '../store/in-transaction.js';
import type { JournalRow } from '../store/metric-store.js';
import type { PoolOf } from '../store/pool-of.js';
import { BLOCK, LEVEL, type SeriesRow, type StoredTile, TILE_POINTS } from '../store/tile.js';
import { ScalarFold } from './scalar-fold.js';
import type { Ceased, SeriesChange, SeriesFold } from './series-fold.js';
import { type FreshVector, VectorFold, type VectorsFolded } from './vector-fold.js';
import { type WrittenPiece, writtenPoints } from './written-points.js';

export type FoldOutcome =
  | { readonly kind: 'folded'; readonly batches: number; readonly points: number }
  | { readonly kind: 'nothing' }
  /** Another folder has the run. */
  | { readonly kind: 'busy' };

/** Bodies that one fold takes in: it bounds the memory and the length of its transaction. */
const PORTION_BYTES = 16 * 1024 * 1024;
/** Scalar series that are in memory at once, and about how many of their points. */
const AT_ONCE = { series: 500, points: 500_000 } as const;
/** Of one series a fold reads the open points, or a sealed tile that late ones fall into. */
const TOUCHED_POINTS = 2 * TILE_POINTS;
const HIGHEST = 2n ** 63n - 1n;

/**
 * Packs the journal of a run into tiles. Invariants: a batch is in the journal or in the tiles, never in both or in neither, for
 * whoever reads in one statement; a fold that fails changes nothing; any number of folders may try the same run, one does it.
 */
export class Folder {
  constructor(
    private readonly poolOf: PoolOf,
    private readonly axes: AxisRegistry,
  ) {}

  /** Folds one portion. Ask again until there is nothing. */
  async fold(run: RunKey): Promise<FoldOutcome> {
    return inTransaction<FoldOutcome>(this.poolOf(run), async (client) => {
      const result = await this.foldOnce(new FoldStore(client, run), 'to history');
      return { end: result.kind === 'folded' ? 'commit' : 'roll back', result };
    });
  }

  /** Folds all of a run that this transaction has copied, until its tiles follow every cut. See `RunFork`. */
  async settleFork(client: PoolClient, run: RunKey): Promise<void> {
    const store = new FoldStore(client, run);
    while ((await this.foldOnce(store, 'dropped')).kind === 'folded');
  }

  private async foldOnce(store: FoldStore, ceased: Ceased): Promise<FoldOutcome> {
    const gate = await store.lock();
    if (gate === undefined) return { kind: 'busy' };
    const portion = await store.portion(PORTION_BYTES);
    const pending = portion.cuts.some(({ folded }) => !folded);
    const packs = gate.ended && !gate.packed;
    if (portion.rows.length === 0 && !pending && !packs) return { kind: 'nothing' };
    return this.foldPortion(store, portion, { ended: gate.ended, ceased });
  }

  private async foldPortion(store: FoldStore, portion: Portion, run: Circumstances): Promise<FoldOutcome> {
    const fresh = freshOf(portion.rows);
    // A portion of less than its bound took everything there was. Of a run that has ended the rest is sealed with the last portion.
    const isWhole = portion.rows.reduce((bytes, { body }) => bytes + body.length, 0) < PORTION_BYTES;
    const ended = run.ended && isWhole;
    const everything = ended || portion.cuts.some(({ folded }) => !folded);
    const series = await this.seriesOf(store, everything ? 'all' : [...fresh.scalars.keys(), ...fresh.vectors.keys()]);
    const material = { fresh, series, portion, ended, ceased: run.ceased };
    await this.foldScalars(store, material);
    const axes = new Map<number, AxisVersion>();
    const vectors = await this.foldVectors(store, material, axes);
    const isComplete = ended && vectors.every((folded) => folded.isComplete);
    await store.write({ rows: portion.rows, cuts: portion.cuts, isComplete });
    if (await this.haveGrown([...axes.values()])) await store.unpack();
    return { kind: 'folded', batches: portion.rows.length, points: fresh.points };
  }

  private async seriesOf(
    store: FoldStore,
    metrics: 'all' | readonly number[],
  ): Promise<ReadonlyMap<number, SeriesRow>> {
    const { series = [] } = await store.read({ series: metrics, tiles: [] });
    return new Map(series.map((row) => [row.metric, row]));
  }

  /** Some series after the others, each lot written before the next is read: a run may have a hundred thousand. */
  private async foldScalars(store: FoldStore, material: Material): Promise<void> {
    const metrics = metricsOf(material).filter((metric) => !isVector(metric, material));
    for (const lot of lotsOf(metrics, material)) {
      const folds = await this.foldsOf(store, lot, material);
      const tiles = byMetric(await store.tiles(folds.flatMap(({ fold }) => fold.needs())));
      const changes = folds.map(({ metric, fold }): SeriesChange => fold.change(tiles.get(metric) ?? []));
      await store.replace(
        changes.flatMap(({ remove }) => remove),
        changes.flatMap(({ add }) => add),
      );
      await store.upsertSeries(
        changes.map((change) => change.series),
        asOf(material.portion),
      );
    }
  }

  private async foldsOf(store: FoldStore, metrics: readonly number[], material: Material): Promise<readonly Fold[]> {
    const { fresh, series, portion, ended, ceased } = material;
    const spans = metrics.flatMap((metric) => {
      const beyond = openFrom(series.get(metric));
      return beyond === undefined ? [] : [{ metric, level: LEVEL.data, block: BLOCK.first, ...beyond }];
    });
    const open = byMetric((await store.read({ series: [], tiles: spans })).tiles ?? []);
    return metrics.map((metric): Fold => {
      const points = writtenPoints(fresh.scalars.get(metric) ?? []);
      const input = { row: series.get(metric), open: open.get(metric) ?? [], cuts: portion.cuts, ended, ceased };
      return { metric, fold: new ScalarFold({ metric, ...input, fresh: points }) };
    });
  }

  /** One series after the other: each writes its tiles as it makes them. */
  private async foldVectors(
    store: FoldStore,
    { fresh, series, portion, ended, ceased }: Material,
    axes: Map<number, AxisVersion>,
  ): Promise<VectorsFolded[]> {
    const folded: VectorsFolded[] = [];
    for (const metric of metricsOf({ fresh, series }).filter((each) => isVector(each, { fresh, series }))) {
      const vectors = fresh.vectors.get(metric) ?? [];
      const row = series.get(metric);
      const id = row?.axisVersion ?? vectors[0]?.group.axisVersion ?? 0;
      const axis = axes.get(id) ?? (await this.axisOf(id));
      axes.set(id, axis);
      const input = { metric, axis, row, fresh: vectors, cuts: portion.cuts, ended, ceased };
      folded.push(await new VectorFold(store, input).fold());
    }
    await store.upsertSeries(
      folded.map((vectors) => vectors.series),
      asOf(portion),
    );
    return folded;
  }

  /**
   * Whether a grouping was declared meanwhile. Asked when the gate is locked by the fold: a declaration that comes later waits for
   * its commit and then brings the run back itself.
   */
  private async haveGrown(axes: readonly AxisVersion[]): Promise<boolean> {
    for (const axis of axes) if ((await this.axes.refreshed(axis)) !== axis) return true;
    return false;
  }

  /** With the groupings declared by now. */
  private async axisOf(id: number): Promise<AxisVersion> {
    const axis = await this.axes.byId(id);
    if (axis === undefined) throw new AppError('INTERNAL', `axis version ${id} is gone`);
    return this.axes.refreshed(axis);
  }
}

interface Fold {
  readonly metric: number;
  readonly fold: SeriesFold;
}

interface Fresh {
  readonly scalars: ReadonlyMap<number, WrittenPiece[]>;
  readonly vectors: ReadonlyMap<number, FreshVector[]>;
  readonly points: number;
}

function metricsOf({ fresh, series }: Pick<Material, 'fresh' | 'series'>): readonly number[] {
  return [...new Set([...series.keys(), ...fresh.scalars.keys(), ...fresh.vectors.keys()])];
}

function isVector(metric: number, { fresh, series }: Pick<Material, 'fresh' | 'series'>): boolean {
  return fresh.vectors.has(metric) || series.get(metric)?.axisVersion != null;
}

interface Circumstances {
  readonly ended: boolean;
  readonly ceased: Ceased;
}

interface Material extends Circumstances {
  readonly fresh: Fresh;
  readonly series: ReadonlyMap<number, SeriesRow>;
  readonly portion: Portion;
}

function* lotsOf(metrics: readonly number[], { fresh, series }: Material): Generator<readonly number[]> {
  let lot: number[] = [];
  let points = 0;
  for (const metric of metrics) {
    const pieces = fresh.scalars.get(metric) ?? [];
    const known = Math.min(TOUCHED_POINTS, Number(series.get(metric)?.n ?? 0n));
    const own = pieces.reduce((sum, { group }) => sum + group.steps.length, known);
    if (lot.length === AT_ONCE.series || (lot.length > 0 && points + own > AT_ONCE.points)) {
      yield lot;
      [lot, points] = [[], 0];
    }
    lot.push(metric);
    points += own;
  }
  if (lot.length > 0) yield lot;
}

/** What the batches hold, by metric, in the order of the journal. */
function freshOf(rows: readonly JournalRow[]): Fresh {
  const scalars = new Map<number, WrittenPiece[]>();
  const vectors = new Map<number, FreshVector[]>();
  let points = 0;
  for (const { id, writer, attempt, body } of rows) {
    const frame = frameOf(id, writer, body);
    for (const group of frame.scalars) {
      group.metrics.forEach((metric, key) => listOf(scalars, metric).push({ attempt, writer, group, key }));
      points += group.values.length;
    }
    for (const group of frame.vectors) {
      listOf(vectors, group.metric).push({ attempt, writer, group });
      points += group.values.length;
    }
  }
  return { scalars, vectors, points };
}

function frameOf(id: bigint, writer: bigint, body: Uint8Array): Frame {
  const decoded = decodeFrame(body);
  if (decoded.kind === 'frame') return decoded.frame;
  const where = `journal row ${id} of writer ${writer}`;
  throw new AppError('INTERNAL', `${where} cannot be read: ${decoded.detail} at byte ${decoded.at}`);
}

function listOf<T>(lists: Map<number, T[]>, metric: number): T[] {
  const found = lists.get(metric) ?? [];
  if (found.length === 0) lists.set(metric, found);
  return found;
}

function byMetric(tiles: readonly StoredTile[]): ReadonlyMap<number, StoredTile[]> {
  const found = new Map<number, StoredTile[]>();
  for (const tile of tiles) listOf(found, tile.metric).push(tile);
  return found;
}

/** Open tiles lie beyond the sealed ones. Undefined: no step does. */
function openFrom(row: SeriesRow | undefined): { readonly from?: bigint } | undefined {
  if (row?.sealedHi == null) return {};
  return row.sealedHi === HIGHEST ? undefined : { from: row.sealedHi + 1n };
}

function asOf({ asOfMicros = 0n }: Portion): Date {
  return new Date(Number(asOfMicros / 1000n));
}
