import { ClaimId, type RunId, type WorkerId } from '@graticule/contracts';
import { AppError, newId } from '@graticule/platform';
import { changeRun } from './change-run.js';
import type { Client, House } from './house.js';
import { readRecord } from './read-runs.js';
import type { RunRecord } from './run-record.js';
import { lockRun, type RunState } from './run-state.js';
import { sql } from './sql.js';

interface Claimed {
  readonly kind: 'claimed';
  readonly claim: ClaimId;
  readonly run: RunRecord;
  readonly attempt: number;
  readonly epoch: bigint;
  readonly renewMs: number;
  readonly timeoutSeconds: number | null;
}

/** `taken`: another worker has this attempt. `gone`: there is nothing to do about it any more. */
export type ClaimOutcome = Claimed | { readonly kind: 'taken' } | { readonly kind: 'gone' };

// A worker stops its trainer within two renewals of a cancellation, whatever the life of a claim.
const SLOWEST_RENEWAL_MS = 2_000;

/**
 * Gives an attempt to one worker. The transaction decides who wins and under which epoch; the gate is opened with that
 * epoch after the commit and before the answer.
 *
 * Crashes: after the commit, nobody knows the claim. The worker that asks again, having heard nothing, gets that same
 * claim, as long as it was never renewed; else it expires, and the next claim has a higher epoch. An opener that was
 * paused until then cannot lower the epoch of the gate. One that was paused until the run had ended finds that out by
 * asking again after it has opened, and closes: whoever ends a run closes before and after, so one of the two closes last.
 */
export async function claimJob(house: House, run: RunId, attempt: number, worker: WorkerId): Promise<ClaimOutcome> {
  const decided = await house.database.transaction((client) => decide(house, client, { run, attempt, worker }));
  if (decided.kind !== 'won') return decided;
  const { state, claim } = decided;
  await house.gate.open(state.key, attempt, state.epoch, startStep(attempt));
  const { rows } = await house.database.pool.query({ ...sql('holds-claim'), values: [state.key, claim, state.epoch] });
  if (rows.length === 0) {
    await house.gate.close(state.key, state.epoch);
    return { kind: 'gone' };
  }
  return {
    kind: 'claimed',
    claim,
    run: await readRecord(house.database, run),
    attempt,
    epoch: state.epoch,
    renewMs: Math.min(SLOWEST_RENEWAL_MS, Math.max(100, Math.floor(house.times.claimMs / 5))),
    timeoutSeconds: state.job?.timeoutSeconds ?? null,
  };
}

type Decided =
  | { readonly kind: 'won'; readonly state: RunState; readonly claim: ClaimId }
  | { readonly kind: 'taken' }
  | { readonly kind: 'gone' };

interface Asked {
  readonly run: RunId;
  readonly attempt: number;
  readonly worker: WorkerId;
}

async function decide(house: House, client: Client, asked: Asked): Promise<Decided> {
  const before = await lockRun(client, asked.run);
  if (!before?.job || before.attempt !== asked.attempt) return { kind: 'gone' };
  if (before.status !== 'QUEUED') return decideAgain(before, asked.worker);
  const found = await client.query<{ key: number }>({
    ...sql('worker-key'),
    values: [asked.worker, before.projectKey],
  });
  const worker = found.rows[0]?.key;
  if (worker === undefined)
    throw new AppError('NOT_FOUND', `There is no worker ${asked.worker} in the team of the run.`);
  const actor = `worker:${asked.worker}`;
  const state = await changeRun(client, before, { to: 'RUNNING', cause: null, actor, epoch: before.epoch + 1n });
  const claim = ClaimId.parse(newId());
  await client.query({
    ...sql('begin-claim'),
    values: [state.key, claim, worker, house.times.claimMs, state.attempt, state.epoch, startStep(state.attempt)],
  });
  return { kind: 'won', state, claim };
}

/** The attempt was claimed before. Its holder asks again when the answer to its first call was lost. */
function decideAgain(state: RunState, worker: WorkerId): Decided {
  if (!['RUNNING', 'STALLED'].includes(state.status)) return { kind: 'gone' };
  const { job } = state;
  if (job?.worker !== worker || job.claim === null || job.renewed) return { kind: 'taken' };
  return { kind: 'won', state, claim: job.claim };
}

/** A later attempt starts afresh: it hides everything that earlier ones logged. */
function startStep(attempt: number): bigint | null {
  return attempt > 1 ? 0n : null;
}
