import type { RunId, RunStatus, StartAttempt } from '@graticule/contracts';
import { because, changeRun } from './change-run.js';
import type { Client, House } from './house.js';
import { readRecord } from './read-runs.js';
import type { Actor, RunRecord } from './run-record.js';
import { canBecome, lockRun, type RunState } from './run-state.js';
import { sql } from './sql.js';

/** `a job`: workers begin the attempts of such a run. */
export type StartAttemptOutcome =
  | { readonly kind: 'started'; readonly run: RunRecord }
  | { readonly kind: 'a job' }
  | { readonly kind: 'illegal'; readonly from: RunStatus };

type Decided =
  | { readonly kind: 'started'; readonly state: RunState }
  | Exclude<StartAttemptOutcome, { kind: 'started' }>;

/**
 * Begins another attempt of a run that is logged from outside, whether it has ended or its script merely died: it runs again, and
 * with a first step the attempt hides what earlier ones logged from there on. The gate is moved after the commit: a crash between
 * the two leaves it to the attempt before, and whoever asked has heard nothing and asks again.
 */
export async function startAttempt(
  house: House,
  id: RunId,
  { startStep = null }: { readonly startStep?: StartAttempt['startStep'] | null },
  actor: Actor,
): Promise<StartAttemptOutcome> {
  const decided = await house.database.transaction((client) => begin(client, id, startStep, actor));
  if (decided.kind !== 'started') return decided;
  const { key, attempt, epoch } = decided.state;
  await house.gate.open(key, attempt, epoch, startStep);
  return { kind: 'started', run: await readRecord(house.database, id) };
}

async function begin(client: Client, id: RunId, startStep: bigint | null, actor: Actor): Promise<Decided> {
  const before = await lockRun(client, id);
  if (before?.job !== undefined) return { kind: 'a job' };
  if (before === undefined || (before.status !== 'RUNNING' && !canBecome(before.status, 'RUNNING')))
    return { kind: 'illegal', from: before?.status ?? 'QUEUED' };
  const next = { attempt: before.attempt + 1, epoch: before.epoch + 1n };
  const from = startStep === null ? 'It goes on.' : `It goes on from step ${startStep}.`;
  const cause = because('RETRIED', from);
  const state =
    before.status === 'RUNNING'
      ? { ...before, ...next }
      : await changeRun(client, before, { to: 'RUNNING', cause, actor, ...next });
  await client.query({ ...sql('begin-attempt'), values: [state.key, next.attempt, next.epoch, startStep] });
  if (before.studyKey !== null) await client.query({ ...sql('reopen-study'), values: [before.studyKey] });
  return { kind: 'started', state };
}
