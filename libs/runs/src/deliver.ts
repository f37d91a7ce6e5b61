import type { RunId } from '@graticule/contracts';
import type { Database } from '@graticule/database';
import type { QueuedJob, RunQueue } from './run-queue.js';
import { sql } from './sql.js';

/**
 * Hands a committed attempt to the queue. False when the queue cannot be reached: the reconciler tries again, so nobody
 * who submits or cancels a run ever fails because of the queue.
 */
export async function deliver(database: Database, queue: RunQueue, job: QueuedJob): Promise<boolean> {
  const accepted = await queue.enqueue(job).then(
    () => true,
    () => false,
  );
  if (accepted) await database.pool.query({ ...sql('mark-enqueued'), values: [job.run, job.attempt] });
  return accepted;
}

/** Takes a job back as far as the queue can. What is delivered all the same finds no claim to make. */
export async function takeBack(queue: RunQueue, job: { run: RunId; attempt: number; queue: string }): Promise<void> {
  await queue.remove(job.run, job.attempt, job.queue).catch(() => undefined);
}
