import { RunId } from '@graticule/contracts';
import { type Logger, pause } from '@graticule/platform';
import { type BullWorker, type JobData, openBullWorker } from './bull-classes.js';
import type { QueueConnection } from './queue-connection.js';
import { QuietErrors } from './quiet-errors.js';
import { within } from './within.js';

/** A job as it is delivered: perhaps for the second time, perhaps too late. */
export interface DeliveredJob {
  readonly run: RunId;
  readonly attempt: number;
}

export interface ConsumerOptions {
  readonly queue: string;
  /** How many jobs at once. */
  readonly concurrency: number;
  /** Does the job. It is done when this settles, whichever way. The signal says that the consumer closes. */
  readonly take: (job: DeliveredJob, signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
}

/** How long the ends of jobs may take to reach the server when the consumer closes. */
const GOODBYE_MS = 5_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** More errors than this within one life of a worker and second are a loop without pause. */
const ERRORS_A_SECOND = 20;

/**
 * Takes jobs from BullMQ until it is closed, through every outage of the server behind it. BullMQ's worker survives most
 * of them, but a failed start stays failed, and some errors it meets in a loop without a pause. So a worker that fails
 * to start, stops, or reports errors too fast is closed and replaced, after a pause that grows. Jobs at work are never
 * interrupted by that: they belong to the consumer, not to the worker that delivered them.
 */
export class RunConsumer {
  private readonly closing = new AbortController();
  private readonly errors: QuietErrors;
  private readonly atWork = new Set<Promise<void>>();
  private supervised: Promise<void> = Promise.resolve();

  constructor(
    private readonly connection: QueueConnection,
    private readonly options: ConsumerOptions,
  ) {
    this.errors = new QuietErrors(options.log, 'the consumer has trouble with its server');
  }

  /** Begins to take jobs; keeps trying until it is closed. */
  start(): void {
    this.supervised = this.supervise();
  }

  /** Takes no more, raises the signal of the jobs at work and waits for them. */
  async close(): Promise<void> {
    this.closing.abort();
    await Promise.allSettled(this.atWork);
    await this.supervised;
  }

  private async supervise(): Promise<void> {
    let pauseMs = FIRST_PAUSE_MS;
    while (!this.closing.signal.aborted) {
      const startedMs = performance.now();
      // oxlint-disable-next-line no-await-in-loop -- one worker after the other
      await this.runOneWorker().catch((error: unknown) => this.errors.report(error));
      const livedMs = performance.now() - startedMs;
      pauseMs = livedMs > LONGEST_PAUSE_MS ? FIRST_PAUSE_MS : Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      // oxlint-disable-next-line no-await-in-loop -- the pause between two of them
      await pause(pauseMs, this.closing.signal);
    }
  }

  /** Settles when the worker is of no more use, or the consumer closes. */
  private async runOneWorker(): Promise<void> {
    const { queue, concurrency } = this.options;
    const worker = openBullWorker(this.connection, queue, (job) => this.take(job.data), concurrency);
    const ended = new Promise<void>((resolve) => {
      this.closing.signal.addEventListener('abort', () => resolve(), { once: true });
      worker.on('error', this.listener(resolve));
      worker
        .waitUntilReady()
        .then(() => worker.run())
        .then(resolve, (error: unknown) => {
          this.errors.report(error);
          resolve();
        });
    });
    await ended;
    await this.dispose(worker);
  }

  /** An abandoned worker must not wait for its jobs; a closing one lets their ends reach the server. */
  private async dispose(worker: BullWorker): Promise<void> {
    const goodbye = worker.close(!this.closing.signal.aborted).catch((error: unknown) => this.errors.report(error));
    if (!this.closing.signal.aborted) return;
    await Promise.allSettled(this.atWork);
    await within(GOODBYE_MS, () => goodbye);
  }

  private listener(giveUp: () => void): (error: Error) => void {
    let second = 0;
    let count = 0;
    return (error) => {
      this.errors.report(error);
      const now = Math.floor(performance.now() / 1_000);
      count = now === second ? count + 1 : 1;
      second = now;
      if (count > ERRORS_A_SECOND) giveUp();
    };
  }

  private async take({ run: id, attempt }: JobData): Promise<void> {
    const run = RunId.parse(id);
    const work = this.options.take({ run, attempt }, this.closing.signal).catch((err: unknown) => {
      this.options.log.error(
        { err, run, attempt },
        'a delivered job failed; the reconciler delivers it again if need be',
      );
    });
    this.atWork.add(work);
    await work;
    this.atWork.delete(work);
  }
}
