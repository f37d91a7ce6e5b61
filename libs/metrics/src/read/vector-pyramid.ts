import { BLOCK } from '../store/tile.js';
import { columnSteps } from '../tiles/vector-layout.js';
import {
  decodeElementEntries,
  decodeVectorEntries,
  PYRAMID_WIDTH,
  VECTORS_PER_ENTRY,
} from '../tiles/vector-pyramid.js';
import type { RunView } from './run-view.js';
import { columnTile } from './vector-cells.js';
import type { EntryChunk, LineChunk } from './vector-chunks.js';
import type { ElementCellsReader } from './vector-elements.js';
import { ColumnPortions, type Reading } from './vector-portions.js';
import type { Column, VectorSeries } from './vector-series.js';
import { lengthOf, type Segment, type StoredSegment, VectorTimeline } from './vector-timeline.js';
import type { VectorTiles } from './vector-tiles.js';

/** Levels of the step pyramid, the coarsest first. */
const LEVELS = [3, 2, 1];
const BYTES_PER_CELL = 20;
/** What it costs to cut one element out of a row, in bytes that are read whole. */
const CUT_BYTES = 32 * 1024;

/** Which level of the pyramid stands for whole columns. */
export interface PyramidLevel {
  readonly level: number;
  /** Vectors per entry. */
  readonly size: number;
}

/** A column of which every vector counts as it is stored. Of any other its entries say too much: its cells are read. */
function isWhole(segment: Segment): segment is StoredSegment {
  return segment.kind === 'stored' && segment.begin === 0 && segment.end === segment.column.n;
}

/** The coarsest level that still has more units than there may be buckets; undefined where there is none. */
export function pyramidLevel(timeline: VectorTimeline, size: number, limit: number): PyramidLevel | undefined {
  if (size > PYRAMID_WIDTH || timeline.length <= limit) return undefined;
  for (const level of LEVELS) {
    const vectors = VECTORS_PER_ENTRY[level - 1]!;
    if (unitsOf(timeline, vectors) > limit) return { level, size: vectors };
  }
  return undefined;
}

function unitsOf({ segments }: VectorTimeline, size: number): number {
  return segments.reduce((sum, segment) => sum + Math.ceil(lengthOf(segment) / (isWhole(segment) ? size : 1)), 0);
}

/** The places in the timeline at which entries and single vectors begin. */
export function unitStarts({ segments, length }: VectorTimeline, pyramid: PyramidLevel | undefined): Uint32Array {
  if (pyramid === undefined) return Uint32Array.from({ length }, (_, i) => i);
  const starts = new Uint32Array(length);
  let units = 0;
  for (const segment of segments) {
    const stride = isWhole(segment) ? pyramid.size : 1;
    for (let i = 0; i < lengthOf(segment); i += stride) starts[units++] = segment.at + i;
  }
  return starts.subarray(0, units);
}

/** The lines of elements, whole columns as their entries. */
export class PyramidReader {
  private readonly elements: Uint32Array;
  private readonly isByElement: boolean;

  constructor(
    private readonly tiles: VectorTiles,
    private readonly series: VectorSeries,
    private readonly from: {
      readonly cells: ElementCellsReader;
      readonly elements: Uint32Array;
      readonly width: number;
      readonly pyramid: PyramidLevel;
    },
  ) {
    this.elements = from.elements;
    const entries = Math.ceil(columnSteps(from.width) / from.pyramid.size);
    this.isByElement = from.elements.length * CUT_BYTES < entries * from.width * BYTES_PER_CELL;
  }

  async *chunks(timeline: VectorTimeline): AsyncGenerator<LineChunk> {
    const columns: readonly Column[] = timeline.segments.filter(isWhole).map(({ column }) => column);
    const portions = new ColumnPortions(this.tiles, this.series, { columns, reading: this.reading() });
    for (const [begin, end] of stretches(timeline.segments)) {
      const segment = timeline.segments[begin]!;
      if (isWhole(segment)) {
        yield this.entries(await portions.of(segment.column), segment.column);
        continue;
      }
      const part = new VectorTimeline(timeline.steps, timeline.times, timeline.segments.slice(begin, end));
      yield* this.from.cells.chunks(part);
    }
  }

  private reading(): Reading {
    const { width, pyramid } = this.from;
    const { level, size } = pyramid;
    const row = { metric: this.series.metric, level, block: BLOCK.first };
    const places = this.isByElement ? Array.from(this.elements, (element) => ({ ...row, element })) : [row];
    const held = this.isByElement ? this.elements.length : width;
    return { places, bytesOf: ({ n }) => Math.ceil(n / size) * held * BYTES_PER_CELL };
  }

  private entries(view: RunView, column: Column): EntryChunk {
    const { tiles, series, elements } = this;
    const { level } = this.from.pyramid;
    const row = { level, block: BLOCK.first };
    if (!this.isByElement) {
      const tile = columnTile(view, series, column, row);
      const whole = tiles.intact(series.run, tile, () => decodeVectorEntries(tile.body, tile.n));
      return { kind: 'entries', length: tile.n, rows: [whole], elements };
    }
    const found = Array.from(elements, (element) => columnTile(view, series, column, { ...row, element }));
    const rows = found.map((tile, i) =>
      tiles.intact(series.run, tile, () => decodeElementEntries(tile.body, tile.n, elements[i]!)),
    );
    return { kind: 'entries', length: found[0]?.n ?? 0, rows, elements: undefined };
  }
}

/** Whole columns one by one; what lies between them together. */
function stretches(segments: readonly Segment[]): readonly (readonly [begin: number, end: number])[] {
  const found: [number, number][] = [];
  segments.forEach((segment, i) => {
    const last = found.at(-1);
    const joins = i > 0 && !isWhole(segment) && !isWhole(segments[i - 1]!);
    if (last !== undefined && joins) last[1] = i + 1;
    else found.push([i, i + 1]);
  });
  return found;
}
