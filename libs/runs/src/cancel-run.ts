import type { RunId, RunStatus } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import { because, changeRun } from './change-run.js';
import { takeBack } from './deliver.js';
import type { Client, House } from './house.js';
import { readRecord } from './read-runs.js';
import type { Actor, RunRecord } from './run-record.js';
import { lockRun, readRun, type RunState } from './run-state.js';
import { sql } from './sql.js';

export type CancelOutcome =
  | { readonly kind: 'cancelled' | 'requested'; readonly run: RunRecord }
  | { readonly kind: 'illegal'; readonly from: RunStatus };

type Decided =
  | { readonly kind: 'cancelled' | 'requested'; readonly state: RunState }
  | Extract<CancelOutcome, { kind: 'illegal' }>;

/**
 * Cancels a run: at once when nobody trains it, else through its worker, which hears of it with its next renewal. A run
 * whose worker is lost after that becomes CANCELLED instead of LOST.
 */
export async function cancelRun(house: House, id: RunId, actor: Actor): Promise<CancelOutcome> {
  const before = await readRun(house.database.pool, id);
  if (!before) throw new AppError('NOT_FOUND', `There is no run ${id}.`);
  if (isLeftAlone(before)) await house.gate.close(before.key, before.epoch);
  const decided = await house.database.transaction((client) => cancel(client, id, actor));
  if (decided.kind === 'illegal') return decided;
  const { kind, state } = decided;
  if (kind === 'cancelled' && state.job) {
    await house.gate.close(state.key, state.epoch);
    await takeBack(house.queue, { run: id, attempt: state.attempt, queue: state.job.queue });
  }
  return { kind, run: await readRecord(house.database, id) };
}

/** A job that no worker holds: one that waits, or one whose worker was lost. */
function isLeftAlone(state: RunState): boolean {
  return state.job !== undefined && (state.status === 'QUEUED' || state.status === 'LOST');
}

async function cancel(client: Client, id: RunId, actor: Actor): Promise<Decided> {
  const state = await lockRun(client, id);
  if (!state || state.status === 'FINISHED' || state.status === 'FAILED') {
    return { kind: 'illegal', from: state?.status ?? 'FINISHED' };
  }
  if (state.status === 'CANCELLED') return { kind: 'cancelled', state };
  if (state.job && !isLeftAlone(state)) {
    await client.query({ ...sql('request-cancel'), values: [state.key] });
    return { kind: 'requested', state };
  }
  await client.query({ ...sql('end-claim'), values: [state.key] });
  const cause = because('USER_CANCELLED', state.status === 'QUEUED' ? 'Cancelled before it began.' : 'Cancelled.');
  return { kind: 'cancelled', state: await changeRun(client, state, { to: 'CANCELLED', cause, actor }) };
}
