import type {
  ClaimId,
  FinishRun,
  ReportClaim,
  RunId,
  StartAttempt,
  TeamKey,
  UpdateRun,
  WorkerId,
} from '@graticule/contracts';
import type { Database } from '@graticule/database';
import { type CancelOutcome, cancelRun } from './cancel-run.js';
import { claimJob, type ClaimOutcome } from './claim-job.js';
import { type By, type FinishOutcome, finishRun } from './finish-run.js';
import type { Measurements } from './gate.js';
import { type HeartbeatOutcome, hearRun } from './hear-run.js';
import { LIFE_TIMES, type LifecycleOptions, type Reception } from './house.js';
import type { ProjectRecord } from './project-record.js';
import { readRecord } from './read-runs.js';
import { renewClaim, type RenewOutcome } from './renew-claim.js';
import { reportClaim, type ReportOutcome } from './report-claim.js';
import { retryRun, type RetryOutcome } from './retry-run.js';
import type { RunQueue } from './run-queue.js';
import type { Actor, RunRecord } from './run-record.js';
import { startAttempt, type StartAttemptOutcome } from './start-attempt.js';
import { type RunRequest, type SubmitOptions, type SubmitOutcome, submitRun } from './submit-run.js';

/**
 * The life of a run. Every change of status follows `NEXT_STATUS`, happens under the lock of the run, and writes one
 * transition in the same transaction, numbered by the project without gaps. The claim decides who trains: the queue only
 * delivers, so a job may come twice or too late. The gate of the measurements is moved beside the transaction, never in
 * it: each file says what a crash between the two leaves behind and why that is harmless.
 *
 * Callers have checked that whoever asks may see the run. A claim names no run: its team is checked here.
 */
export class RunLifecycle {
  private readonly house: Reception;

  constructor(database: Database, measurements: Measurements, queue: RunQueue, options: LifecycleOptions = {}) {
    this.house = { database, ...measurements, queue, times: { ...LIFE_TIMES, ...options } };
  }

  submit(project: ProjectRecord, request: RunRequest, options: SubmitOptions): Promise<SubmitOutcome> {
    return submitRun(this.house, project, request, options);
  }

  claim(run: RunId, attempt: number, worker: WorkerId): Promise<ClaimOutcome> {
    return claimJob(this.house, run, attempt, worker);
  }

  renew(team: TeamKey, claim: ClaimId): Promise<RenewOutcome> {
    return renewClaim(this.house, team, claim);
  }

  report(team: TeamKey, claim: ClaimId, report: ReportClaim): Promise<ReportOutcome> {
    return reportClaim(this.house, team, claim, report);
  }

  finish(run: RunId, finish: FinishRun, by: By): Promise<FinishOutcome> {
    return finishRun(this.house, run, finish, by);
  }

  cancel(run: RunId, actor: Actor): Promise<CancelOutcome> {
    return cancelRun(this.house, run, actor);
  }

  retry(run: RunId, actor: Actor): Promise<RetryOutcome> {
    return retryRun(this.house, run, actor);
  }

  /** Begins another attempt of a run that is logged from outside. */
  startAttempt(run: RunId, start: StartAttempt, actor: Actor): Promise<StartAttemptOutcome> {
    return startAttempt(this.house, run, start, actor);
  }

  heartbeat(run: RunId, by: By): Promise<HeartbeatOutcome> {
    return hearRun(this.house, run, by);
  }

  /** Changes what people wrote about a run. */
  async update(run: RunId, { name, notes, tags }: UpdateRun): Promise<RunRecord> {
    const { database } = this.house;
    await database.prisma.run.update({
      where: { publicId: run },
      data: {
        ...(name === undefined ? {} : { name }),
        ...(notes === undefined ? {} : { notes }),
        ...(tags === undefined ? {} : { tags }),
      },
    });
    return readRecord(database, run);
  }
}
