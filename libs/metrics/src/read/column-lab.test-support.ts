import { encodeFrame, runKey, type VectorGroup } from '@graticule/contracts';
import type { AxisVersion } from '../dictionary/axis-version.js';
import { axisGrouping } from '../dictionary/axis-grouping.js';
import { BLOCK, LEVEL, type SeriesRow, type StoredTile } from '../store/tile.js';
import { stampOf } from '../store/run-stamp.js';
import type {
  FoldedCut,
  RunSnapshot,
  RunStamp,
  SnapshotRequest,
  TailRow,
  TileSpan,
  TileStore,
} from '../store/tile-store.js';
import { encodeOpen, encodeVectorHistory, type HistoryVector, type StoredVector } from '../tiles/vector-open.js';
import { groupRow } from '../tiles/group-stats.js';
import { encodeGroupRow } from '../tiles/group-tile.js';
import { encodeBlock } from '../tiles/vector-block.js';
import { vectorColumn } from '../tiles/vector-column.js';
import { blocksOf } from '../tiles/vector-layout.js';
import { encodeVectorEntries, PYRAMID_WIDTH, VECTORS_PER_ENTRY } from '../tiles/vector-pyramid.js';
import { cutBody } from './cut-body.test-support.js';

export const RUN = runKey(7n);

/** A vector as cells, null where nothing was logged. */
export type Cells = readonly (number | null)[];

export interface LabVector {
  readonly step: bigint;
  readonly attempt: number;
  readonly time: number;
  readonly cells: Cells;
}

function groupOf(metric: number, { step, time, cells }: Omit<LabVector, 'attempt'>): VectorGroup {
  const elements = [...cells.keys()].filter((e) => cells[e] !== null);
  const values = Float64Array.from(elements, (e) => cells[e]!);
  const ids = elements.length === cells.length ? undefined : Uint32Array.from(elements);
  return { metric, axisVersion: 1, step, time, dtype: 'f64', elements: ids, values };
}

/** A run whose rows are in memory: it answers snapshots as the port says. */
export class LabRun implements TileStore {
  fold = 1n;
  cuts: FoldedCut[] = [];
  readonly asked: TileSpan[] = [];
  /** Called before each snapshot. */
  beforeRead = () => {};
  tiles: StoredTile[] = [];
  series: SeriesRow[] = [];
  private rows: TailRow[] = [];

  constructor(readonly axis: AxisVersion) {}

  write(metric: number, vector: LabVector): void {
    const id = BigInt(this.rows.length + 1);
    const frame = { writer: 1n, sequence: id, scalars: [], vectors: [groupOf(metric, vector)] };
    this.rows.push({ id, writer: 1n, attempt: vector.attempt, body: Buffer.from(encodeFrame(frame)) });
  }

  forget(): void {
    this.rows = [];
  }

  row(metric: number, vectors: readonly LabVector[]): void {
    const wild = vectors.map(({ cells }) => cells.filter((cell) => cell !== null && !Number.isFinite(cell)).length);
    const none = { first: null, last: null, min: null, argmin: null, max: null, argmax: null, mean: null };
    this.series.push({
      ...none,
      metric,
      axisVersion: this.axis.id,
      n: BigInt(vectors.length),
      nonFinite: BigInt(wild.reduce((a, b) => a + b, 0)),
      firstNonFiniteStep: vectors[wild.findIndex((count) => count > 0)]?.step ?? null,
      firstStep: vectors[0]?.step ?? null,
      lastStep: vectors.at(-1)?.step ?? 0n,
      sealedHi: null,
      sealedN: 0n,
    });
  }

  open(metric: number, vectors: readonly LabVector[]): void {
    const stored = vectors.map((vector): StoredVector => ({ attempt: vector.attempt, group: groupOf(metric, vector) }));
    this.put({ metric, level: LEVEL.data, block: BLOCK.open, vectors, body: encodeOpen(stored) });
  }

  history(metric: number, vectors: readonly LabVector[]): void {
    const ceased = vectors.map((vector): HistoryVector => ({
      attempt: vector.attempt,
      writer: 1n,
      group: groupOf(metric, vector),
    }));
    this.put({ metric, level: LEVEL.history, block: 0, vectors, body: encodeVectorHistory(ceased) });
  }

  /** Lays vectors down as one column; `groupings`: those whose rows it gets. */
  column(metric: number, vectors: readonly LabVector[], groupings: readonly string[] = []): void {
    const { axis } = this;
    const stored = vectors.map((vector): StoredVector => ({ attempt: vector.attempt, group: groupOf(metric, vector) }));
    const column = vectorColumn(stored, axis.size);
    const put = (level: number, block: number, body: Uint8Array, n = vectors.length) =>
      this.put({ metric, level, block, vectors, body, n });
    for (let block = 0; block < blocksOf(axis.size); block++) put(LEVEL.data, block, encodeBlock(column, block));
    for (const name of groupings) {
      const row = groupRow(column, axisGrouping(axis, name)!, axis.columns);
      put(LEVEL.data, BLOCK.firstGrouping - axis.groupings.indexOf(name), encodeGroupRow(row));
    }
    if (axis.size > PYRAMID_WIDTH) return;
    VECTORS_PER_ENTRY.forEach((size, i) => {
      const row = entriesOf(vectors, size);
      put(i + 1, BLOCK.first, encodeVectorEntries(row), row.entries.vectors.length);
    });
  }

  async snapshot(_: unknown, request: SnapshotRequest): Promise<RunSnapshot> {
    this.beforeRead();
    const { fold, cuts } = this;
    const journal = this.rows.map((row) =>
      row.id > (request.knownJournal ?? -1n) ? row : { ...row, body: undefined },
    );
    if (request.knownFold === fold) return { fold, cuts: [...cuts], journal, series: undefined, tiles: undefined };
    this.asked.push(...request.tiles);
    const tiles = request.tiles.flatMap((span) => this.within(span));
    const wanted = request.series;
    const series = this.series.filter(({ metric }) => wanted === 'all' || wanted.includes(metric));
    return { fold, cuts: [...cuts], journal, series, tiles };
  }

  async stamp(): Promise<RunStamp> {
    this.beforeRead();
    return stampOf({ fold: this.fold, journal: this.rows, cuts: this.cuts });
  }

  private within({ metric, level, block, from, to, element }: TileSpan): StoredTile[] {
    const isIn = (tile: StoredTile) =>
      tile.metric === metric &&
      tile.level === level &&
      (level === LEVEL.history || tile.block === block) &&
      (to === undefined || tile.lo <= to) &&
      (from === undefined || tile.hi >= from);
    const cut = (tile: StoredTile): StoredTile =>
      element === undefined ? tile : { ...tile, element, body: Buffer.from(cutBody(tile.body, element)) };
    return this.tiles.filter(isIn).map(cut);
  }

  private put({
    vectors,
    body,
    n = vectors.length,
    ...place
  }: Pick<StoredTile, 'metric' | 'level' | 'block'> & {
    readonly vectors: readonly LabVector[];
    readonly body: Uint8Array;
    readonly n?: number;
  }): void {
    const steps = vectors.map(({ step }) => step).toSorted((a, b) => (a < b ? -1 : 1));
    const [lo, hi] = [steps[0]!, steps.at(-1)!];
    this.tiles.push({ ...place, lo, hi, n, gen: this.fold, body: Buffer.from(body) });
  }
}

const finite = (numbers: readonly number[]) => numbers.filter(Number.isFinite);
const meanOf = (numbers: readonly number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

/** The entries of one column, as a naive reader makes them. */
function entriesOf(vectors: readonly LabVector[], size: number) {
  const starts = vectors.map((_, i) => i).filter((i) => i % size === 0);
  const parts = starts.map((at) => vectors.slice(at, at + size));
  const width = vectors[0]!.cells.length;
  const per = (take: (numbers: readonly number[]) => number) =>
    Array.from({ length: width }, (_, e) =>
      parts.map((part) => take(part.map(({ cells }) => cells[e]!).filter((x) => x !== null && !Number.isNaN(x)))),
    ).flat();
  return {
    width,
    min: Float64Array.from(per((numbers) => (numbers.length === 0 ? Number.NaN : Math.min(...numbers)))),
    max: Float64Array.from(per((numbers) => (numbers.length === 0 ? Number.NaN : Math.max(...numbers)))),
    mean: Float64Array.from(per((numbers) => meanOf(finite(numbers)))),
    numbers: Uint16Array.from(per((numbers) => numbers.length)),
    finite: Uint16Array.from(per((numbers) => finite(numbers).length)),
    entries: {
      firstSteps: BigInt64Array.from(parts, (part) => part[0]!.step),
      lastSteps: BigInt64Array.from(parts, (part) => part.at(-1)!.step),
      lastTimes: Float64Array.from(parts, (part) => part.at(-1)!.time),
      vectors: Uint32Array.from(parts, (part) => part.length),
      attempts: Uint32Array.from(parts, (part) => Math.min(...part.map(({ attempt }) => attempt))),
    },
  };
}
