import type { Cause, CauseCode, RunStatus } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import type { Actor } from './run-record.js';
import { canBecome, type RunState } from './run-state.js';
import { sql } from './sql.js';
import type { Client } from './house.js';

/** A change of status. Attempt and epoch stay as they are unless they are given. */
export interface Change {
  readonly to: RunStatus;
  readonly cause: Cause | null;
  readonly actor: Actor;
  readonly attempt?: number;
  readonly epoch?: bigint;
}

/**
 * Changes a locked run by the table of legal changes, and writes the transition, numbered by its project, in the same
 * transaction. Throws for a change the table does not know: callers ask `canBecome` first.
 */
export async function changeRun(client: Client, run: RunState, change: Change): Promise<RunState> {
  const { to, cause, actor, attempt = run.attempt, epoch = run.epoch } = change;
  if (!canBecome(run.status, to)) {
    throw new AppError('ILLEGAL_TRANSITION', `A run that is ${run.status} cannot become ${to}.`);
  }
  const document = cause === null ? null : JSON.stringify(cause);
  const { rows } = await client.query({
    ...sql('change-run'),
    values: [run.key, run.status, to, document, attempt, epoch, actor],
  });
  if (rows.length === 0) throw new AppError('INTERNAL', `The run ${run.id} changed under its lock.`);
  return { ...run, status: to, attempt, epoch };
}

/** As `changeRun`, through RUNNING where the table knows no direct way: whoever speaks for a run shows that it runs. */
export async function changeRunThroughRunning(client: Client, run: RunState, change: Change): Promise<RunState> {
  if (canBecome(run.status, change.to)) return changeRun(client, run, change);
  const cause = because('HEARTBEAT_BACK', 'It was heard again.');
  const { attempt = run.attempt } = change;
  const back = await changeRun(client, run, { to: 'RUNNING', cause, actor: change.actor, attempt });
  return changeRun(client, back, change);
}

export function because(code: CauseCode, message: string): Cause {
  return { code, message };
}
