import type { Database } from '@graticule/database';
import type { Forks, Gate } from './gate.js';
import type { RunQueue } from './run-queue.js';

/** What every change of a run works with. */
export interface House {
  readonly database: Database;
  readonly gate: Gate;
  readonly queue: RunQueue;
  readonly times: LifeTimes;
}

/** What a new run is submitted with. */
export interface Reception extends House {
  readonly forks: Forks;
}

export interface LifeTimes {
  /** How long a claim lives without a renewal; after half of it the run is STALLED. */
  readonly claimMs: number;
  /** The same for the heartbeat of an outside run's SDK. */
  readonly heartbeatMs: number;
  /** How long a queued run waits for its delivery before it is handed to the queue once more. */
  readonly redeliverMs: number;
}

export type LifecycleOptions = Partial<LifeTimes>;

export const LIFE_TIMES: LifeTimes = { claimMs: 15_000, heartbeatMs: 120_000, redeliverMs: 60_000 };

/** A connection inside a transaction. */
export type Client = Parameters<Parameters<Database['transaction']>[0]>[0];
