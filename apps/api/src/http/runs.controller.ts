import { RunView, SubmitRun, UpdateRun } from '@graticule/contracts';
import type { KeyPrincipal, Principal } from '@graticule/access';
import { AppError } from '@graticule/platform';
import { type ProjectRecord, RunLifecycle, type RunRequest } from '@graticule/runs';
import { Body, Controller, Get, Param, Patch, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow, AttemptMay } from '../access/allow.js';
import { Caller, KeyCaller } from '../access/caller.js';
import { Visible } from '../access/visible.js';
import { IdempotencyKey } from './idempotency-key.js';
import { invalid } from './problem.js';
import { RecipeDesk } from './recipe-desk.js';
import type { RouteDocument } from './route-document.js';
import { runView } from './run-view.js';

@Controller('api/v1')
export class RunsController {
  constructor(
    private readonly lifecycle: RunLifecycle,
    private readonly recipes: RecipeDesk,
    private readonly visible: Visible,
  ) {}

  @Post('projects/:project/runs')
  @Allow('runs:write')
  // oxlint-disable-next-line max-params -- Nest hands each part of a request over as a parameter
  async submit(
    @KeyCaller() caller: KeyPrincipal,
    @Param('project') slug: string,
    @Body({ schema: SubmitRun }) body: SubmitRun,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RunView> {
    const project = await this.visible.project(caller, slug);
    const request = { ...this.resolved(body), ...(await this.originOf(caller, project, body)) };
    const outcome = await this.lifecycle.submit(project, request, {
      actor: `key:${caller.keyId}`,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    });
    if (outcome.kind === 'conflict') {
      throw new AppError('IDEMPOTENCY_CONFLICT', 'The Idempotency-Key was used with another body in this project.');
    }
    void reply.status(outcome.kind === 'created' ? 201 : 200).header('location', `/api/v1/runs/${outcome.run.id}`);
    return runView(outcome.run);
  }

  @Get('runs/:id')
  @Allow('runs:read')
  @AttemptMay('on-its-run')
  async read(@Caller() caller: Principal, @Param('id') id: string): Promise<RunView> {
    return runView(await this.visible.run(caller, id));
  }

  @Patch('runs/:id')
  @Allow('runs:write')
  async update(
    @KeyCaller() caller: KeyPrincipal,
    @Param('id') id: string,
    @Body({ schema: UpdateRun }) body: UpdateRun,
  ): Promise<RunView> {
    const run = await this.visible.run(caller, id);
    return runView(await this.lifecycle.update(run.id, body));
  }

  private async originOf(
    caller: KeyPrincipal,
    project: ProjectRecord,
    { fork, recipe, config, seed }: SubmitRun,
  ): Promise<Partial<RunRequest>> {
    if (fork === undefined) return {};
    if (recipe)
      throw refuse('#/fork', 'FORK_OF_A_JOB', 'a run with a recipe begins by itself; leave out “fork” or “recipe”');
    const from = await this.visible.run(caller, fork.run);
    if (from.projectKey !== project.key)
      throw refuse('#/fork/run', 'OTHER_PROJECT', `the run ${from.id} belongs to the project ${from.projectSlug}`);
    return {
      resolvedFork: { from: from.key, step: fork.step },
      // What is not said is as it was: a fork that changes nothing is the same run once more.
      config: Object.keys(config).length > 0 ? config : SubmitRun.shape.config.parse(from.config),
      ...(seed === undefined && from.seed !== null ? { seed: from.seed } : {}),
    };
  }

  private resolved(body: SubmitRun): Parameters<RunLifecycle['submit']>[1] {
    if (!body.recipe) return body;
    const outcome = this.recipes.resolve(body.recipe, body.config);
    if (outcome.kind === 'invalid') throw invalid('The run cannot be submitted', outcome.problems);
    const { name, version } = outcome.recipe;
    return { ...body, config: SubmitRun.shape.config.parse(outcome.config), resolvedRecipe: { name, version } };
  }
}

function refuse(pointer: string, code: string, detail: string): AppError {
  return invalid('The run cannot be submitted', [{ pointer, code, detail }]);
}

export const runRoutes: readonly RouteDocument[] = [
  {
    method: 'post',
    path: '/api/v1/projects/{project}/runs',
    operation: 'submitRun',
    summary: 'Submit a run: with a recipe a QUEUED job, without one a RUNNING run that is logged from outside.',
    permission: 'runs:write',
    idempotent: 'by Idempotency-Key',
    body: SubmitRun,
    answers: {
      200: { description: 'This key was used before with the same body: the run it made.', content: RunView },
      201: { description: 'Submitted.', content: RunView },
    },
    problems: ['MALFORMED_BODY', 'NOT_FOUND', 'IDEMPOTENCY_CONFLICT', 'INVALID'],
  },
  {
    method: 'get',
    path: '/api/v1/runs/{id}',
    operation: 'readRun',
    summary: 'A run as it is now.',
    permission: 'runs:read',
    answers: { 200: { description: 'The run.', content: RunView } },
    problems: ['NOT_FOUND'],
  },
  {
    method: 'patch',
    path: '/api/v1/runs/{id}',
    operation: 'updateRun',
    summary: 'Change what people wrote about a run.',
    permission: 'runs:write',
    body: UpdateRun,
    answers: { 200: { description: 'The run as it is now.', content: RunView } },
    problems: ['MALFORMED_BODY', 'NOT_FOUND'],
  },
];
