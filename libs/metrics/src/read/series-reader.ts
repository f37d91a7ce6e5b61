import { axisVersionId, LIMITS, type MetricId, type ProblemItem, type RunKey } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import { axisLines, readingProblems } from './axis-lines.js';
import type { AxisRegistry } from '../dictionary/axis-registry.js';
import type { AxisVersion } from '../dictionary/axis-version.js';
import { BoundedCache } from '../store/bounded-cache.js';
import { JournalReader } from './journal-reader.js';
import type { Metric } from '../dictionary/metric.js';
import type { MetricDictionary } from '../dictionary/metric-dictionary.js';
import type { MetricStore } from '../store/metric-store.js';
import type { RunJournal } from './run-journal.js';
import { canonicalPoints, historyPoints, type ScalarPoints } from './scalar-points.js';
import { scalarSlice } from './scalar-slice.js';
import type { SeriesHead, SeriesSummary } from './series-summary.js';
import type { Slice, Unreadable } from './slice.js';
import type { AxisReading, SliceRequest } from './slice-request.js';
import { summariseScalars, summariseVectors } from './summarise.js';
import { canonicalVectors, cellsOf, historyVectors, type VectorPoint } from './vector-points.js';
import { vectorSlice } from './vector-slice.js';

/** A scalar series in step order. steps, times (ms), values: one length. */
export interface ScalarColumns {
  readonly steps: BigInt64Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** One vector of a series. values: [axis.size], NaN where nothing was logged. */
export interface VectorReading {
  readonly step: bigint;
  readonly time: number;
  readonly axis: AxisVersion;
  readonly values: Float64Array;
}

type AxisRequest = SliceRequest & { readonly maxPoints: number; readonly axis: AxisReading };

const MAX_POINTS = 1000;
const CACHED_POINT_BYTES = 128 * 1024 * 1024;
const POINT_BYTES = 24;
const CACHED_ANSWER_BYTES = 64 * 1024 * 1024;

/**
 * Answers questions about what a run measured. Invariants: a batch is in every answer from its acknowledgement on; of several
 * writes of a step the last one counts; an attempt with a first step hides what earlier attempts logged from there on, never
 * what it logged itself; no value is rounded or thinned unless the answer says so.
 */
export class SeriesReader {
  private readonly journals: JournalReader;
  private readonly canonical = new BoundedCache<string, { readonly state: object; readonly points: ScalarPoints }>(
    CACHED_POINT_BYTES,
  );

  private readonly answers = new BoundedCache<string, { readonly state: object; readonly slice: Slice }>(
    CACHED_ANSWER_BYTES,
  );

  constructor(
    store: MetricStore,
    private readonly dictionary: MetricDictionary,
    private readonly axes: AxisRegistry,
    options: { readonly cacheBytes?: number } = {},
  ) {
    this.journals = new JournalReader(store, options.cacheBytes);
  }

  /** Every series of a run that has points, by the name of its metric; one that a later attempt hides whole has none. */
  async list(run: RunKey): Promise<readonly SeriesHead[]> {
    const journal = await this.journals.read(run);
    const metrics = await this.dictionary.byId(journal.metrics());
    return [...metrics.values()]
      .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
      .map((metric) => {
        const version = journal.axisVersion(metric.id);
        return { metric, axisVersion: version === undefined ? null : axisVersionId(version) };
      });
  }

  /** Summaries of the metrics that have a series in this run; the others are absent. */
  async summaries(run: RunKey, metrics: readonly MetricId[]): Promise<ReadonlyMap<MetricId, SeriesSummary>> {
    const journal = await this.journals.read(run);
    const summaries = new Map<MetricId, SeriesSummary>();
    for (const metric of metrics) {
      const summary = this.summaryOf(journal, run, metric);
      if (summary.count > 0n) summaries.set(metric, summary);
    }
    return summaries;
  }

  async slice(run: RunKey, metric: Metric, request: SliceRequest): Promise<Slice | Unreadable> {
    const problems = requestProblems(metric, request);
    if (problems.length > 0) return { kind: 'invalid', problems };
    const sized = { ...request, maxPoints: request.maxPoints ?? MAX_POINTS };
    if (request.axis !== undefined) return this.axisSlice(run, metric, { ...sized, axis: request.axis });
    const journal = await this.journals.read(run);
    return scalarSlice(
      request.history === true ? historyPoints(journal, metric.id) : this.pointsOf(journal, run, metric.id),
      sized,
    );
  }

  /** A whole scalar series. Empty when the metric was not logged. */
  async scalars(run: RunKey, metric: MetricId): Promise<ScalarColumns> {
    return this.pointsOf(await this.journals.read(run), run, metric);
  }

  /** The vector at the first, the last or a given step. Undefined when there is none. */
  async vectorAt(run: RunKey, metric: MetricId, at: 'first' | 'last' | bigint): Promise<VectorReading | undefined> {
    const journal = await this.journals.read(run);
    const points = canonicalVectors(journal, metric);
    const point =
      typeof at === 'bigint'
        ? points.find(({ step }) => step === at)
        : points.at(at === 'first' ? 0 : points.length - 1);
    if (point === undefined) return undefined;
    const axis = await this.axisOf(journal, metric);
    const { step, time } = point;
    return { step, time, axis, values: Float64Array.from(cellsOf(point, axis.size).values) };
  }

  /** Canonical points, kept until the journal of the run changes: a page of charts asks for the same series again and again. */
  private pointsOf(journal: RunJournal, run: RunKey, metric: MetricId): ScalarPoints {
    const key = `${run} ${metric}`;
    const cached = this.canonical.get(key);
    if (cached?.state === journal.state) return cached.points;
    const points = canonicalPoints(journal, metric);
    this.canonical.set(key, { state: journal.state, points }, points.steps.length * POINT_BYTES + 200);
    return points;
  }

  private summaryOf(journal: RunJournal, run: RunKey, metric: MetricId): SeriesSummary {
    if (journal.axisVersion(metric) === undefined) return summariseScalars(this.pointsOf(journal, run, metric));
    return summariseVectors(canonicalVectors(journal, metric));
  }

  /** Reductions over an axis touch every cell; the answer is kept until the journal of the run changes. */
  private async axisSlice(run: RunKey, metric: Metric, request: AxisRequest): Promise<Slice | Unreadable> {
    const journal = await this.journals.read(run);
    const { state } = journal;
    const key = `${run} ${metric.id} ${JSON.stringify(request, (_, value) => (typeof value === 'bigint' ? `${value}n` : value))}`;
    const kept = this.answers.get(key);
    if (kept?.state === state) return kept.slice;
    const slice = await this.readAxis(journal, metric, request);
    if (slice.kind === 'slice')
      this.answers.set(key, { state, slice }, 1000 + 32 * slice.steps.length * slice.lines.length);
    return slice;
  }

  private async readAxis(journal: RunJournal, metric: Metric, request: AxisRequest): Promise<Slice | Unreadable> {
    if (journal.axisVersion(metric.id) === undefined) return nothingLogged();
    const axis = await this.axisOf(journal, metric.id);
    const weights = await this.weightsOf(journal, axis, { metric, name: request.axis.weights });
    if (weights?.kind === 'invalid') return weights;
    const canonical = canonicalVectors(journal, metric.id);
    const lines = axisLines({ axis, points: canonical, weights: weights?.points }, request.axis);
    if (lines.kind === 'invalid') return lines;
    return vectorSlice(request.history === true ? historyVectors(journal, metric.id) : canonical, lines, request);
  }

  private async axisOf(journal: RunJournal, metric: number): Promise<AxisVersion> {
    const id = journal.axisVersion(metric) ?? 0;
    const axis = await this.axes.byId(id);
    if (axis === undefined) throw new AppError('INTERNAL', `axis version ${id} of metric ${metric} is gone`);
    return axis;
  }

  /** Undefined when the weights are an attribute or absent; else the vectors of the metric that weighs. */
  private async weightsOf(
    journal: RunJournal,
    axis: AxisVersion,
    { metric, name }: { readonly metric: Metric; readonly name: string | undefined },
  ): Promise<Unreadable | { readonly kind: 'weights'; readonly points: ReadonlyMap<bigint, VectorPoint> } | undefined> {
    if (name === undefined || axis.columns.get(name)?.kind === 'number') return undefined;
    const found = (await this.dictionary.byName(metric.projectKey, [name])).get(name);
    const version = found === undefined ? undefined : journal.axisVersion(found.id);
    if (found === undefined || version !== axis.id) {
      const detail = `“${name}” is neither a numeric attribute of “${axis.axis}” nor a metric of this run on its version ${axis.version}`;
      return { kind: 'invalid', problems: [{ pointer: '#/axis/weights', code: 'UNKNOWN_WEIGHTS', detail }] };
    }
    const points = canonicalVectors(journal, found.id);
    return { kind: 'weights', points: new Map(points.map((point) => [point.step, point])) };
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

function nothingLogged(): Slice {
  return {
    kind: 'slice',
    steps: new BigInt64Array(0),
    lines: [],
    nextStep: null,
    resolution: 0,
    exact: true,
    pointsTotal: 0n,
    pointsRead: 0n,
  };
}
