import type { RunKey } from '@graticule/contracts';
import type { PoolClient } from 'pg';
import { sql } from '../sql.js';
import { copyOut } from '../store/copy-out.js';
import { FoldStore, type TileBlock, type TileHead } from '../store/fold-store.js';
import { readSnapshot } from '../store/read-snapshot.js';
import type { SeriesRow, StoredTile } from '../store/tile.js';
import type { FoldedCut } from '../store/tile-store.js';

export interface StoredGate {
  readonly attempt: number;
  readonly epoch: bigint;
  readonly open: boolean;
  /** The run has ended, though its gate may be open. */
  readonly ended: boolean;
  readonly fold: bigint;
  readonly packed: boolean;
}

/** Where a writer stands: the sequence of its last batch, and the id which that got. */
export interface StoredStream {
  readonly writer: bigint;
  readonly seq: bigint;
  readonly last_id: bigint;
}

/** A row of store.journal. `at`: microseconds since the epoch. */
export interface StoredBatch {
  readonly id: bigint;
  readonly writer: bigint;
  readonly attempt: number;
  readonly at: bigint;
  readonly n: number;
  readonly body: Buffer;
}

const LOWEST = -(2n ** 63n);
const LOWEST_BLOCK = -(2 ** 31);
const HIGHEST_BLOCK = 2 ** 31 - 1;
const HIGHEST = 2n ** 63n - 1n;
/** Bodies that are in memory at once, of each of the things that are read side by side. */
const PAGE_BYTES = 4 * 1024 * 1024;

/** Every hot row of one run, page by page, so that the size of a run does not matter. */
export class RunRows {
  private counts: ReadonlyMap<number, ReadonlyMap<number, number>> | undefined;

  constructor(
    private readonly client: PoolClient,
    readonly run: RunKey,
    /** Hears how many tiles have been read, page by page. */
    private readonly onTiles: (tiles: number) => void = () => undefined,
  ) {}

  async gate(): Promise<StoredGate | undefined> {
    const { rows } = await this.client.query<StoredGate>({ ...sql('run-gate'), values: [this.run] });
    return rows[0];
  }

  async streams(): Promise<readonly StoredStream[]> {
    const { rows } = await this.client.query<StoredStream>({ ...sql('run-streams'), values: [this.run] });
    return rows;
  }

  async head(): Promise<{ readonly cuts: readonly FoldedCut[]; readonly series: ReadonlyMap<number, SeriesRow> }> {
    const request = { series: 'all', tiles: [], knownJournal: HIGHEST } as const;
    const { cuts, series = [] } = await readSnapshot(this.client, this.run, request);
    return { cuts, series: new Map(series.map((row) => [row.metric, row])) };
  }

  /** The levels at which each metric has tiles, and how many. Asked once: in a transaction that sees one instant they stay. */
  async levels(): Promise<ReadonlyMap<number, ReadonlyMap<number, number>>> {
    this.counts ??= await this.countTiles();
    return this.counts;
  }

  /** Those of these metrics that no dictionary has. */
  async unknown(metrics: readonly number[]): Promise<readonly number[]> {
    const { rows } = await this.client.query<{ id: number }>({ ...sql('metrics-by-id'), values: [metrics] });
    const known = new Set(rows.map(({ id }) => id));
    return metrics.filter((metric) => !known.has(metric));
  }

  /** By (block, first step, fold). only: the block that is wanted; all of them where it is absent. */
  async *tiles(metric: number, level: number, only?: number): AsyncGenerator<StoredTile> {
    let [block, lo, gen] = [only ?? LOWEST_BLOCK, LOWEST, LOWEST];
    let left = (await this.levels()).get(metric)?.get(level) ?? 0;
    while (left > 0) {
      const values = [this.run, metric, level, block, lo, gen, only ?? HIGHEST_BLOCK, PAGE_BYTES];
      const rows = await copyOut(this.client, sql('tile-page'), values);
      this.onTiles(rows.length);
      for (const row of rows) {
        [block, lo, gen] = [row.int4(0), row.int8(1), row.int8(2)];
        yield { metric, level, block, lo, gen, hi: row.int8(3), n: row.int4(4), body: row.bytes(5) };
      }
      left = rows.length === 0 ? 0 : left - rows.length;
    }
  }

  /** The tiles of these blocks without their bodies. */
  async heads(metric: number, blocks: readonly TileBlock[]): Promise<readonly TileHead[]> {
    return new FoldStore(this.client, this.run).heads(metric, blocks, [LOWEST, HIGHEST]);
  }

  /** The tiles of these blocks that begin at a step. */
  async tilesAt(metric: number, blocks: readonly TileBlock[], lo: bigint): Promise<readonly StoredTile[]> {
    const spans = blocks.map((block) => ({ metric, ...block, from: lo, to: lo }));
    const { tiles = [] } = await readSnapshot(this.client, this.run, {
      series: [],
      tiles: spans,
      knownJournal: HIGHEST,
    });
    this.onTiles(tiles.length);
    return tiles.filter((tile) => tile.lo === lo);
  }

  /** By (id, writer). */
  async *journal(): AsyncGenerator<StoredBatch> {
    let [id, writer] = [LOWEST, LOWEST];
    for (;;) {
      const rows = await copyOut(this.client, sql('journal-page'), [this.run, id, writer, PAGE_BYTES]);
      for (const row of rows) {
        [id, writer] = [row.int8(0), row.int8(1)];
        yield { id, writer, attempt: row.int4(2), at: row.int8(3), n: row.int4(4), body: row.bytes(5) };
      }
      if (rows.length === 0) return;
    }
  }

  private async countTiles(): Promise<ReadonlyMap<number, ReadonlyMap<number, number>>> {
    const { rows } = await this.client.query<TileCount>({ ...sql('tile-counts'), values: [this.run] });
    const found = new Map<number, Map<number, number>>();
    for (const { metric, level, tiles } of rows)
      found.set(metric, (found.get(metric) ?? new Map<number, number>()).set(level, tiles));
    return found;
  }
}

interface TileCount {
  readonly metric: number;
  readonly level: number;
  readonly tiles: number;
}
