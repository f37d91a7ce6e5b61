import { BLOCK, LEVEL } from '../store/tile.js';
import type { KeptLines, ReducedLines } from './axis-lines.js';
import { decodeGroupStat } from '../tiles/group-tile.js';
import { findTile, VectorScan, type WholeVector } from './vector-cells.js';
import type { ValueChunk } from './vector-chunks.js';
import { positionsWithin } from './step-order.js';
import { ColumnPortions, columnsOf, type Reading } from './vector-portions.js';
import type { VectorSeries } from './vector-series.js';
import { lengthOf, type Segment, type StoredSegment, VectorTimeline } from './vector-timeline.js';
import type { TilePlace, VectorTiles } from './vector-tiles.js';

const CELL_BYTES = 8;

/** The vectors of the metric that weighs. */
interface Weighing {
  readonly series: VectorSeries;
  readonly timeline: VectorTimeline;
}

/**
 * Reduces the vectors of a series to lines: from what the fold has kept where it has, else from the cells. Both give the same
 * numbers bit for bit.
 */
export class Reductions {
  private readonly none: Float64Array;

  constructor(
    private readonly tiles: VectorTiles,
    private readonly series: VectorSeries,
    private readonly from: {
      readonly lines: ReducedLines;
      readonly size: number;
      readonly weighing: Weighing | undefined;
    },
  ) {
    this.none = new Float64Array(from.weighing === undefined ? 0 : from.size).fill(Number.NaN);
  }

  async *chunks(timeline: VectorTimeline): AsyncGenerator<ValueChunk> {
    const { kept } = this.from.lines;
    if (kept === undefined) return yield* this.scanned(timeline);
    const portions = new ColumnPortions(this.tiles, this.series, {
      columns: columnsOf(timeline.segments.filter(({ kind }) => kind === 'stored')),
      reading: this.keptReading(kept),
    });
    let unkept: Segment[] = [];
    const rest = () => {
      const segments = unkept;
      unkept = [];
      return this.scanned(new VectorTimeline(timeline.steps, timeline.times, segments));
    };
    for (const segment of timeline.segments) {
      const chunk = segment.kind === 'stored' ? await this.keptChunk(portions, segment, kept) : undefined;
      if (chunk === undefined) {
        unkept.push(segment);
        continue;
      }
      yield* rest();
      yield chunk;
    }
    yield* rest();
  }

  private keptReading(kept: KeptLines): Reading {
    const { groups, stats } = kept;
    const bytesOf = ({ n }: { readonly n: number }) => stats.length * n * groups * CELL_BYTES;
    return { places: keptPlaces(this.series.metric, kept), bytesOf };
  }

  /** Undefined where the fold has not kept it: the grouping was declared after the column was written, or the stat is none of its. */
  private async keptChunk(
    portions: ColumnPortions,
    segment: StoredSegment,
    { grouping, groups, stats }: KeptLines,
  ): Promise<ValueChunk | undefined> {
    const { metric, run } = this.series;
    const { column, begin, at } = segment;
    const view = await portions.of(column);
    const length = lengthOf(segment);
    const values = new Float64Array(groups * stats.length * length);
    for (const [s, { name, place }] of stats.entries()) {
      const tile = findTile(view.tiles(metric, LEVEL.data, BLOCK.firstGrouping - grouping, place), column.lo);
      if (tile === undefined) return undefined;
      const stat = this.tiles.intact(run, tile, () => decodeGroupStat(tile.body, tile.n, place));
      if (stat.name !== name || stat.groups !== groups) return undefined;
      for (let group = 0; group < groups; group++) {
        const first = group * column.n + begin;
        values.set(stat.values.subarray(first, first + length), (group * stats.length + s) * length);
      }
    }
    return { kind: 'values', at, length, values };
  }

  private async *scanned(timeline: VectorTimeline): AsyncGenerator<ValueChunk> {
    if (timeline.segments.length === 0) return;
    const { lines, size, weighing } = this.from;
    const weights = weighing === undefined ? undefined : new WeightsByStep(this.tiles, weighing, { timeline, size });
    for await (const { at, step, values } of new VectorScan(this.tiles, this.series, size).vectors(timeline)) {
      const measured = weights === undefined ? undefined : ((await weights.at(step)) ?? this.none);
      yield { kind: 'values', at, length: 1, values: lines.valuesAt(values, measured) };
    }
  }
}

export function keptPlaces(metric: number, { grouping, stats }: KeptLines): readonly TilePlace[] {
  const row = { metric, level: LEVEL.data, block: BLOCK.firstGrouping - grouping };
  return stats.map(({ place }) => ({ ...row, element: place }));
}

/** The vectors that weigh those of a timeline, each read once: both are walked through in step order. */
class WeightsByStep {
  private readonly vectors: AsyncGenerator<WholeVector>;
  private current: WholeVector | undefined;

  constructor(
    tiles: VectorTiles,
    { series, timeline: all }: Weighing,
    { timeline, size }: { readonly timeline: VectorTimeline; readonly size: number },
  ) {
    const [from, to] = [timeline.steps[0] ?? 0n, timeline.steps.at(-1) ?? 0n];
    const weighing = all.between(...positionsWithin(all.steps, { from, to }));
    this.vectors = new VectorScan(tiles, series, size).vectors(weighing);
  }

  /** Undefined where nothing was logged at the step. Steps are asked for in order; some may come twice. */
  async at(step: bigint): Promise<Float64Array | undefined> {
    while (this.current === undefined || this.current.step < step) {
      const next = await this.vectors.next();
      if (next.done === true) return undefined;
      this.current = next.value;
    }
    return this.current.step === step ? this.current.values : undefined;
  }
}
