import type { VectorGroup } from '@graticule/contracts';
import { LEVEL } from '../store/tile.js';
import type { ValueChunk } from './vector-chunks.js';
import { BLOCK_WIDTH } from '../tiles/vector-layout.js';
import { cellsAlone } from '../store/tile-store.js';
import { type BlockCells, decodeBlock, decodeCells } from '../tiles/vector-tile.js';
import { columnTile } from './vector-cells.js';
import { ColumnPortions, columnsOf, type Reading } from './vector-portions.js';
import type { RunView } from './run-view.js';
import type { Column, VectorSeries } from './vector-series.js';
import type { LoosePoint, StoredSegment, VectorTimeline } from './vector-timeline.js';
import type { TilePlace, VectorTiles } from './vector-tiles.js';

/** From so many elements of one block on, the block is read whole: half a megabyte costs what cutting 16 pieces out of it does. */
const ELEMENTS_BY_THEMSELVES = 16;
const CELL_BYTES = 8;

/** Reads chosen elements of a series: of a column only their cells. */
export class ElementCellsReader {
  private readonly byBlock: ElementsByBlock;
  private rows: { readonly column: Column; readonly cells: readonly BlockCells[] } | undefined;

  constructor(
    private readonly tiles: VectorTiles,
    private readonly series: VectorSeries,
    private readonly choice: { readonly elements: Uint32Array; readonly size: number },
  ) {
    this.byBlock = elementsByBlock(choice.elements);
  }

  async *chunks({ segments }: VectorTimeline): AsyncGenerator<ValueChunk> {
    const source = { columns: columnsOf(segments), reading: this.reading() };
    const portions = new ColumnPortions(this.tiles, this.series, source);
    for (const segment of segments) {
      if (segment.kind === 'stored') {
        yield storedChunk(segment, await this.cells(portions, segment.column));
        continue;
      }
      const { base } = segment.point;
      const under = base === undefined ? undefined : await this.cells(portions, base.column);
      yield { kind: 'values', at: segment.at, length: 1, ...this.merge(segment.point, under) };
    }
  }

  private reading(): Reading {
    const places = elementPlaces(this.series.metric, this.byBlock);
    const width = Math.min(this.choice.size, BLOCK_WIDTH);
    const cells = places.reduce((sum, { element }) => sum + (element === undefined ? width : 1), 0);
    return { places, bytesOf: ({ n }) => n * cells * CELL_BYTES };
  }

  private async cells(portions: ColumnPortions, column: Column): Promise<readonly BlockCells[]> {
    if (this.rows?.column === column) return this.rows.cells;
    const view = await portions.of(column);
    const cells = this.decode(view, column);
    this.rows = { column, cells };
    return cells;
  }

  private decode(view: RunView, column: Column): readonly BlockCells[] {
    const { tiles, series, byBlock } = this;
    const found = new Map<number, BlockCells>();
    for (const [block, elements] of byBlock) {
      if (elements.length > ELEMENTS_BY_THEMSELVES) {
        const tile = columnTile(view, series, column, { level: LEVEL.data, block });
        const whole = tiles.intact(series.run, tile, () => decodeBlock(tile.body, tile.n));
        for (const element of elements) found.set(block * BLOCK_WIDTH + element, whole.element(element));
        continue;
      }
      for (const element of elements) {
        const place = { level: LEVEL.data, block, element: cellsAlone(element) };
        const tile = columnTile(view, series, column, place);
        const cells = tiles.intact(series.run, tile, () => decodeCells(tile.body, tile.n, element));
        found.set(block * BLOCK_WIDTH + element, cells);
      }
    }
    return Array.from(this.choice.elements, (element) => found.get(element)!);
  }

  private merge({ writes, base }: LoosePoint, under: readonly BlockCells[] | undefined) {
    const { elements } = this.choice;
    const values = new Float64Array(elements.length).fill(Number.NaN);
    const present = new Uint8Array(elements.length);
    if (under !== undefined && base !== undefined) {
      under.forEach((cells, line) => {
        values[line] = cells.values[base.position]!;
        present[line] = cells.present === undefined ? 1 : cells.present[base.position]!;
      });
    }
    for (const write of writes) {
      for (let line = 0; line < elements.length; line++) {
        const place = placeOf(write, elements[line]!);
        if (place < 0) continue;
        values[line] = write.values[place]!;
        present[line] = 1;
      }
    }
    return { values, present };
  }
}

/** Of each block the places of chosen elements in it. */
type ElementsByBlock = ReadonlyMap<number, readonly number[]>;

export function elementsByBlock(elements: Uint32Array): ElementsByBlock {
  const byBlock = new Map<number, number[]>();
  for (const element of elements) {
    const block = Math.floor(element / BLOCK_WIDTH);
    const others = byBlock.get(block);
    if (others === undefined) byBlock.set(block, [element % BLOCK_WIDTH]);
    else others.push(element % BLOCK_WIDTH);
  }
  return byBlock;
}

export function elementPlaces(metric: number, byBlock: ElementsByBlock): readonly TilePlace[] {
  return [...byBlock].flatMap(([block, elements]): TilePlace[] =>
    elements.length > ELEMENTS_BY_THEMSELVES
      ? [{ metric, level: LEVEL.data, block }]
      : elements.map((element) => ({ metric, level: LEVEL.data, block, element: cellsAlone(element) })),
  );
}

function storedChunk({ at, begin, end }: StoredSegment, lines: readonly BlockCells[]): ValueChunk {
  const length = end - begin;
  const values = new Float64Array(lines.length * length);
  const sparse = lines.some(({ present }) => present !== undefined);
  const present = sparse ? new Uint8Array(lines.length * length).fill(1) : undefined;
  lines.forEach((cells, line) => {
    for (let i = 0; i < length; i++) values[line * length + i] = cells.values[begin + i]!;
    if (present === undefined || cells.present === undefined) return;
    for (let i = 0; i < length; i++) present[line * length + i] = cells.present[begin + i]!;
  });
  return { kind: 'values', at, length, values, ...(present === undefined ? {} : { present }) };
}

/** Where a write holds an element; negative when it does not. O(log n). */
function placeOf({ elements, values }: VectorGroup, element: number): number {
  if (elements === undefined) return element < values.length ? element : -1;
  let low = 0;
  let high = elements.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (elements[middle]! < element) low = middle + 1;
    else high = middle;
  }
  return elements[low] === element ? low : -1;
}
