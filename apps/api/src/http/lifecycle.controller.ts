import type { KeyPrincipal, Principal } from '@graticule/access';
import { FinishRun, RunView, StartAttempt, WritePoints } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import { RunLifecycle, type RunRecord } from '@graticule/runs';
import { Body, Controller, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Allow, AttemptMay } from '../access/allow.js';
import { Caller, KeyCaller } from '../access/caller.js';
import { Visible } from '../access/visible.js';
import { StudyEnds } from '../background/study-ends.js';
import type { RouteDocument } from './route-document.js';
import { runView } from './run-view.js';

/** Changes of a run's status that somebody asks for. Whoever may write a run's measurements may say how it goes. */
@Controller('api/v1/runs/:id')
export class LifecycleController {
  constructor(
    private readonly lifecycle: RunLifecycle,
    private readonly visible: Visible,
    private readonly studies: StudyEnds,
  ) {}

  @Post('heartbeat')
  @HttpCode(200)
  @Allow('metrics:write')
  @AttemptMay('on-its-run')
  async heartbeat(
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Query({ schema: WritePoints }) query: WritePoints,
  ): Promise<RunView> {
    const run = await this.visible.run(caller, id);
    refuseEarlier(run, query);
    const outcome = await this.lifecycle.heartbeat(run.id, writerOf(caller));
    if (outcome.kind !== 'stale') return runView(outcome.run);
    throw stale();
  }

  @Post('finish')
  @HttpCode(200)
  @Allow('metrics:write')
  @AttemptMay('on-its-run')
  async finish(
    @Caller() caller: Principal,
    @Param('id') id: string,
    @Body({ schema: FinishRun }) body: FinishRun,
    @Query({ schema: WritePoints }) query: WritePoints,
  ): Promise<RunView> {
    const run = await this.visible.run(caller, id);
    refuseEarlier(run, query);
    const outcome = await this.lifecycle.finish(run.id, body, writerOf(caller));
    if (outcome.kind === 'stale') throw stale();
    if (outcome.kind === 'illegal') throw illegal(run, outcome.from, outcome.to);
    this.studies.runEnded(outcome.run);
    return runView(outcome.run);
  }

  @Post('cancel')
  @HttpCode(200)
  @Allow('runs:write')
  async cancel(@KeyCaller() caller: KeyPrincipal, @Param('id') id: string): Promise<RunView> {
    const run = await this.visible.run(caller, id);
    const outcome = await this.lifecycle.cancel(run.id, `key:${caller.keyId}`);
    if (outcome.kind === 'illegal') throw illegal(run, outcome.from, 'CANCELLED');
    this.studies.runEnded(outcome.run);
    return runView(outcome.run);
  }

  @Post('retry')
  @HttpCode(200)
  @Allow('runs:write')
  async retry(@KeyCaller() caller: KeyPrincipal, @Param('id') id: string): Promise<RunView> {
    const run = await this.visible.run(caller, id);
    const outcome = await this.lifecycle.retry(run.id, `key:${caller.keyId}`);
    if (outcome.kind === 'illegal') throw illegal(run, outcome.from, 'QUEUED');
    return runView(outcome.run);
  }

  @Post('attempts')
  @Allow('runs:write')
  async startAttempt(
    @KeyCaller() caller: KeyPrincipal,
    @Param('id') id: string,
    @Body({ schema: StartAttempt }) body: StartAttempt,
  ): Promise<RunView> {
    const run = await this.visible.run(caller, id);
    const outcome = await this.lifecycle.startAttempt(run.id, body, `key:${caller.keyId}`);
    if (outcome.kind === 'illegal') throw illegal(run, outcome.from, 'RUNNING');
    if (outcome.kind === 'a job') {
      const detail = `Workers begin the attempts of the run ${run.id}: it was submitted with a recipe. Retry it instead.`;
      throw new AppError('ILLEGAL_TRANSITION', detail, { extensions: { from: run.status, to: 'RUNNING' } });
    }
    return runView(outcome.run);
  }
}

type By = Parameters<RunLifecycle['finish']>[2];

function writerOf(caller: Principal): By {
  return caller.kind === 'attempt'
    ? { kind: 'attempt', attempt: caller.attempt, epoch: caller.epoch }
    : { kind: 'key', actor: `key:${caller.keyId}` };
}

/** Of a script that says which attempt it is, when the run has gone on without it. */
function refuseEarlier(run: RunRecord, { attempt }: WritePoints): void {
  if (attempt !== undefined && attempt !== run.attempt) throw stale();
}

function stale(): AppError {
  return new AppError('STALE_ATTEMPT', 'This attempt no longer holds the run.');
}

function illegal(run: RunRecord, from: string, to: string): AppError {
  return new AppError('ILLEGAL_TRANSITION', `The run ${run.id} is ${from} and cannot become ${to}.`, {
    extensions: { from, to },
  });
}

const changed = (operation: string, summary: string): Omit<RouteDocument, 'permission'> => ({
  method: 'post',
  path: `/api/v1/runs/{id}/${operation}`,
  operation: `${operation}Run`,
  summary,
  answers: { 200: { description: 'The run as it is now.', content: RunView } },
  problems: ['NOT_FOUND', 'ILLEGAL_TRANSITION', 'STALE_ATTEMPT'],
});

export const lifecycleRoutes: readonly RouteDocument[] = [
  { ...changed('heartbeat', 'Say that the run goes on.'), permission: 'metrics:write', query: WritePoints },
  {
    ...changed('finish', 'Say that the run has ended, and how.'),
    permission: 'metrics:write',
    query: WritePoints,
    body: FinishRun,
  },
  {
    ...changed('cancel', 'Stop a run: at once when it waits, through its worker when it trains.'),
    permission: 'runs:write',
  },
  { ...changed('retry', 'Queue another attempt of an ended or lost run.'), permission: 'runs:write' },
  {
    method: 'post',
    path: '/api/v1/runs/{id}/attempts',
    operation: 'startAttempt',
    summary:
      'Go on with a run that is logged from outside. From a first step on, what earlier attempts logged no longer counts.',
    permission: 'runs:write',
    body: StartAttempt,
    answers: { 201: { description: 'The run as it is now.', content: RunView } },
    problems: ['MALFORMED_BODY', 'NOT_FOUND', 'ILLEGAL_TRANSITION'],
  },
];
