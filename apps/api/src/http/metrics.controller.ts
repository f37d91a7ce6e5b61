import type { Principal } from '@graticule/access';
import {
  AxisName,
  AxisVersionView,
  DeclaredMetrics,
  DeclareMetrics,
  LIMITS,
  type ProblemItem,
  PutAxis,
} from '@graticule/contracts';
import { AxisRegistry, MetricDictionary } from '@graticule/metrics';
import { Body, Controller, HttpCode, Param, Post, Put } from '@nestjs/common';
import { Allow, AttemptMay } from '../access/allow.js';
import { Caller } from '../access/caller.js';
import { Visible } from '../access/visible.js';
import { invalid } from './problem.js';
import type { RouteDocument } from './route-document.js';

/** The names of a project: metrics, and the axes they are measured along. */
@Controller('api/v1')
export class MetricsController {
  constructor(
    private readonly dictionary: MetricDictionary,
    private readonly axes: AxisRegistry,
    private readonly visible: Visible,
  ) {}

  @Post('runs/:id/metrics')
  @HttpCode(200)
  @Allow('metrics:write')
  @AttemptMay('on-its-run')
  async declare(
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Body({ schema: DeclareMetrics }) body: DeclareMetrics,
  ): Promise<DeclaredMetrics> {
    const run = await this.visible.run(caller, id);
    const outcome = await this.dictionary.declare(run.projectKey, body.metrics);
    if (outcome.kind === 'invalid') throw invalid('The metrics cannot be declared', outcome.problems);
    return { metrics: outcome.metrics.map(({ name, id: metric }) => ({ name, id: metric })) };
  }

  @Put('projects/:project/axes/:axis')
  @Allow('metrics:write')
  @AttemptMay('in-its-project')
  async putAxis(
    @Caller() caller: Principal,
    @Param('project') slug: string,
    @Param('axis') axis: string,
    @Body({ schema: PutAxis }) body: PutAxis,
  ): Promise<AxisVersionView> {
    const project = await this.visible.project(caller, slug);
    const name = AxisName.safeParse(axis);
    if (!name.success) throw invalid('The axis cannot be stored', [wrongName(name.error.issues[0]?.message)]);
    const outcome = await this.axes.put(project.key, name.data, body);
    if (outcome.kind === 'invalid') throw invalid('The axis cannot be stored', outcome.problems);
    const { version } = outcome;
    return { axis: version.axis, version: version.version, id: version.id, size: version.size };
  }
}

function wrongName(detail = 'not a name'): ProblemItem {
  return { pointer: '/axis', code: 'name', detail };
}

export const metricRoutes: readonly RouteDocument[] = [
  {
    method: 'post',
    path: '/api/v1/runs/{id}/metrics',
    operation: 'declareMetrics',
    summary: 'Declare names of metrics in the run’s project and learn their ids. Declaring again changes nothing.',
    permission: 'metrics:write',
    body: DeclareMetrics,
    answers: { 200: { description: 'The ids, in the order of the names.', content: DeclaredMetrics } },
    problems: ['MALFORMED_BODY', 'NOT_FOUND', 'INVALID'],
  },
  {
    method: 'put',
    path: '/api/v1/projects/{project}/axes/{axis}',
    operation: 'putAxis',
    summary: `Store a version of an axis. The same body again is the same version. At most ${LIMITS.axisBytes} bytes.`,
    permission: 'metrics:write',
    body: PutAxis,
    answers: { 200: { description: 'The version; its id goes into frames.', content: AxisVersionView } },
    problems: ['MALFORMED_BODY', 'NOT_FOUND', 'INVALID', 'BATCH_TOO_LARGE'],
  },
];
