import type { RunId } from '@graticule/contracts';
import { AppError, type Logger } from '@graticule/platform';
import type { QueuedJob, RunQueue } from '@graticule/runs';
import { type BullQueue, openBullQueue } from './bull-classes.js';
import type { QueueConnection } from './queue-connection.js';
import { QuietErrors } from './quiet-errors.js';
import { within } from './within.js';

const ANSWER_MS = 5_000;
const OPEN_AT_MOST = 64;

/**
 * Hands jobs to BullMQ, on Postgres or on Redis. A call answers or fails within seconds, whatever the server behind it
 * does: what could not be enqueued is enqueued by the reconciler later. Queues open on first use, and one that failed is
 * opened anew by the next call, because BullMQ remembers a failed start for ever.
 */
export class BullRunQueue implements RunQueue {
  private readonly open = new Map<string, BullQueue>();
  private readonly errors: QuietErrors;

  constructor(
    private readonly connection: QueueConnection,
    log: Logger,
  ) {
    this.errors = new QuietErrors(log, 'the queue has trouble with its server');
  }

  async enqueue({ run, attempt, queue, priority }: QueuedJob): Promise<void> {
    await this.using(queue, (bull) =>
      bull.add(
        'run',
        { run, attempt },
        {
          jobId: `${run}-${attempt}`,
          priority: bullPriority(priority),
          attempts: 1,
          // A finished job leaves its id free, so that the same attempt can be delivered again.
          removeOnComplete: true,
          removeOnFail: true,
        },
      ),
    );
  }

  async remove(run: RunId, attempt: number, queue: string): Promise<void> {
    await this.using(queue, (bull) => bull.remove(`${run}-${attempt}`));
  }

  async ready(): Promise<boolean> {
    return this.using('default', (bull) => bull.getJobCounts()).then(
      () => true,
      () => false,
    );
  }

  async close(): Promise<void> {
    const queues = [...this.open.values()];
    this.open.clear();
    await Promise.all(queues.map((bull) => this.closed(bull)));
  }

  private async using(name: string, work: (bull: BullQueue) => Promise<unknown>): Promise<void> {
    const bull = this.opened(name);
    try {
      await within(ANSWER_MS, async () => {
        await bull.waitUntilReady();
        await work(bull);
      });
    } catch (error) {
      this.forget(name, bull);
      throw new AppError('STORE_UNAVAILABLE', 'The queue cannot be reached.', { cause: error });
    }
  }

  private opened(name: string): BullQueue {
    const known = this.open.get(name);
    if (known) return known;
    const [oldest] = this.open;
    if (oldest && this.open.size >= OPEN_AT_MOST) this.forget(...oldest);
    const bull = openBullQueue(this.connection, name);
    bull.on('error', (error) => this.errors.report(error));
    this.open.set(name, bull);
    return bull;
  }

  private forget(name: string, bull: BullQueue): void {
    if (this.open.get(name) === bull) this.open.delete(name);
    void this.closed(bull);
  }

  /** A queue whose server is gone cannot say goodbye to it. */
  private closed(bull: BullQueue): Promise<void> {
    return within(ANSWER_MS, () => bull.close()).catch((error: unknown) => this.errors.report(error));
  }
}

/** Ours: -1000..1000, higher first. BullMQ's: 1..2001, lower first. */
function bullPriority(priority: number): number {
  return 1001 - priority;
}
