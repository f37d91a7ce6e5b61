import { type Cause, type FinishRun, type RunId, type RunStatus } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import { because, changeRunThroughRunning } from './change-run.js';
import type { Client, House } from './house.js';
import { readRecord } from './read-runs.js';
import { comeBack } from './renew-claim.js';
import type { Actor, RunRecord } from './run-record.js';
import { canBecome, lockRun, readRun, type RunState } from './run-state.js';
import { sql } from './sql.js';

/** Who speaks for a run: an attempt with its fencing token, or a key that logs from outside. */
export type By =
  | { readonly kind: 'attempt'; readonly attempt: number; readonly epoch: bigint }
  | { readonly kind: 'key'; readonly actor: Actor };

export type FinishOutcome =
  | { readonly kind: 'finished'; readonly run: RunRecord }
  | { readonly kind: 'stale' }
  | { readonly kind: 'illegal'; readonly from: RunStatus; readonly to: RunStatus };

type Decided = { readonly kind: 'finished'; readonly state: RunState } | Exclude<FinishOutcome, { kind: 'finished' }>;

/**
 * Ends a run. An attempt's gate is closed before and after the change: before, so that a crash in between leaves a run
 * that is to be finished again and nothing that is written past the end; after, for a claim that was opening it meanwhile.
 * The gate of an outside run stays open: its owner may add to it, and what there is is packed. Saying the same again changes nothing.
 */
export async function finishRun(house: House, id: RunId, finish: FinishRun, by: By): Promise<FinishOutcome> {
  const before = await readRun(house.database.pool, id);
  if (!before) throw new AppError('NOT_FOUND', `There is no run ${id}.`);
  const refused = refusal(before, finish, by);
  if (refused) return refused;
  if (by.kind === 'attempt') await house.gate.close(before.key, before.epoch);
  const decided = await house.database.transaction((client) => end(client, id, finish, by));
  if (decided.kind !== 'finished') return decided;
  const { key, epoch } = decided.state;
  await (by.kind === 'attempt' ? house.gate.close(key, epoch) : house.gate.end(key, epoch));
  return { kind: 'finished', run: await readRecord(house.database, id) };
}

async function end(client: Client, id: RunId, finish: FinishRun, by: By): Promise<Decided> {
  const state = await lockRun(client, id);
  if (!state) return { kind: 'stale' };
  const refused = refusal(state, finish, by);
  if (refused) return refused;
  if (state.status === finish.status) return { kind: 'finished', state };
  const actor = by.kind === 'key' ? by.actor : 'trainer';
  await client.query({ ...sql('end-claim'), values: [state.key] });
  const running = state.status === 'QUEUED' ? await comeBack(client, state, actor) : state;
  const cause = finish.cause ?? unsaid(finish.status);
  return {
    kind: 'finished',
    state: await changeRunThroughRunning(client, running, { to: finish.status, cause, actor }),
  };
}

/** Undefined when whoever asks may end the run so, or has done it before. */
function refusal(
  state: RunState,
  { status: to }: FinishRun,
  by: By,
): Exclude<Decided, { kind: 'finished' }> | undefined {
  const illegal = { kind: 'illegal', from: state.status, to } as const;
  if (by.kind === 'attempt' && !speaksFor(state, by)) return { kind: 'stale' };
  // A key does not end what a worker holds: it cancels.
  if (by.kind === 'key' && state.job) return illegal;
  const from = by.kind === 'attempt' && state.status === 'QUEUED' ? 'RUNNING' : state.status;
  return from === to || canBecome(from, to) ? undefined : illegal;
}

/**
 * Whether an attempt may speak for a run: its epoch is current, and so is its attempt. A requeued run counts as the
 * attempt before until somebody claims it: the claim that was lost may come back.
 */
export function speaksFor(state: RunState, by: { readonly attempt: number; readonly epoch: bigint }): boolean {
  if (state.epoch !== by.epoch) return false;
  if (state.status !== 'QUEUED') return state.attempt === by.attempt;
  return state.job?.claim !== null && state.attempt === by.attempt + 1;
}

function unsaid(status: FinishRun['status']): Cause | null {
  if (status === 'FAILED') return because('REPORTED', 'Reported as failed.');
  return status === 'CANCELLED' ? because('USER_CANCELLED', 'Reported as cancelled.') : null;
}
