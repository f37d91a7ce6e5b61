import type { Cause } from '@graticule/contracts';
import { changeRun } from './change-run.js';
import type { Client } from './house.js';
import type { Actor } from './run-record.js';
import type { RunState } from './run-state.js';
import { sql } from './sql.js';

export interface Requeue {
  readonly cause: Cause;
  readonly actor: Actor;
  readonly maxAttempts: number;
  /** A claim that `may come back` gets its run again if it is heard before anybody takes the next attempt. */
  readonly lastClaim: 'ended' | 'may come back';
}

/** Queues the next attempt of a locked run. It is handed to the queue after the commit. */
export async function requeue(client: Client, state: RunState, how: Requeue): Promise<RunState> {
  const { cause, actor, maxAttempts, lastClaim } = how;
  const attempt = state.attempt + 1;
  const values = [state.key, Math.max(maxAttempts, attempt), lastClaim === 'may come back'];
  await client.query({ ...sql('requeue-job'), values });
  return changeRun(client, state, { to: 'QUEUED', cause, actor, attempt });
}
