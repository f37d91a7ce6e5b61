import type { RunView } from './run-view.js';
import type { Column, VectorSeries } from './vector-series.js';
import type { Segment } from './vector-timeline.js';
import type { TilePlace, VectorTiles } from './vector-tiles.js';

/** What one statement may bring: bounds the memory of a read over any number of columns. */
export const PORTION_BYTES = 64 * 1024 * 1024;

/** What is read of each column, and about how many bytes that is. */
export interface Reading {
  readonly places: readonly TilePlace[];
  bytesOf(column: Column): number;
}

/** Reads rows of columns one portion after the other, as a walk through the timeline comes to them. */
export class ColumnPortions {
  private held: { readonly last: bigint; readonly view: RunView } | undefined;

  constructor(
    private readonly tiles: VectorTiles,
    private readonly series: VectorSeries,
    private readonly source: { readonly columns: readonly Column[]; readonly reading: Reading },
  ) {}

  /** A view that holds what is read of this column. Columns are asked for in step order. */
  async of(column: Column): Promise<RunView> {
    if (this.held !== undefined && column.lo <= this.held.last) return this.held.view;
    const { columns, reading } = this.source;
    const first = columns.indexOf(column);
    let end = first + 1;
    let bytes = reading.bytesOf(column);
    for (let next = columns[end]; next !== undefined; next = columns[++end]) {
      bytes += reading.bytesOf(next);
      if (bytes > PORTION_BYTES) break;
    }
    const portion = columns.slice(first, end);
    const view = await this.tiles.read(this.series, { places: reading.places, columns: portion });
    this.held = { last: columns[end - 1]!.hi, view };
    return view;
  }
}

/** The columns that the segments touch, in step order, each once. */
export function columnsOf(segments: readonly Segment[]): readonly Column[] {
  const columns = new Set<Column>();
  for (const segment of segments) {
    if (segment.kind === 'stored') columns.add(segment.column);
    else if (segment.point.base !== undefined) columns.add(segment.point.base.column);
  }
  return [...columns];
}
