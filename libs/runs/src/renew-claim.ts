import type { ClaimId, TeamKey } from '@graticule/contracts';
import { because, changeRun } from './change-run.js';
import type { Client, House } from './house.js';
import { hasEnded, lockRun, runOfClaim, type RunState } from './run-state.js';
import { sql } from './sql.js';

export type RenewOutcome = { readonly kind: 'renewed'; readonly cancelRequested: boolean } | { readonly kind: 'lost' };

/** Keeps a claim of the team. A holder that was late gets its run back as long as nobody else has claimed it. */
export async function renewClaim(house: House, team: TeamKey, claim: ClaimId): Promise<RenewOutcome> {
  const { rows } = await house.database.pool.query<{ cancel_requested: boolean }>({
    ...sql('renew-claim'),
    values: [claim, house.times.claimMs, team],
  });
  if (rows[0]) return { kind: 'renewed', cancelRequested: rows[0].cancel_requested };
  const run = await runOfClaim(house.database, team, claim);
  if (run === undefined) return { kind: 'lost' };
  return house.database.transaction(async (client) => {
    const state = await lockRun(client, run);
    return state?.job?.claim === claim ? renewLate(house, client, state) : { kind: 'lost' };
  });
}

async function renewLate(house: House, client: Client, state: RunState): Promise<RenewOutcome> {
  // The trainer has spoken for itself and is about to leave: its worker need not be told to stop it.
  if (hasEnded(state.status)) return { kind: 'renewed', cancelRequested: state.status === 'CANCELLED' };
  await comeBack(client, state, `worker:${state.job?.worker}`);
  await client.query({ ...sql('touch-claim'), values: [state.key, house.times.claimMs] });
  return { kind: 'renewed', cancelRequested: state.job?.cancelRequested ?? false };
}

/**
 * Makes a late, lost or requeued run RUNNING under the claim that was thought lost, and returns it so. The attempt that
 * was queued in its place is off.
 */
export async function comeBack(client: Client, state: RunState, actor: string): Promise<RunState> {
  if (state.status === 'RUNNING') return state;
  const attempt = state.status === 'QUEUED' ? state.attempt - 1 : state.attempt;
  if (state.status === 'QUEUED') await client.query({ ...sql('revive-job'), values: [state.key, attempt] });
  const cause = because('HEARTBEAT_BACK', 'It was heard again.');
  return changeRun(client, state, { to: 'RUNNING', cause, actor, attempt });
}
