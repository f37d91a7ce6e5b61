import type { RunId } from '@graticule/contracts';

/** One delivery of one attempt. */
export interface QueuedJob {
  readonly run: RunId;
  readonly attempt: number;
  readonly queue: string;
  /** -1000..1000, higher first. */
  readonly priority: number;
}

/**
 * Carries jobs to workers and knows nothing else: whether a delivered job is still to be done is decided by the claim.
 * So a job may be delivered twice, late, or (the reconciler repairs it) never.
 */
export interface RunQueue {
  /** Idempotent while the job waits. */
  enqueue(job: QueuedJob): Promise<void>;
  /** Takes back a job that waits, as far as it still can. */
  remove(run: RunId, attempt: number, queue: string): Promise<void>;
  ready(): Promise<boolean>;
  close(): Promise<void>;
}
