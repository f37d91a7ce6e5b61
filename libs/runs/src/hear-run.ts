import type { RunId } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import { type By, speaksFor } from './finish-run.js';
import type { Client, House } from './house.js';
import { readRecord } from './read-runs.js';
import { comeBack } from './renew-claim.js';
import type { RunRecord } from './run-record.js';
import { hasEnded, lockRun, type RunState } from './run-state.js';
import { sql } from './sql.js';

export type HeartbeatOutcome =
  | { readonly kind: 'alive' | 'ended'; readonly run: RunRecord }
  | { readonly kind: 'stale' };

/**
 * Notes that a run was heard. The first heartbeat of an outside run opens it: from then on silence makes it STALLED and
 * LOST. The claim of a job is renewed by its worker alone, since a trainer that hangs may well go on sending heartbeats.
 */
export async function hearRun(house: House, id: RunId, by: By): Promise<HeartbeatOutcome> {
  const kind = await house.database.transaction(async (client) => {
    const state = await lockRun(client, id);
    if (!state) throw new AppError('NOT_FOUND', `There is no run ${id}.`);
    if (by.kind === 'attempt' && !speaksFor(state, by)) return 'stale';
    if (hasEnded(state.status)) return 'ended';
    await note(house, client, state, by);
    return 'alive';
  });
  return kind === 'stale' ? { kind } : { kind, run: await readRecord(house.database, id) };
}

async function note(house: House, client: Client, state: RunState, by: By): Promise<void> {
  await client.query({ ...sql('touch-run'), values: [state.key] });
  if (state.job || by.kind !== 'key') return;
  await comeBack(client, state, by.actor);
  await client.query({ ...sql('open-heartbeat'), values: [state.key, house.times.heartbeatMs] });
}
