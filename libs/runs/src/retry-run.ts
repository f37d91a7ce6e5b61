import type { RunId, RunStatus } from '@graticule/contracts';
import { because, changeRun } from './change-run.js';
import { deliver } from './deliver.js';
import type { Client, House } from './house.js';
import { readRecord } from './read-runs.js';
import { requeue } from './requeue.js';
import type { Actor, RunRecord } from './run-record.js';
import { canBecome, hasEnded, lockRun, type RunState } from './run-state.js';
import { sql } from './sql.js';

/** `queued`: another attempt waits for a worker. `resumed`: an outside run runs again. */
export type RetryOutcome =
  | { readonly kind: 'queued' | 'resumed'; readonly run: RunRecord }
  | { readonly kind: 'illegal'; readonly from: RunStatus };

type Decided =
  | { readonly kind: 'queued' | 'resumed'; readonly state: RunState }
  | Extract<RetryOutcome, { kind: 'illegal' }>;

/** Tries an ended or lost run again. The study it belongs to is to be decided again. */
export async function retryRun(house: House, id: RunId, actor: Actor): Promise<RetryOutcome> {
  const decided = await house.database.transaction((client) => retry(client, id, actor));
  if (decided.kind === 'illegal') return decided;
  const { kind, state } = decided;
  if (kind === 'queued' && state.job) {
    await deliver(house.database, house.queue, { run: id, attempt: state.attempt, ...state.job });
  }
  if (kind === 'resumed') await house.gate.open(state.key, state.attempt, state.epoch, null);
  return { kind, run: await readRecord(house.database, id) };
}

async function retry(client: Client, id: RunId, actor: Actor): Promise<Decided> {
  const state = await lockRun(client, id);
  const to = state?.job ? 'QUEUED' : 'RUNNING';
  const over = state && (hasEnded(state.status) || state.status === 'LOST');
  if (!over || !canBecome(state.status, to)) return { kind: 'illegal', from: state?.status ?? 'QUEUED' };
  const cause = because('RETRIED', 'Tried again on request.');
  if (state.studyKey !== null) await client.query({ ...sql('reopen-study'), values: [state.studyKey] });
  if (!state.job) return { kind: 'resumed', state: await changeRun(client, state, { to, cause, actor }) };
  const { maxAttempts } = state.job;
  return { kind: 'queued', state: await requeue(client, state, { cause, actor, maxAttempts, lastClaim: 'ended' }) };
}
