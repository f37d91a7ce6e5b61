import type { Principal } from '@graticule/access';
import { MetricName, ReadSeries, SeriesColumns, toWireInteger, toWireNumber } from '@graticule/contracts';
import {
  AxisRegistry,
  type Metric,
  MetricDictionary,
  SeriesReader,
  type Slice,
  type SliceRequest,
} from '@graticule/metrics';
import type { RunKey } from '@graticule/contracts';
import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow, AttemptMay } from '../access/allow.js';
import { Caller } from '../access/caller.js';
import { Visible } from '../access/visible.js';
import { invalid, notFound } from './problem.js';
import type { RouteDocument } from './route-document.js';
import { csvOf } from './series-csv.js';
import { frameOf, type FrameSource } from './series-frame.js';

const FRAME = 'application/vnd.graticule.frame';

@Controller('api/v1/runs/:id/series')
export class SeriesController {
  constructor(
    private readonly reader: SeriesReader,
    private readonly dictionary: MetricDictionary,
    private readonly axes: AxisRegistry,
    private readonly visible: Visible,
  ) {}

  @Get(':metric')
  @Allow('runs:read')
  @AttemptMay('on-its-run')
  // oxlint-disable-next-line max-params -- Nest hands each part of a request over as a parameter
  async read(
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Param('metric') name: string,
    @Query({ schema: ReadSeries }) query: ReadSeries,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SeriesColumns | string | Buffer | undefined> {
    const run = await this.visible.run(caller, id);
    const known = MetricName.safeParse(name).success; // else Postgres would refuse the question itself
    const metric = known ? (await this.dictionary.byName(run.projectKey, [name])).get(name) : undefined;
    if (!metric) throw notFound(`metric ${name} in the project of run ${id}`);
    if (accept?.includes(FRAME)) return this.frame(run.key, metric, query, reply);
    const slice = await this.slice(run.key, metric, requestOf(query));
    if (accept?.includes('text/csv') !== true) return columnsOf(metric, slice);
    void reply.type('text/csv; charset=utf-8');
    return csvOf(slice);
  }

  private async slice(run: RunKey, metric: Metric, request: SliceRequest): Promise<Slice> {
    const slice = await this.reader.slice(run, metric, request);
    if (slice.kind === 'invalid') throw invalid('The series cannot be read so', slice.problems);
    return slice;
  }

  /** A frame holds points as they were logged, so nothing may be reduced. Nothing logged is an empty answer. */
  private async frame(
    run: RunKey,
    metric: Metric,
    query: ReadSeries,
    reply: FastifyReply,
  ): Promise<Buffer | undefined> {
    const request = requestOf(query);
    if (query.mode === 'ENVELOPE' || query.reduce !== undefined)
      throw invalid('A frame holds points as they were logged', [
        { pointer: '/mode', code: 'not_raw', detail: 'ask for mode=RAW or mode=LAST, without reduce' },
      ]);
    const source = await this.sourceOf(run, metric);
    if (source === undefined) return nothing(reply);
    const all =
      source.size === null || request.axis ? {} : { axis: { select: { range: { from: 0, to: source.size } } } };
    const slice = await this.slice(run, metric, { ...request, ...all });
    if (slice.nextStep !== null) void reply.header('graticule-next-step', String(slice.nextStep));
    if (slice.steps.length === 0) return nothing(reply);
    void reply.type(FRAME);
    return Buffer.from(frameOf(source, slice));
  }

  /** Undefined when the run has no point of the metric. */
  private async sourceOf(
    run: RunKey,
    metric: Metric,
  ): Promise<(FrameSource & { readonly size: number | null }) | undefined> {
    const head = (await this.reader.list(run)).find((series) => series.metric.id === metric.id);
    if (head === undefined) return undefined;
    const { axisVersion } = head;
    const version = axisVersion === null ? undefined : await this.axes.byId(axisVersion);
    return { metric: metric.id, axisVersion, size: version?.size ?? null };
  }
}

function nothing(reply: FastifyReply): undefined {
  void reply.status(204);
}

function requestOf(query: ReadSeries): SliceRequest {
  const { mode, maxPoints, from, to, groupBy, reduce, weights, elements } = query;
  const axis = {
    ...(groupBy === undefined ? {} : { groupBy }),
    ...(reduce === undefined ? {} : { reduce }),
    ...(weights === undefined ? {} : { weights }),
    ...(elements === undefined ? {} : { select: { keys: elements.split(',') } }),
  };
  return {
    mode,
    maxPoints,
    steps: { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) },
    ...(Object.keys(axis).length > 0 ? { axis } : {}),
  };
}

const column = (values: Float64Array) => Array.from(values, toWireNumber);

function columnsOf(metric: Metric, slice: Slice): SeriesColumns {
  return {
    metric: metric.name,
    steps: Array.from(slice.steps, toWireInteger),
    lines: slice.lines.map((line) => ({
      element: line.element?.key ?? null,
      group: line.group,
      values: column(line.values),
      ...(line.min ? { min: column(line.min) } : {}),
      ...(line.max ? { max: column(line.max) } : {}),
      ...(line.count ? { count: column(line.count) } : {}),
      ...(line.times ? { times: column(line.times) } : {}),
    })),
    nextStep: slice.nextStep === null ? null : toWireInteger(slice.nextStep),
    resolution: slice.resolution,
    exact: slice.exact,
    pointsTotal: toWireInteger(slice.pointsTotal),
  };
}

export const seriesRoutes: readonly RouteDocument[] = [
  {
    method: 'get',
    path: '/api/v1/runs/{id}/series/{metric}',
    operation: 'readSeries',
    summary: 'Columns of one series. The axis in all its readings is GraphQL’s.',
    permission: 'runs:read',
    query: ReadSeries,
    answers: {
      200: {
        description:
          'By the Accept header. A frame needs mode RAW or LAST; its header Graticule-Next-Step says where to go on.',
        content: { 'application/json': SeriesColumns, 'text/csv': 'text', [FRAME]: 'binary' },
      },
      204: { description: 'A frame was asked for and nothing is logged.' },
    },
    problems: ['MALFORMED_BODY', 'NOT_FOUND', 'INVALID'],
  },
];
