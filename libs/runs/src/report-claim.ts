import type { Cause, ClaimId, ReportClaim, RunStatus, TeamKey } from '@graticule/contracts';
import { because, changeRun } from './change-run.js';
import { deliver } from './deliver.js';
import type { Client, House } from './house.js';
import { comeBack } from './renew-claim.js';
import { requeue } from './requeue.js';
import { hasEnded, lockRun, readRun, runOfClaim, type RunState } from './run-state.js';
import { sql } from './sql.js';

export type ReportOutcome = { readonly kind: 'recorded'; readonly status: RunStatus } | { readonly kind: 'lost' };

/**
 * What a worker says of a trainer that has ended. A run that has ended already stays as it is: the trainer has spoken for
 * itself. The gate is closed first: if the rest fails, the worker reports again.
 */
export async function reportClaim(
  house: House,
  team: TeamKey,
  claim: ClaimId,
  report: ReportClaim,
): Promise<ReportOutcome> {
  const id = await runOfClaim(house.database, team, claim);
  const before = id && (await readRun(house.database.pool, id));
  if (!before || before.job?.claim !== claim) return { kind: 'lost' };
  await house.gate.close(before.key, before.epoch);
  const after = await house.database.transaction((client) => record(client, before, claim, report));
  if (!after) return { kind: 'lost' };
  if (hasEnded(after.status)) await house.gate.close(after.key, after.epoch);
  if (after.status === 'QUEUED' && after.job) {
    await deliver(house.database, house.queue, { run: after.id, attempt: after.attempt, ...after.job });
  }
  return { kind: 'recorded', status: after.status };
}

async function record(
  client: Client,
  { id }: RunState,
  claim: ClaimId,
  report: ReportClaim,
): Promise<RunState | undefined> {
  const state = await lockRun(client, id);
  if (!state?.job || state.job.claim !== claim) return undefined;
  if (hasEnded(state.status)) return state;
  const actor = `worker:${state.job.worker}`;
  const running = await comeBack(client, state, actor);
  const { to, cause } = verdictOf(running, report);
  if (to === 'QUEUED') {
    // A drained worker is our doing: it costs the run none of its attempts.
    const allowed = report.outcome === 'DRAINED' ? state.job.maxAttempts + 1 : state.job.maxAttempts;
    return requeue(client, running, { cause, actor, maxAttempts: allowed, lastClaim: 'ended' });
  }
  await client.query({ ...sql('end-claim'), values: [state.key] });
  return changeRun(client, running, { to, cause, actor });
}

type Verdict = { readonly to: 'QUEUED' | 'FAILED' | 'CANCELLED'; readonly cause: Cause };

/** What becomes of a run whose trainer ended without a word. */
function verdictOf(state: RunState, report: ReportClaim): Verdict {
  const cancelled: Verdict = { to: 'CANCELLED', cause: because('USER_CANCELLED', 'Cancelled while it was training.') };
  if (state.job?.cancelRequested) return cancelled;
  switch (report.outcome) {
    case 'CANCELLED':
      return cancelled;
    case 'DRAINED':
      return { to: 'QUEUED', cause: because('WORKER_DRAINED', 'Its worker was asked to stop.') };
    case 'TIMED_OUT':
      return { to: 'FAILED', cause: report.cause ?? because('TIMEOUT', 'It took longer than it was allowed to.') };
    case 'CANNOT_START':
      return { to: 'FAILED', cause: report.cause ?? because('CANNOT_START', 'The trainer could not be started.') };
    case 'EXITED':
      return exited(state, report);
  }
}

/** The exit code of a trainer that could not tell the API how it went, nor perhaps send all it measured. */
const UNTOLD = 70;

/** A signal is the machine's doing (memory, a power switch) and worth another try; an exit code is the trainer's own. */
function exited(state: RunState, { signal, exitCode, cause }: ReportClaim): Verdict {
  const how = signal === null ? `with exit code ${exitCode} and without saying how` : `by ${signal}`;
  const said = cause ?? because('TRAINER_EXIT', `The trainer ended ${how}.`);
  const innocent = (signal !== null || exitCode === UNTOLD) && said.code !== 'TRAINER_THREW';
  const again = innocent && state.attempt < (state.job?.maxAttempts ?? 0);
  return { to: again ? 'QUEUED' : 'FAILED', cause: said };
}
