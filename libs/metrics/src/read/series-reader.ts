import { axisVersionId, LIMITS, type MetricId, type ProblemItem, type RunKey } from '@graticule/contracts';
import { readingProblems } from './axis-lines.js';
import type { AxisRegistry } from '../dictionary/axis-registry.js';
import type { Metric } from '../dictionary/metric.js';
import type { MetricDictionary } from '../dictionary/metric-dictionary.js';
import type { TileStore } from '../store/tile-store.js';
import type { RunView } from './run-view.js';
import { RunViews } from './run-views.js';
import { ScalarReader } from './scalar-reader.js';
import { ScalarSource } from './scalar-source.js';
import type { SeriesHead, SeriesSummary } from './series-summary.js';
import type { Slice, Unreadable } from './slice.js';
import type { SliceRequest } from './slice-request.js';
import { VectorReader, type VectorReading } from './vector-reader.js';
import { VisibleSeries } from './visible-series.js';

/** A scalar series in step order. steps, times (ms), values: one length. */
export interface ScalarColumns {
  readonly steps: BigInt64Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
}

const MAX_POINTS = 1000;

/**
 * Answers questions about what a run measured. Invariants: a batch is in every answer from its acknowledgement on; of several
 * writes of a step the last one counts; an attempt with a first step hides what earlier attempts logged from there on, never
 * what it logged itself; no value is rounded or thinned unless the answer says so.
 */
export class SeriesReader {
  private readonly views: RunViews;
  private readonly scalarReader: ScalarReader;
  private readonly vectorReader: VectorReader;
  private readonly visible: VisibleSeries;

  constructor(
    store: TileStore,
    private readonly dictionary: MetricDictionary,
    axes: AxisRegistry,
    options: { readonly cacheBytes?: number } = {},
  ) {
    this.views = new RunViews(store, options.cacheBytes);
    const source = new ScalarSource(this.views);
    this.scalarReader = new ScalarReader(source);
    this.vectorReader = new VectorReader(this.views, dictionary, axes);
    this.visible = new VisibleSeries(this.views, source, async (view, metric) => {
      const { count } = await this.vectorReader.summary(view, metric);
      return count > 0n;
    });
  }

  /** Every series of a run that has points, by the name of its metric; one that a later attempt hides whole has none. */
  async list(run: RunKey): Promise<readonly SeriesHead[]> {
    const view = await this.views.read(run, { series: 'all', tiles: [] });
    const metrics = await this.dictionary.byId(await this.visible.of(view));
    return [...metrics.values()]
      .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
      .map((metric) => {
        const version = view.axisVersion(metric.id);
        return { metric, axisVersion: version === undefined ? null : axisVersionId(version) };
      });
  }

  /** Summaries of the metrics that have a series in this run; the others are absent. */
  async summaries(run: RunKey, metrics: readonly MetricId[]): Promise<ReadonlyMap<MetricId, SeriesSummary>> {
    const view = await this.views.read(run, { series: metrics, tiles: [] });
    const summaries = await Promise.all(
      metrics.map(async (metric) => [metric, await this.summaryOf(view, metric)] as const),
    );
    return new Map(summaries.filter(([, { count }]) => count > 0n));
  }

  async slice(run: RunKey, metric: Metric, request: SliceRequest): Promise<Slice | Unreadable> {
    const problems = requestProblems(metric, request);
    if (problems.length > 0) return { kind: 'invalid', problems };
    const sized = { ...request, maxPoints: request.maxPoints ?? MAX_POINTS };
    if (request.axis !== undefined) return this.vectorReader.slice(run, metric, { ...sized, axis: request.axis });
    return this.scalarReader.slice(run, metric.id, sized);
  }

  /** A whole scalar series. Empty when the metric was not logged. */
  async scalars(run: RunKey, metric: MetricId): Promise<ScalarColumns> {
    return this.scalarReader.points(run, metric);
  }

  /** The vector at the first, the last or a given step. Undefined when there is none. */
  async vectorAt(run: RunKey, metric: MetricId, at: 'first' | 'last' | bigint): Promise<VectorReading | undefined> {
    return this.vectorReader.vectorAt(run, metric, at);
  }

  private summaryOf(view: RunView, metric: MetricId): Promise<SeriesSummary> {
    const isScalar = view.axisVersion(metric) === undefined;
    return isScalar ? this.scalarReader.summary(view, metric) : this.vectorReader.summary(view, metric);
  }
}

function requestProblems(metric: Metric, request: SliceRequest): readonly ProblemItem[] {
  const problems: ProblemItem[] = [];
  const { maxPoints = MAX_POINTS, axis } = request;
  if (!Number.isInteger(maxPoints) || maxPoints < 1 || maxPoints > LIMITS.pointsPerLine) {
    const detail = `maxPoints is a whole number from 1 to ${LIMITS.pointsPerLine}, not ${maxPoints}`;
    problems.push({ pointer: '#/maxPoints', code: 'MAX_POINTS', detail });
  }
  if (request.history === true && request.mode !== 'RAW') {
    problems.push({ pointer: '#/history', code: 'HISTORY', detail: 'history is read with the mode RAW' });
  }
  const { skip = 0 } = request;
  if (!Number.isInteger(skip) || skip < 0 || (skip > 0 && request.history !== true)) {
    const detail = `skip is a whole number from 0 on and goes with history, not ${skip}`;
    problems.push({ pointer: '#/skip', code: 'SKIP', detail });
  }
  if (metric.axis === null && axis !== undefined) {
    const detail = `“${metric.name}” has no axis; leave the axis reading out`;
    problems.push({ pointer: '#/axis', code: 'NO_AXIS', detail });
  }
  if (metric.axis !== null && axis === undefined) {
    const detail = `“${metric.name}” has the axis “${metric.axis}”; say in “axis” which elements to read, or how to reduce them`;
    problems.push({ pointer: '#/axis', code: 'NEEDS_AXIS', detail });
  }
  return axis === undefined ? problems : [...problems, ...readingProblems(axis)];
}
