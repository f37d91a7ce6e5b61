import type { RunKey } from '@graticule/contracts';
import type { PoolOf } from '../store/pool-of.js';
import { sql } from '../sql.js';

export interface GateState {
  readonly attempt: number;
  readonly epoch: bigint;
  readonly open: boolean;
}

/** Who may write to a run. Read by every append in its own statement, so a gate that was closed stays closed to late batches. */
export class MetricGate {
  constructor(private readonly poolOf: PoolOf) {}

  /**
   * Lets this attempt and epoch write, and nobody else. A `startStep` hides what earlier attempts logged from there on.
   * Idempotent; an epoch below the current one changes nothing.
   */
  async open(run: RunKey, attempt: number, epoch: bigint, startStep: bigint | null): Promise<void> {
    await this.poolOf(run).query({ ...sql('open-gate'), values: [run, attempt, epoch, startStep] });
  }

  /** Refuses further batches of this epoch. Idempotent; an epoch that is no longer current changes nothing. */
  async close(run: RunKey, epoch: bigint): Promise<void> {
    await this.poolOf(run).query({ ...sql('close-gate'), values: [run, epoch] });
  }

  /** What is open of the run may be packed; writers may go on. Idempotent; an epoch that is no longer current changes nothing. */
  async end(run: RunKey, epoch: bigint): Promise<void> {
    await this.poolOf(run).query({ ...sql('end-gate'), values: [run, epoch] });
  }

  async current(run: RunKey): Promise<GateState | undefined> {
    const { rows } = await this.poolOf(run).query<GateState>({ ...sql('current-gate'), values: [run] });
    return rows[0];
  }
}
