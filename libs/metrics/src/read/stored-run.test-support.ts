import { encodeFrame, runKey } from '@graticule/contracts';
import { BLOCK, POINTS_PER_ENTRY, type SeriesRow, type StoredTile } from '../store/tile.js';
import { stampOf } from '../store/run-stamp.js';
import type { FoldedCut, RunSnapshot, RunStamp, SnapshotRequest, TailRow, TileStore } from '../store/tile-store.js';
import { encodeEntries, entriesOf, joinEntries } from '../tiles/entries.js';
import { joinPoints, pointsBetween } from '../tiles/merge-points.js';
import { encodeHistory, encodePoints } from '../tiles/point-tile.js';
import type { AttemptPoints } from '../tiles/points.js';
import { summariseScalars } from './summarise.js';

export const RUN = runKey(7n);

/** [step, value, attempt = 1]; the time is the step. */
export type Write = readonly [step: number, value: number, attempt?: number];

export function pointsOf(writes: readonly Write[]): AttemptPoints {
  return {
    steps: BigInt64Array.from(writes, ([step]) => BigInt(step)),
    times: Float64Array.from(writes, ([step]) => step),
    values: Float64Array.from(writes, ([, value]) => value),
    attempts: Uint32Array.from(writes, ([, , attempt = 1]) => attempt),
  };
}

/** How the folded points of a series lie in tiles: as many sealed ones of a size as there are, and one open one. */
export interface Laid {
  readonly metric?: number;
  readonly tile: number;
  readonly open?: number;
  readonly rowTiles?: number;
}

/** A run of which all is in memory: it answers snapshots as the port says, and counts them. */
export class StoredRun implements TileStore {
  fold = 1n;
  cuts: FoldedCut[] = [];
  series: SeriesRow[] = [];
  tiles: StoredTile[] = [];
  readonly asked: SnapshotRequest[] = [];
  /** How many tiles came with each answer. */
  readonly came: number[] = [];
  /** How often it was asked whether anything has changed. */
  stamps = 0;
  private rows: TailRow[] = [];
  private nextId = 1n;

  /** A batch in the journal; each attempt is a writer of its own. */
  append(writes: readonly Write[], { metric = 1, id = this.nextId }: { metric?: number; id?: bigint } = {}): void {
    const { steps, times, values, attempts } = pointsOf(writes);
    const group = { metrics: Uint32Array.of(metric), steps, times, dtype: 'f64' as const, values };
    const attempt = attempts[0]!;
    const writer = BigInt(attempt);
    const body = Buffer.from(encodeFrame({ writer, sequence: 1n, scalars: [group], vectors: [] }));
    this.rows.push({ id, writer, attempt, body });
    this.rows.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.writer < b.writer ? -1 : 1));
    if (id >= this.nextId) this.nextId = id + 1n;
  }

  /** Forgets the oldest rows of the journal, as a fold does. */
  drop(rows: number): void {
    this.rows = this.rows.slice(rows);
  }

  /** Lays canonical points down as tiles, pyramid and row. */
  layDown(points: AttemptPoints, { metric = 1, tile, open = 0, rowTiles = 3 }: Laid): void {
    const sealed = points.steps.length - open;
    const tiles: AttemptPoints[] = [];
    for (let at = 0; at < sealed; at += tile) tiles.push(pointsBetween(points, at, Math.min(sealed, at + tile)));
    for (const part of tiles) this.put(metric, 0, part, encodePoints(part, 'sealed'));
    if (open > 0) {
      const part = pointsBetween(points, sealed, points.steps.length);
      this.put(metric, 0, part, encodePoints(part, 'open'));
    }
    POINTS_PER_ENTRY.forEach((size, i) => {
      for (let at = 0; at < tiles.length; at += rowTiles) {
        const parts = tiles.slice(at, at + rowTiles);
        const entries = joinEntries(parts.map((part) => entriesOf(part, size)));
        this.put(metric, i + 1, joinPoints(parts), encodeEntries(entries), entries.length);
      }
    });
    this.series.push(rowOf(metric, points, sealed));
  }

  history(points: AttemptPoints, metric = 1): void {
    const writers = new BigInt64Array(points.steps.length).fill(1n);
    this.put(metric, -1, points, encodeHistory({ ...points, writers }));
  }

  async snapshot(_: unknown, request: SnapshotRequest): Promise<RunSnapshot> {
    this.asked.push(request);
    const { knownFold, knownJournal = -1n } = request;
    const journal = this.rows.map((row) => (row.id > knownJournal ? row : { ...row, body: undefined }));
    const { fold, cuts } = this;
    const found =
      knownFold === fold ? undefined : this.tiles.filter((tile) => request.tiles.some((span) => isIn(tile, span)));
    this.came.push(found?.length ?? 0);
    const { series } = request;
    const rows = this.series.filter(({ metric }) => series === 'all' || series.includes(metric));
    return { fold, cuts: [...cuts], journal, series: knownFold === fold ? undefined : rows, tiles: found };
  }

  async stamp(): Promise<RunStamp> {
    this.stamps += 1;
    return stampOf({ fold: this.fold, journal: this.rows, cuts: this.cuts });
  }

  // oxlint-disable-next-line max-params -- a row of the table
  private put(metric: number, level: number, points: AttemptPoints, body: Uint8Array, n = points.steps.length): void {
    const [lo, hi] = [points.steps[0]!, points.steps.at(-1)!];
    this.tiles.push({ metric, level, block: BLOCK.first, lo, hi, gen: this.fold, n, body: Buffer.from(body) });
  }
}

function isIn({ metric, level, block, lo, hi }: StoredTile, span: SnapshotRequest['tiles'][number]): boolean {
  if (metric !== span.metric || level !== span.level || block !== span.block) return false;
  return (span.to === undefined || lo <= span.to) && (span.from === undefined || hi >= span.from);
}

function rowOf(metric: number, points: AttemptPoints, sealed: number): SeriesRow {
  const { count, lastStep, minStep, maxStep, ...rest } = summariseScalars(points);
  const ends = { n: count, lastStep: lastStep ?? 0n, argmin: minStep, argmax: maxStep };
  const sealedHi = sealed === 0 ? null : points.steps[sealed - 1]!;
  return { metric, axisVersion: null, ...rest, ...ends, sealedHi, sealedN: BigInt(sealed) };
}
