import type { WorkerId } from '@graticule/contracts';

/** A process on a machine that takes jobs. */
export interface WorkerRecord {
  readonly id: WorkerId;
  readonly name: string;
  readonly host: string;
  readonly pid: number;
  readonly slots: number;
  readonly queue: string;
  readonly version: string;
  readonly backend: string | null;
  readonly registeredAt: Date;
  readonly lastSeenAt: Date;
}
