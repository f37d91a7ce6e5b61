import type { RunKey } from '@graticule/contracts';

/** Who may write measurements to a run. All are idempotent; an epoch below the current one changes nothing. */
export interface Gate {
  /** Lets this attempt and epoch write. A `startStep` hides what earlier attempts logged from there on. */
  open(run: RunKey, attempt: number, epoch: bigint, startStep: bigint | null): Promise<void>;
  /** Refuses further batches of this epoch. */
  close(run: RunKey, epoch: bigint): Promise<void>;
  /** The run has ended under this epoch: what was logged may be packed. Batches are still taken. */
  end(run: RunKey, epoch: bigint): Promise<void>;
}

/** Runs that begin with measurements of another one. */
export interface Forks {
  /**
   * Opens a new run, at epoch 0, that begins with what counts of another one below a step. Returns its first attempt, which follows the
   * attempts of the other run; undefined when nobody could write to that yet, and then nothing has happened.
   */
  begin(run: RunKey, origin: { readonly from: RunKey; readonly step: bigint }): Promise<number | undefined>;
  /** Takes back what such a run began with, before anybody has seen it. */
  abandon(run: RunKey): Promise<void>;
}

/** What the life of a run moves of its measurements. */
export interface Measurements {
  readonly gate: Gate;
  readonly forks: Forks;
}
