import type { Principal } from '@graticule/access';
import { ReadSeries, SeriesColumns, toWireInteger, toWireNumber } from '@graticule/contracts';
import { type Metric, MetricDictionary, SeriesReader, type Slice, type SliceRequest } from '@graticule/metrics';
import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow, AttemptMay } from '../access/allow.js';
import { Caller } from '../access/caller.js';
import { Visible } from '../access/visible.js';
import { invalid, notFound } from './problem.js';
import type { RouteDocument } from './route-document.js';
import { csvOf } from './series-csv.js';

@Controller('api/v1/runs/:id/series')
export class SeriesController {
  constructor(
    private readonly reader: SeriesReader,
    private readonly dictionary: MetricDictionary,
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
  ): Promise<SeriesColumns | string> {
    const run = await this.visible.run(caller, id);
    const metric = (await this.dictionary.byName(run.projectKey, [name])).get(name);
    if (!metric) throw notFound(`metric ${name} in the project of run ${id}`);
    const slice = await this.reader.slice(run.key, metric, requestOf(query));
    if (slice.kind === 'invalid') throw invalid('The series cannot be read so', slice.problems);
    if (accept?.includes('text/csv') !== true) return columnsOf(metric, slice);
    void reply.type('text/csv; charset=utf-8');
    return csvOf(slice);
  }
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
      200: { description: 'By the Accept header.', content: { 'application/json': SeriesColumns, 'text/csv': 'text' } },
    },
    problems: ['MALFORMED_BODY', 'NOT_FOUND', 'INVALID'],
  },
];
