import type { AxisVersion } from '../dictionary/axis-version.js';
import type { FoldStore, TileHead } from '../store/fold-store.js';
import { BLOCK, LEVEL } from '../store/tile.js';
import { vectorColumn } from '../tiles/vector-column.js';
import { columnSteps } from '../tiles/vector-layout.js';
import type { HistoryVector, StoredVector } from '../tiles/vector-open.js';
import { decodeElement } from '../tiles/vector-tile.js';
import {
  columnBlocks,
  columnTiles,
  columnVectors,
  elementBlocks,
  type Groupings,
  storedGroupings,
} from './vector-column-tiles.js';
import type { VectorTally } from './vector-summary.js';

export const EVERY_STEP = [-(2n ** 63n), 2n ** 63n - 1n] as const;
/** The place of a vector in a column is a byte. */
const VECTORS_AT_MOST = 256;

/** What becomes of the vectors of a column: those that stay, and those that go into the history. */
export type Rewriting = (vectors: readonly StoredVector[]) => {
  readonly kept: readonly StoredVector[];
  readonly lost: readonly HistoryVector[];
};

/** Where a column begins and ends. */
type Column = Pick<TileHead, 'lo' | 'hi' | 'n'>;

/**
 * The sealed columns of one series during a fold. Each is written as soon as it is made, and made from its vectors alone, so one
 * column is in memory at a time. Columns never overlap; a late vector belongs to the last one that begins before it.
 */
export class VectorColumns {
  /** Vectors of a column that is sealed in order. */
  readonly steps: number;
  readonly groupings: Groupings;
  private columns: readonly Column[] | undefined;
  /** Whether a column was made anew: what is known of the series may no longer be true. */
  isRewritten = false;

  constructor(
    private readonly store: FoldStore,
    private readonly metric: number,
    private readonly axis: AxisVersion,
  ) {
    this.steps = columnSteps(axis.size);
    this.groupings = storedGroupings(axis);
  }

  async all(): Promise<readonly Column[]> {
    this.columns ??= await this.store.heads(this.metric, [{ level: LEVEL.data, block: BLOCK.first }], EVERY_STEP);
    return this.columns;
  }

  /** Seals vectors that lie beyond all columns. */
  async append(vectors: readonly StoredVector[]): Promise<void> {
    await this.write(vectors);
    if (this.columns !== undefined) this.columns = [...this.columns, columnOf(vectors)];
  }

  /** The column that a late vector at this step belongs to. Undefined: there is none. */
  async holding(step: bigint): Promise<Column | undefined> {
    const columns = await this.all();
    return columns.findLast(({ lo }) => lo <= step) ?? columns[0];
  }

  /** Makes a column anew. Returns what it lost. */
  async rewrite(column: Column, rewriting: Rewriting): Promise<readonly HistoryVector[]> {
    const { kept, lost } = rewriting(await this.vectorsOf(column.lo));
    const rows = await this.store.heads(this.metric, columnBlocks(this.axis), [column.lo, column.lo]);
    await this.store.replace(rows, []);
    const parts = this.split(kept);
    for (const part of parts) await this.write(part);
    const columns = await this.all();
    this.columns = columns.flatMap((each) => (each.lo === column.lo ? parts.map(columnOf) : [each]));
    this.isRewritten = true;
    return lost;
  }

  /** The vectors of the column that begins at this step. */
  async vectorsOf(lo: bigint): Promise<StoredVector[]> {
    const spans = elementBlocks(this.axis).map((block) => ({ metric: this.metric, ...block, from: lo, to: lo }));
    const { tiles = [] } = await this.store.read({ series: [], tiles: spans });
    return columnVectors(tiles, this.axis);
  }

  /** What the columns say of their vectors, in step order. */
  async tallies(): Promise<VectorTally[]> {
    const span = { metric: this.metric, level: LEVEL.data, block: BLOCK.first, element: 0 };
    const { tiles = [] } = await this.store.read({ series: [], tiles: [span] });
    return tiles.map(({ body, n }) => decodeElement(body, n, 0).trailer);
  }

  private async write(vectors: readonly StoredVector[]): Promise<void> {
    const column = vectorColumn(vectors, this.axis.size);
    await this.store.replace([], columnTiles(this.metric, column, { axis: this.axis, groupings: this.groupings }));
  }

  /** A column that late vectors made too long becomes several of equal length. */
  private split(vectors: readonly StoredVector[]): readonly (readonly StoredVector[])[] {
    const most = Math.min(VECTORS_AT_MOST, 2 * this.steps);
    const parts = Math.ceil(vectors.length / most);
    const length = Math.ceil(vectors.length / Math.max(1, parts));
    return Array.from({ length: parts }, (_, part) => vectors.slice(part * length, (part + 1) * length));
  }
}

function columnOf(vectors: readonly StoredVector[]): Column {
  return { lo: vectors[0]!.group.step, hi: vectors.at(-1)!.group.step, n: vectors.length };
}
