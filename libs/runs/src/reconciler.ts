import { type Cause, RunId } from '@graticule/contracts';
import type { Database } from '@graticule/database';
import { because, changeRun } from './change-run.js';
import { deliver } from './deliver.js';
import type { Gate } from './gate.js';
import { type Client, type House, LIFE_TIMES, type LifecycleOptions } from './house.js';
import { requeue } from './requeue.js';
import type { RunQueue } from './run-queue.js';
import { lockRunIfFree, readRun, type RunState } from './run-state.js';
import { sql } from './sql.js';

/** How many runs a sweep moved. */
export interface SweepReport {
  readonly stalled: number;
  readonly lost: number;
  readonly requeued: number;
  readonly cancelled: number;
  /** Handed to the queue, for the first time or once more. */
  readonly enqueued: number;
}

type Moved = 'stalled' | 'lost' | 'requeued' | 'cancelled' | undefined;

const AT_MOST = 200;
const ACTOR = 'reconciler';

/**
 * Puts right what nobody else will. Any number of replicas may sweep at once: each run is taken by whoever gets its lock
 * and left to them by the others, and a job that is enqueued twice is one job. Idle, a sweep is two indexed reads.
 *
 * Invariants: a claim is late or expired by the database's clock alone. A run is never LOST unless it was STALLED for at
 * least half of its claim's life before: after an outage of the whole house, workers get that long to renew before
 * anything is taken from them. A run whose cancellation was asked for becomes CANCELLED where it would become LOST.
 */
export class Reconciler {
  private readonly house: House;

  constructor(database: Database, gate: Gate, queue: RunQueue, options: LifecycleOptions = {}) {
    this.house = { database, gate, queue, times: { ...LIFE_TIMES, ...options } };
  }

  async sweep(): Promise<SweepReport> {
    const moved: Moved[] = [];
    const late = await this.house.database.pool.query<{ id: string }>({ ...sql('late-runs'), values: [AT_MOST] });
    for (const { id } of late.rows) {
      // oxlint-disable-next-line no-await-in-loop -- one short transaction after the other: a sweep is never in a hurry
      moved.push(await this.move(RunId.parse(id)));
    }
    const count = (what: Moved) => moved.filter((one) => one === what).length;
    const requeued = count('requeued');
    return {
      stalled: count('stalled'),
      lost: count('lost') + requeued,
      requeued,
      cancelled: count('cancelled'),
      enqueued: await this.redeliver(),
    };
  }

  private async move(id: RunId): Promise<Moved> {
    const before = await readRun(this.house.database.pool, id);
    const cancels = before?.job?.cancelRequested === true && before.status === 'STALLED' && before.expired;
    if (cancels) await this.house.gate.close(before.key, before.epoch);
    const moved = await this.house.database.transaction(async (client) => {
      const state = await lockRunIfFree(client, id);
      return state && step(client, state);
    });
    if (moved === 'cancelled' && before) await this.house.gate.close(before.key, before.epoch);
    return moved;
  }

  /** Hands over what was never handed over, or so long ago that its delivery may be lost. Stops when the queue is away. */
  private async redeliver(): Promise<number> {
    const { database, queue, times } = this.house;
    const { rows } = await database.pool.query<UndeliveredRow>({
      ...sql('undelivered-runs'),
      values: [times.redeliverMs, AT_MOST],
    });
    let enqueued = 0;
    for (const row of rows) {
      // oxlint-disable-next-line no-await-in-loop -- in the order of waiting, and no further than the first refusal
      if (!(await deliver(database, queue, { ...row, run: RunId.parse(row.id) }))) break;
      enqueued += 1;
    }
    return enqueued;
  }
}

interface UndeliveredRow {
  readonly id: string;
  readonly attempt: number;
  readonly queue: string;
  readonly priority: number;
}

/** One step of a locked run whose claim or heartbeat is late. */
async function step(client: Client, state: RunState): Promise<Moved> {
  if (state.status === 'RUNNING' && state.late) {
    await client.query({ ...sql('extend-claim'), values: [state.key] });
    const cause = because('HEARTBEAT_LATE', 'It was not heard for half of the time it is allowed to be silent.');
    await changeRun(client, state, { to: 'STALLED', cause, actor: ACTOR });
    return 'stalled';
  }
  if (state.status !== 'STALLED' || !state.expired) return undefined;
  await client.query({ ...sql('end-claim'), values: [state.key] });
  if (state.job?.cancelRequested === true) {
    const cause = because('USER_CANCELLED', 'Cancelled; its worker vanished before it could say so.');
    await changeRun(client, state, { to: 'CANCELLED', cause, actor: ACTOR });
    return 'cancelled';
  }
  return lose(client, state);
}

async function lose(client: Client, state: RunState): Promise<Moved> {
  const vanished: Cause = state.job
    ? because('WORKER_LOST', 'Its worker stopped renewing its claim.')
    : because('WORKER_LOST', 'Its heartbeat stopped.');
  const lost = await changeRun(client, state, { to: 'LOST', cause: vanished, actor: ACTOR });
  if (!state.job || state.attempt >= state.job.maxAttempts) return 'lost';
  const { maxAttempts } = state.job;
  await requeue(client, lost, { cause: vanished, actor: ACTOR, maxAttempts, lastClaim: 'may come back' });
  return 'requeued';
}
