import type { VectorGroup } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import type { AxisVersion } from '../dictionary/axis-version.js';
import type { FoldStore, TileHead } from '../store/fold-store.js';
import { BLOCK, LEVEL, type SeriesRow } from '../store/tile.js';
import type { FoldedCut } from '../store/tile-store.js';
import { decodeOpen, type HistoryVector, type StoredVector } from '../tiles/vector-open.js';
import { fillGroupings } from './back-fill.js';
import { hiddenFrom } from './hidden.js';
import type { Ceased } from './series-fold.js';
import { NOTHING } from './scalar-summary.js';
import { EVERY_STEP, VectorColumns } from './vector-columns.js';
import { VectorHistory } from './vector-history.js';
import { openRows, ROW_BYTES } from './vector-rows.js';
import { settle } from './vector-settle.js';
import { summaryOf, tallyOf, withTail } from './vector-summary.js';

/** A vector as the journal has it. */
export interface FreshVector {
  readonly attempt: number;
  readonly writer: bigint;
  readonly group: VectorGroup;
}

export interface VectorFoldInput {
  readonly metric: number;
  /** With every grouping that is declared by now. */
  readonly axis: AxisVersion;
  readonly row: SeriesRow | undefined;
  /** What the journal adds, in write order. */
  readonly fresh: readonly FreshVector[];
  readonly cuts: readonly FoldedCut[];
  /** The run has ended: what is open is sealed too. */
  readonly ended: boolean;
  readonly ceased: Ceased;
}

export interface VectorsFolded {
  readonly series: SeriesRow;
  /** Nothing is left to do for what is folded. */
  readonly isComplete: boolean;
}

/**
 * Folds the vectors of one axis series. What it leaves is the canonical reading, one vector per step: sealed columns, and beyond
 * them open rows of whole vectors. A series that only goes on costs its fresh vectors; when enough are open they are laid out
 * by element. Tiles are written as they are made, so that no more than one column and what is open is in memory.
 */
export class VectorFold {
  private readonly columns: VectorColumns;
  private readonly history: VectorHistory;

  constructor(
    private readonly store: FoldStore,
    private readonly input: VectorFoldInput,
  ) {
    this.columns = new VectorColumns(store, input.metric, input.axis);
    this.history = new VectorHistory(input.metric);
  }

  async fold(): Promise<VectorsFolded> {
    const { metric, axis, fresh } = this.input;
    const { visible, hidden } = this.split(fresh);
    await this.cutColumns();
    // What is hidden ceased to count before anything that writes of the same step replace, and after what was folded of it.
    const sealedHi = await this.sealedHi();
    const isLate = ({ group }: FreshVector) => sealedHi !== null && group.step <= sealedHi;
    await this.remember(hidden.filter(isLate));
    await this.insertLate(visible.filter(isLate));
    const beyond = (writes: readonly FreshVector[]) => writes.filter((write) => !isLate(write));
    const { summary, sealed } = await this.foldOpen(beyond(visible), beyond(hidden));
    const series: SeriesRow = { ...summary, metric, axisVersion: axis.id, ...(await this.sealedAfter(sealed)) };
    const isDue = sealed.length > 0 || this.input.ended;
    const isComplete = !isDue || (await fillGroupings(this.store, metric, { axis, columns: this.columns }));
    return { series, isComplete };
  }

  private async sealedAfter(sealed: readonly StoredVector[]): Promise<Pick<SeriesRow, 'sealedHi' | 'sealedN'>> {
    const { row } = this.input;
    if (!this.columns.isRewritten) {
      const sealedHi = sealed.at(-1)?.group.step ?? row?.sealedHi ?? null;
      return { sealedHi, sealedN: (row?.sealedN ?? 0n) + BigInt(sealed.length) };
    }
    const columns = await this.columns.all();
    return { sealedHi: columns.at(-1)?.hi ?? null, sealedN: BigInt(columns.reduce((total, { n }) => total + n, 0)) };
  }

  /** By what a cut hides of the fresh vectors. */
  private split(writes: readonly FreshVector[]) {
    const isHidden = ({ attempt, group }: StoredVector) => {
      const from = hiddenFrom(this.input.cuts, attempt);
      return from !== undefined && group.step >= from;
    };
    return {
      visible: writes.filter((write) => !isHidden(write)),
      hidden: writes.filter(isHidden),
    };
  }

  private cutFrom(): bigint | undefined {
    const pending = this.input.cuts.filter(({ folded }) => !folded).map(({ startStep }) => startStep);
    return least(pending);
  }

  /** Takes out of the columns what cuts hide that they do not follow yet. */
  private async cutColumns(): Promise<void> {
    const from = this.cutFrom();
    if (from === undefined || this.input.row?.sealedHi == null) return;
    for (const column of await this.columns.all()) {
      if (column.hi < from) continue;
      const lost = await this.columns.rewrite(column, (vectors) => this.withoutHidden(vectors));
      await this.remember(lost);
    }
  }

  private withoutHidden(vectors: readonly StoredVector[]) {
    const { visible, hidden } = this.split(vectors.map((vector) => ({ ...vector, writer: 0n })));
    return { kept: visible, lost: hidden };
  }

  /** Lays late vectors into their columns. */
  private async insertLate(writes: readonly FreshVector[]): Promise<void> {
    const byColumn = new Map<bigint, FreshVector[]>();
    for (const write of writes) {
      const column = await this.columns.holding(write.group.step);
      const lo = column?.lo ?? 0n;
      byColumn.set(lo, [...(byColumn.get(lo) ?? []), write]);
    }
    for (const [lo, late] of byColumn) {
      const column = (await this.columns.all()).find((each) => each.lo === lo);
      // Never left out: its batch leaves the journal with this fold.
      if (column === undefined)
        throw new AppError('INTERNAL', `metric ${this.input.metric} has no column for step ${lo}`);
      const lost = await this.columns.rewrite(column, (vectors) => settle(vectors, late, this.input.axis.size));
      await this.remember(lost);
    }
  }

  private async sealedHi(): Promise<bigint | null> {
    if (!this.columns.isRewritten) return this.input.row?.sealedHi ?? null;
    return (await this.columns.all()).at(-1)?.hi ?? null;
  }

  /** What lies beyond the columns: the vectors of the rows that change are settled, and sealed when there are enough of them. */
  private async foldOpen(writes: readonly FreshVector[], hidden: readonly FreshVector[]) {
    const { metric, axis } = this.input;
    const rows = await this.store.heads(metric, [{ level: LEVEL.data, block: BLOCK.open }], EVERY_STEP);
    const touched = this.seals(rows, writes) || this.isAnew() ? rows : this.touched(rows, writes);
    const before = await this.vectorsOf(touched);
    const { kept: uncut, lost: cut } = this.withoutHidden(before);
    const { kept, lost } = settle(uncut, writes, axis.size);
    await this.store.replace(touched, []);
    const sealed = await this.seal(kept);
    const rest = kept.slice(sealed.length);
    await this.store.replace([], openRows(metric, rest));
    await this.remember([...cut, ...hidden, ...lost]);
    return { sealed, summary: await this.summary({ before, kept, rest }) };
  }

  /** Whether vectors that are folded may have ceased to count, or were sealed before, so that the summary is made anew. */
  private isAnew(): boolean {
    return this.columns.isRewritten || this.cutFrom() !== undefined;
  }

  private seals(rows: readonly TileHead[], writes: readonly FreshVector[]): boolean {
    const fresh = new Set(writes.map(({ group }) => group.step)).size;
    return this.input.ended || rows.reduce((total, { n }) => total + n, fresh) >= this.columns.steps;
  }

  private async summary(open: Record<'before' | 'kept' | 'rest', readonly StoredVector[]>) {
    if (this.isAnew()) return summaryOf([...(await this.columns.tallies()), tallyOf(open.rest)]);
    const row = this.input.row ?? NOTHING;
    return open.kept.length === 0 ? row : withTail(row, tallyOf(open.before), tallyOf(open.kept));
  }

  /** Rows that fresh vectors fall into, and the small ones at the end that the fresh ones join. */
  private touched(rows: readonly TileHead[], writes: readonly FreshVector[]): readonly TileHead[] {
    const from = least(writes.map(({ group }) => group.step));
    if (from === undefined) return [];
    let begin = rows.findIndex(({ hi }) => hi >= from);
    if (begin < 0) begin = rows.length;
    // A binary counter: a row is written again only when as many vectors have come after it.
    let n = rows.slice(begin).reduce((total, row) => total + row.n, writes.length);
    let bytes = writes.reduce((total, { group }) => total + group.values.byteLength, 0);
    for (let row = rows[begin - 1]; row !== undefined; row = rows[begin - 1]) {
      bytes += row.bytes;
      if (row.n > n || bytes > ROW_BYTES) break;
      n += row.n;
      begin--;
    }
    return rows.slice(begin);
  }

  private async vectorsOf(rows: readonly TileHead[]): Promise<StoredVector[]> {
    const [first, last] = [rows[0], rows.at(-1)];
    if (first === undefined || last === undefined) return [];
    const span = { metric: this.input.metric, level: LEVEL.data, block: BLOCK.open, from: first.lo, to: last.hi };
    const { tiles = [] } = await this.store.read({ series: [], tiles: [span] });
    return tiles.flatMap(({ body, n }) => decodeOpen(body, n));
  }

  /** Seals the lowest vectors, whole columns of them, or all when the run has ended. Returns those it sealed. */
  private async seal(vectors: readonly StoredVector[]): Promise<readonly StoredVector[]> {
    const { steps } = this.columns;
    const end = this.input.ended ? vectors.length : vectors.length - (vectors.length % steps);
    for (let begin = 0; begin < end; begin += steps) {
      await this.columns.append(vectors.slice(begin, Math.min(begin + steps, end)));
    }
    return vectors.slice(0, end);
  }

  private async remember(lost: readonly HistoryVector[]): Promise<void> {
    if (lost.length > 0 && this.input.ceased === 'to history') await this.store.replace([], this.history.rows(lost));
  }
}

function least(steps: readonly bigint[]): bigint | undefined {
  let first: bigint | undefined;
  for (const step of steps) if (first === undefined || step < first) first = step;
  return first;
}
