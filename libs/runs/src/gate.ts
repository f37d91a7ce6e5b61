import type { RunKey } from '@graticule/contracts';

/** Who may write measurements to a run. Both are idempotent; an epoch below the current one changes nothing. */
export interface Gate {
  /** Lets this attempt and epoch write. A `startStep` hides what earlier attempts logged from there on. */
  open(run: RunKey, attempt: number, epoch: bigint, startStep: bigint | null): Promise<void>;
  /** Refuses further batches of this epoch. */
  close(run: RunKey, epoch: bigint): Promise<void>;
}
