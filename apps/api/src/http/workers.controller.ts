import { AttemptTokens, type KeyPrincipal } from '@graticule/access';
import {
  ClaimId,
  Claimed,
  ClaimJob,
  ClaimRenewed,
  RegisterWorker,
  ReportClaim,
  RunId,
  toWireInteger,
  WorkerId,
  WorkerView,
} from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import { RunLifecycle, WorkerRegistry } from '@graticule/runs';
import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { KeyCaller } from '../access/caller.js';
import { Visible } from '../access/visible.js';
import { StudyEnds } from '../background/study-ends.js';
import { notFound } from './problem.js';

/** What a worker says: I am here, I take this job, I still have it, it has ended. */
@Controller('api/v1')
export class WorkersController {
  constructor(
    private readonly workers: WorkerRegistry,
    private readonly lifecycle: RunLifecycle,
    private readonly tokens: AttemptTokens,
    private readonly visible: Visible,
    private readonly studies: StudyEnds,
  ) {}

  @Post('workers')
  @Allow('workers:run')
  async register(
    @KeyCaller() caller: KeyPrincipal,
    @Body({ schema: RegisterWorker }) body: RegisterWorker,
  ): Promise<WorkerView> {
    return this.workers.register(caller.teamKey, body);
  }

  @Post('workers/:id/heartbeat')
  @HttpCode(204)
  @Allow('workers:run')
  async heartbeat(@KeyCaller() caller: KeyPrincipal, @Param('id') id: string): Promise<void> {
    const worker = WorkerId.safeParse(id);
    if (!worker.success || !(await this.workers.heartbeat(caller.teamKey, worker.data))) throw notFound(`worker ${id}`);
  }

  @Post('jobs/:job/claim')
  @HttpCode(200)
  @Allow('workers:run')
  async claim(
    @KeyCaller() caller: KeyPrincipal,
    @Param('job') job: string,
    @Body({ schema: ClaimJob }) body: ClaimJob,
  ): Promise<Claimed> {
    const { run: id, attempt } = jobOf(job);
    const visible = await this.visible.run(caller, id);
    const outcome = await this.lifecycle.claim(visible.id, attempt, body.worker);
    if (outcome.kind === 'taken') throw new AppError('ALREADY_CLAIMED', `The job ${job} is claimed.`);
    if (outcome.kind === 'gone') throw new AppError('ALREADY_CLAIMED', `The job ${job} is no longer to be done.`);
    const { run } = outcome;
    if (!run.recipe) throw new AppError('INTERNAL', `The run ${run.id} is queued without a recipe.`);
    const { attempt: number, epoch } = outcome;
    const { key: runKey, projectKey, teamKey } = run;
    return Claimed.parse({
      claim: outcome.claim,
      run: run.id,
      project: run.projectSlug,
      attempt: number,
      epoch: Number(epoch),
      token: this.tokens.issue({ runId: run.id, runKey, projectKey, teamKey, attempt: number, epoch }),
      recipe: run.recipe,
      config: run.config,
      seed: toWireInteger(run.seed ?? 0n),
      timeoutSeconds: outcome.timeoutSeconds,
      renewMs: outcome.renewMs,
    });
  }

  @Post('claims/:id/renew')
  @HttpCode(200)
  @Allow('workers:run')
  async renew(@KeyCaller() caller: KeyPrincipal, @Param('id') id: string): Promise<ClaimRenewed> {
    const outcome = await this.lifecycle.renew(caller.teamKey, claimOf(id));
    if (outcome.kind === 'lost') throw lost(id);
    return { cancelRequested: outcome.cancelRequested };
  }

  @Post('claims/:id/report')
  @HttpCode(200)
  @Allow('workers:run')
  async report(
    @KeyCaller() caller: KeyPrincipal,
    @Param('id') id: string,
    @Body({ schema: ReportClaim }) body: ReportClaim,
  ) {
    const outcome = await this.lifecycle.report(caller.teamKey, claimOf(id), body);
    if (outcome.kind === 'lost') throw lost(id);
    this.studies.someRunEnded();
    return { status: outcome.status };
  }
}

const JOB = /^([0-9a-f-]{36})-(\d{1,6})$/;

/** A job's id is `<run>-<attempt>`: the queue needs no table of its own. */
function jobOf(job: string): { run: RunId; attempt: number } {
  const [, run, attempt] = JOB.exec(job) ?? [];
  const id = RunId.safeParse(run);
  if (!id.success) throw notFound(`job ${job}`);
  return { run: id.data, attempt: Number(attempt) };
}

function claimOf(id: string): ClaimId {
  const claim = ClaimId.safeParse(id);
  if (!claim.success) throw notFound(`claim ${id}`);
  return claim.data;
}

/** One answer for a claim that another one has replaced, that is another team's, or that never was. */
function lost(id: string): AppError {
  return notFound(`claim ${id}: where it was one, another attempt may have begun`);
}
