import type { AxisVersion } from '../dictionary/axis-version.js';
import type { AxisLines } from './axis-lines.js';
import { pageOf } from './scalar-points.js';
import type { Slice, Unreadable } from './slice.js';
import type { AxisReading, SliceRequest } from './slice-request.js';
import { lowerBound, positionsWithin } from './step-order.js';
import { canonicalTimeline } from './vector-canonical.js';
import { VectorScan } from './vector-cells.js';
import { ElementCellsReader } from './vector-elements.js';
import { historyTimeline } from './vector-history.js';
import { type PyramidLevel, PyramidReader, pyramidLevel, unitStarts } from './vector-pyramid.js';
import { Reductions } from './vector-reductions.js';
import type { VectorSeries } from './vector-series.js';
import { envelope, type LineChunks, sizeProblem, verbatim } from './vector-slice.js';
import type { VectorTimeline } from './vector-timeline.js';
import type { VectorTiles } from './vector-tiles.js';

export type AxisRequest = SliceRequest & { readonly maxPoints: number; readonly axis: AxisReading };

interface AxisSource {
  readonly series: VectorSeries;
  /** The series of the metric that weighs. */
  readonly weighing: VectorSeries | undefined;
  readonly axis: AxisVersion;
}

/** One reading of one series at one instant. */
export class VectorQuestion {
  private readonly canonical: VectorTimeline;

  constructor(
    private readonly tiles: VectorTiles,
    private readonly source: AxisSource,
  ) {
    this.canonical = canonicalTimeline(source.series);
  }

  /** The vector of a step, [elements], NaN where nothing was logged; undefined when there is none. */
  async valuesAt(step: bigint): Promise<Float64Array | undefined> {
    const { canonical, source } = this;
    const at = lowerBound(canonical.steps, step);
    if (canonical.steps[at] !== step) return undefined;
    const vectors = new VectorScan(this.tiles, source.series, source.axis.size).vectors(canonical.between(at, at + 1));
    return (await vectors.next()).value?.values.slice();
  }

  async answer(lines: AxisLines, request: AxisRequest): Promise<Slice | Unreadable> {
    const { maxPoints, mode = 'ENVELOPE', skip = 0 } = request;
    const all = await this.timeline(request);
    const timeline = all.between(...positionsWithin(all.steps, request.steps));
    const { length } = timeline;
    const problem = sizeProblem(lines.heads.length, Math.min(length, mode === 'LAST' ? 1 : maxPoints));
    if (problem !== undefined) return problem;
    if (mode === 'ENVELOPE') return this.envelope(timeline, lines, maxPoints);
    const { begin, end, next } =
      mode === 'LAST' ? pageOf(timeline.steps, Math.max(0, length - 1), 1) : pageOf(timeline.steps, skip, maxPoints);
    const page = timeline.between(begin, end);
    return verbatim(page, lines, { chunks: this.chunks(page, lines, undefined), total: length, ...next });
  }

  private async timeline({ history }: AxisRequest): Promise<VectorTimeline> {
    const { series, axis } = this.source;
    return history === true ? historyTimeline(this.tiles, series, axis.size) : this.canonical;
  }

  private envelope(timeline: VectorTimeline, lines: AxisLines, limit: number): Promise<Slice> {
    const { size } = this.source.axis;
    const pyramid = lines.kind === 'elements' ? pyramidLevel(timeline, size, limit) : undefined;
    const chunks = this.chunks(timeline, lines, pyramid);
    return envelope(timeline, lines, { chunks, units: unitStarts(timeline, pyramid), limit });
  }

  private chunks(timeline: VectorTimeline, lines: AxisLines, pyramid: PyramidLevel | undefined): LineChunks {
    const { tiles } = this;
    const { series, weighing, axis } = this.source;
    const { size } = axis;
    if (lines.kind === 'reduced') {
      const weights = weighing === undefined ? undefined : { series: weighing, timeline: canonicalTimeline(weighing) };
      return new Reductions(tiles, series, { lines, size, weighing: weights }).chunks(timeline);
    }
    const { elements } = lines;
    const cells = new ElementCellsReader(tiles, series, { elements, size });
    if (pyramid === undefined) return cells.chunks(timeline);
    return new PyramidReader(tiles, series, { cells, elements, width: size, pyramid }).chunks(timeline);
  }
}
