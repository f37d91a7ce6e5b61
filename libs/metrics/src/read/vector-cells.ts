import { LEVEL, type StoredTile } from '../store/tile.js';
import { AppError } from '@graticule/platform';
import { BLOCK_WIDTH, blocksOf } from '../tiles/vector-layout.js';
import { decodeBlock } from '../tiles/vector-tile.js';
import type { RunView } from './run-view.js';
import type { Column, ColumnVector, VectorSeries } from './vector-series.js';
import type { LoosePoint, VectorTimeline } from './vector-timeline.js';
import type { VectorTiles } from './vector-tiles.js';
import { ColumnPortions, columnsOf, PORTION_BYTES, type Reading } from './vector-portions.js';

const CELL_BYTES = 8;

/** A whole vector. values: [elements], NaN where nothing was logged; valid until the next one is asked for. */
export interface WholeVector {
  /** Its place in the timeline. */
  readonly at: number;
  readonly step: bigint;
  readonly time: number;
  readonly values: Float64Array;
}

/** The vectors begin .. end−1 of a column, row after row. */
interface Rows {
  readonly column: Column;
  readonly begin: number;
  readonly end: number;
  readonly cells: Float64Array;
}

/**
 * Reads whole vectors in step order. It holds some rows of one column at a time, however many columns there are and however many
 * elements: a column of a million elements is read in several passes.
 */
export class VectorScan {
  private rows: Rows | undefined;
  private portions: ColumnPortions | undefined;
  private readonly merged: Float64Array;

  constructor(
    private readonly tiles: VectorTiles,
    private readonly series: VectorSeries,
    private readonly size: number,
  ) {
    this.merged = new Float64Array(size);
  }

  async *vectors({ steps, times, segments }: VectorTimeline): AsyncGenerator<WholeVector> {
    this.portions = new ColumnPortions(this.tiles, this.series, {
      columns: columnsOf(segments),
      reading: this.reading(),
    });
    const last = new Map<Column, number>();
    for (const segment of segments) {
      const { column, position } =
        segment.kind === 'stored' ? { ...segment, position: segment.end - 1 } : (segment.point.base ?? {});
      if (column !== undefined && position !== undefined) last.set(column, position);
    }
    const whole = (at: number, values: Float64Array) => ({ at, step: steps[at]!, time: times[at]!, values });
    for (const segment of segments) {
      if (segment.kind === 'loose') {
        const { base } = segment.point;
        const under = base === undefined ? undefined : await this.row(base, last.get(base.column)!);
        yield whole(segment.at, this.merge(segment.point, under));
        continue;
      }
      const { column, begin, end, at } = segment;
      for (let position = begin; position < end; position++) {
        yield whole(at + position - begin, await this.row({ column, position }, last.get(column)!));
      }
    }
  }

  private merge({ writes }: LoosePoint, under: Float64Array | undefined): Float64Array {
    const { merged } = this;
    if (under === undefined) merged.fill(Number.NaN);
    else merged.set(under);
    for (const { elements, values } of writes) {
      if (elements === undefined) merged.set(values);
      else for (let i = 0; i < elements.length; i++) merged[elements[i]!] = values[i]!;
    }
    return merged;
  }

  /** `last`: the last vector of the column that will be asked for. */
  private async row({ column, position }: ColumnVector, last: number): Promise<Float64Array> {
    let { rows } = this;
    if (rows?.column !== column || position < rows.begin || position >= rows.end) {
      this.rows = undefined;
      const most = Math.max(1, Math.floor(PORTION_BYTES / (this.size * CELL_BYTES)));
      rows = await this.load(column, position, Math.min(last + 1, position + most));
      this.rows = rows;
    }
    const at = (position - rows.begin) * this.size;
    return rows.cells.subarray(at, at + this.size);
  }

  private reading(): Reading {
    const { metric } = this.series;
    const places = Array.from({ length: blocksOf(this.size) }, (_, block) => ({ metric, level: LEVEL.data, block }));
    return { places, bytesOf: ({ n }) => n * this.size * CELL_BYTES };
  }

  private async load(column: Column, begin: number, end: number): Promise<Rows> {
    const { size, tiles, series } = this;
    const rows = { column, begin, end, cells: new Float64Array((end - begin) * size) };
    const reading = this.reading();
    const { places } = reading;
    if (reading.bytesOf(column) <= PORTION_BYTES && this.portions !== undefined) {
      const view = await this.portions.of(column);
      for (const { block } of places) this.take(rows, view, block);
      return rows;
    }
    const step = Math.max(1, Math.floor(PORTION_BYTES / (Math.min(size, BLOCK_WIDTH) * column.n * CELL_BYTES)));
    for (let first = 0; first < places.length; first += step) {
      const portion = places.slice(first, first + step);
      const view = await tiles.read(series, { places: portion, columns: [column] });
      for (const { block } of portion) this.take(rows, view, block);
    }
    return rows;
  }

  private take({ column, begin, end, cells }: Rows, view: RunView, block: number): void {
    const { tiles, series, size } = this;
    const tile = columnTile(view, series, column, { level: LEVEL.data, block });
    const decoded = tiles.intact(series.run, tile, () => decodeBlock(tile.body, tile.n));
    for (let position = begin; position < end; position++) {
      cells.set(decoded.vectorAt(position).values, (position - begin) * size + block * BLOCK_WIDTH);
    }
  }
}

/** The row of a column that must be there. */
export function columnTile(
  view: RunView,
  { run, metric }: VectorSeries,
  { lo }: Column,
  { level, block, element }: { readonly level: number; readonly block: number; readonly element?: number },
): StoredTile {
  const found = findTile(view.tiles(metric, level, block, element), lo);
  if (found !== undefined) return found;
  const where = `metric ${metric} of run ${run} at level ${level}, block ${block}, step ${lo}`;
  throw new AppError('INTERNAL', `the tile of ${where} is missing`);
}

/** The tile that begins at a step, of tiles by step. O(log n). */
export function findTile(tiles: readonly StoredTile[], lo: bigint): StoredTile | undefined {
  let low = 0;
  let high = tiles.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (tiles[middle]!.lo < lo) low = middle + 1;
    else high = middle;
  }
  return tiles[low]?.lo === lo ? tiles[low] : undefined;
}
