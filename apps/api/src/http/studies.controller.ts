import type { KeyPrincipal } from '@graticule/access';
import { StudyView, SubmitStudy } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import { StudyDesk, type StudyRecord } from '@graticule/runs';
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow } from '../access/allow.js';
import { KeyCaller } from '../access/caller.js';
import { Visible } from '../access/visible.js';
import { IdempotencyKey } from './idempotency-key.js';
import { invalid } from './problem.js';
import { RecipeDesk } from './recipe-desk.js';
import type { RouteDocument } from './route-document.js';
import { studyView } from './study-view.js';

@Controller('api/v1/studies')
export class StudiesController {
  constructor(
    private readonly desk: StudyDesk,
    private readonly recipes: RecipeDesk,
    private readonly visible: Visible,
  ) {}

  @Post()
  @Allow('runs:write')
  async submit(
    @KeyCaller() caller: KeyPrincipal,
    @Body({ schema: SubmitStudy }) body: SubmitStudy,
    @IdempotencyKey() idempotencyKey: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StudyView> {
    const project = await this.visible.project(caller, body.project);
    const planned = this.recipes.plan(body);
    if (planned.kind === 'invalid') throw invalid('The study cannot be submitted', planned.problems);
    const outcome = await this.desk.create(project, planned.study, {
      actor: `key:${caller.keyId}`,
      ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    });
    if (outcome.kind === 'conflict') {
      throw new AppError('IDEMPOTENCY_CONFLICT', 'The Idempotency-Key was used with another body in this project.');
    }
    void reply.status(outcome.kind === 'created' ? 201 : 200).header('location', `/api/v1/studies/${outcome.study.id}`);
    return this.viewOf(outcome.study);
  }

  @Get(':id')
  @Allow('runs:read')
  async read(@KeyCaller() caller: KeyPrincipal, @Param('id') id: string): Promise<StudyView> {
    return this.viewOf(await this.visible.study(caller, id));
  }

  private async viewOf(study: StudyRecord): Promise<StudyView> {
    const [runs, assertions] = await Promise.all([this.desk.runs(study.id), this.desk.assertions(study.id)]);
    return studyView(study, { runs, assertions });
  }
}

export const studyRoutes: readonly RouteDocument[] = [
  {
    method: 'post',
    path: '/api/v1/studies',
    operation: 'submitStudy',
    summary: 'Submit the runs of a recipe’s study. Its verdict follows when the last of them has ended.',
    permission: 'runs:write',
    idempotent: 'by Idempotency-Key',
    body: SubmitStudy,
    answers: {
      200: { description: 'This key was used before with the same body: the study it made.', content: StudyView },
      201: { description: 'Submitted.', content: StudyView },
    },
    problems: ['MALFORMED_BODY', 'NOT_FOUND', 'IDEMPOTENCY_CONFLICT', 'INVALID'],
  },
  {
    method: 'get',
    path: '/api/v1/studies/{id}',
    operation: 'readStudy',
    summary: 'A study, its runs, and its verdict once it is reached.',
    permission: 'runs:read',
    answers: { 200: { description: 'The study.', content: StudyView } },
    problems: ['NOT_FOUND'],
  },
];
