import type { MetricId, RunKey } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import { attributeWeights } from './axis-lines.js';
import type { AxisRegistry } from '../dictionary/axis-registry.js';
import type { AxisVersion } from '../dictionary/axis-version.js';
import { BoundedCache } from '../store/bounded-cache.js';
import type { Metric } from '../dictionary/metric.js';
import type { MetricDictionary } from '../dictionary/metric-dictionary.js';
import type { RunView } from './run-view.js';
import type { RunViews } from './run-views.js';
import type { Seen } from './settled-view.js';
import type { SeriesSummary } from './series-summary.js';
import type { Slice, Unreadable } from './slice.js';
import { canonicalTimeline } from './vector-canonical.js';
import { VectorScan, type WholeVector } from './vector-cells.js';
import { type Forecast, forecast, linesOf, vectorSpans } from './vector-forecast.js';
import { type AxisRequest, VectorQuestion } from './vector-question.js';
import { foldedSummary, vectorSummary } from './vector-summary.js';
import { RunMoved, VectorTiles } from './vector-tiles.js';

export type { AxisRequest } from './vector-question.js';

/** One vector of a series. values: [axis.size], NaN where nothing was logged. */
export interface VectorReading {
  readonly step: bigint;
  readonly time: number;
  readonly axis: AxisVersion;
  readonly values: Float64Array;
}

const CACHED_ANSWER_BYTES = 64 * 1024 * 1024;
const BYTES_PER_VALUE = 32;
const METRICS_REMEMBERED = 1000;

interface Asked {
  readonly metric: Metric;
  readonly weights: Metric | undefined;
  readonly request: AxisRequest;
  readonly ahead: Forecast | undefined;
}

/** So often a fold may come between the statements of one answer. Folds of a run are seconds apart. */
const PATIENCE = 8;

/**
 * Answers questions about series with an axis. Invariants: an answer is that of one instant, tiles and tail together: what it reads
 * in several statements belongs to one fold, or it starts again; of a column only those rows are read that the answer needs; a
 * reading of any length holds about one portion of a column at a time; every answer is exact.
 */
export class VectorReader {
  private readonly tiles: VectorTiles;
  private readonly answers = new BoundedCache<string, { readonly state: object; readonly slice: Slice }>(
    CACHED_ANSWER_BYTES,
  );
  /** By metric: most runs of a project log it on the same version. */
  private readonly axisOfLate = new BoundedCache<number, AxisVersion>(METRICS_REMEMBERED);

  constructor(
    views: RunViews,
    private readonly dictionary: Pick<MetricDictionary, 'byName'>,
    private readonly axes: Pick<AxisRegistry, 'byId' | 'refreshed'>,
  ) {
    this.tiles = new VectorTiles(views);
  }

  /** Reductions over an axis touch every cell; the answer is kept until the run changes. The request has been checked. */
  async slice(run: RunKey, metric: Metric, request: AxisRequest): Promise<Slice | Unreadable> {
    const weights = await this.metricNamed(metric, request.axis.weights);
    const key = `${run} ${metric.id} ${JSON.stringify(request, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))}`;
    const kept = this.answers.get(key);
    const likely = this.axisOfLate.get(metric.id);
    const ahead = kept === undefined && likely !== undefined ? await forecast(likely, metric.id, request) : undefined;
    const metrics = weights === undefined ? [metric.id] : [metric.id, weights.id];
    return settled(async () => {
      const seen = await this.tiles.look(run, metrics, ahead?.spans);
      const { state } = seen.view;
      if (kept?.state === state) return kept.slice;
      const slice = await this.answer(seen, { metric, weights, request, ahead });
      if (slice.kind === 'slice') {
        this.answers.set(key, { state, slice }, 1000 + BYTES_PER_VALUE * slice.steps.length * slice.lines.length);
      }
      return slice;
    });
  }

  /** The vector at the first, the last or a given step. Undefined when there is none. */
  async vectorAt(run: RunKey, metric: MetricId, at: 'first' | 'last' | bigint): Promise<VectorReading | undefined> {
    const likely = this.axisOfLate.get(metric);
    const ahead = typeof at === 'bigint' && likely !== undefined ? vectorSpans(likely, metric, at) : [];
    return settled(async () => {
      const seen = await this.tiles.look(run, [metric], ahead);
      const version = seen.view.axisVersion(metric);
      if (version === undefined) return undefined;
      const series = this.tiles.series(seen, metric);
      const axis = await this.axisOf(metric, version);
      const timeline = canonicalTimeline(series);
      const place = at === 'first' ? 0 : at === 'last' ? timeline.length - 1 : timeline.steps.indexOf(at);
      if (place < 0 || place >= timeline.length) return undefined;
      const vectors = new VectorScan(this.tiles, series, axis.size).vectors(timeline.between(place, place + 1));
      const { value } = await vectors.next();
      return value === undefined ? undefined : readingOf(value, axis);
    });
  }

  /** The exact summary of a series with an axis. The view holds the series' row. */
  async summary(view: RunView, metric: number): Promise<SeriesSummary> {
    const row = view.series.get(metric);
    const asFolded = view.foldedCuts && view.tail.vectorPieces(metric).length === 0;
    if (row !== undefined && asFolded) return foldedSummary(row);
    return settled(async () => {
      const fresh = await this.tiles.look(view.run, [metric]);
      const series = this.tiles.series(fresh, metric);
      const axis = await this.axisOf(metric, fresh.view.axisVersion(metric) ?? 0);
      return vectorSummary(this.tiles, series, axis.size);
    });
  }

  private async answer(seen: Seen, { metric, weights, request, ahead }: Asked): Promise<Slice | Unreadable> {
    const { view } = seen;
    const version = view.axisVersion(metric.id);
    if (version === undefined) return nothingLogged();
    const axis = await this.axisFor(await this.axisOf(metric.id, version), request);
    const isMeasured = request.axis.weights !== undefined && attributeWeights(axis, request.axis.weights) === undefined;
    const isOnAxis = weights !== undefined && view.axisVersion(weights.id) === axis.id;
    if (isMeasured && !isOnAxis) return unknownWeights(axis, request.axis.weights ?? '');
    const series = this.tiles.series(seen, metric.id);
    const weighing = isMeasured && weights !== undefined ? this.tiles.series(seen, weights.id) : undefined;
    const question = new VectorQuestion(this.tiles, { series, weighing, axis });
    const lines =
      (ahead?.axis === axis ? ahead.lines : undefined) ??
      (await linesOf(axis, request, (step) => question.valuesAt(step)));
    return lines.kind === 'invalid' ? lines : question.answer(lines, request);
  }

  /** What is in memory may lack a grouping that another replica has declared since. */
  private async axisFor(axis: AxisVersion, { axis: { groupBy } }: AxisRequest): Promise<AxisVersion> {
    const isKnown = groupBy === undefined || !axis.columns.has(groupBy) || axis.groupings.includes(groupBy);
    return isKnown ? axis : this.axes.refreshed(axis);
  }

  private async axisOf(metric: number, version: number): Promise<AxisVersion> {
    const axis = await this.axes.byId(version);
    if (axis === undefined) throw new AppError('INTERNAL', `axis version ${version} of metric ${metric} is gone`);
    this.axisOfLate.set(metric, axis, 1);
    return axis;
  }

  private async metricNamed({ projectKey }: Metric, name: string | undefined): Promise<Metric | undefined> {
    return name === undefined ? undefined : (await this.dictionary.byName(projectKey, [name])).get(name);
  }
}

/** Starts again when a fold has moved what was being read. */
async function settled<T>(read: () => Promise<T>): Promise<T> {
  for (let round = 1; ; round++) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof RunMoved) || round === PATIENCE) throw error;
    }
  }
}

function readingOf({ step, time, values }: WholeVector, axis: AxisVersion): VectorReading {
  return { step, time, axis, values: values.slice() };
}

function unknownWeights(axis: AxisVersion, name: string): Unreadable {
  const detail = `“${name}” is neither a numeric attribute of “${axis.axis}” nor a metric of this run on its version ${axis.version}`;
  return { kind: 'invalid', problems: [{ pointer: '#/axis/weights', code: 'UNKNOWN_WEIGHTS', detail }] };
}

function nothingLogged(): Slice {
  return {
    kind: 'slice',
    steps: new BigInt64Array(0),
    lines: [],
    nextStep: null,
    nextSkip: 0,
    resolution: 0,
    exact: true,
    pointsTotal: 0n,
    pointsRead: 0n,
  };
}
