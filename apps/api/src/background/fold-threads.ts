import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RunKey } from '@graticule/contracts';
import { dueRuns, type FoldEvent, type FoldReport } from '@graticule/metrics';
import type { Logger } from '@graticule/platform';
import type { Pool } from 'pg';

interface Options {
  /** How many at most; 0: others fold. */
  readonly threads: number;
  readonly databaseUrl: string;
  readonly logLevel: string;
}

const LOOK_EVERY_MS = 1_000;
/** A fold takes in 16 MiB of batches at most; what it makes of them is several times that. */
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32 };
const ENTRY = new URL('../fold-thread.js', import.meta.url);

/**
 * Threads that fold. One is started when a run is due and ends by itself when nothing has waited for a while, so that a service at
 * rest has none. A thread that dies costs nothing but its fold, which Postgres takes back: the next look starts another, which leaves
 * the run alone for a while that was the reason.
 */
export class FoldThreads {
  private readonly threads = new Set<Worker>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();
  private stopped = false;

  // oxlint-disable-next-line max-params -- built in one place
  constructor(
    private readonly pool: Pool,
    private readonly report: FoldReport,
    private readonly log: Logger,
    private readonly options: Options,
  ) {}

  onApplicationBootstrap(): void {
    if (this.options.threads > 0) this.schedule();
  }

  /** Resolves when every fold under way is committed or taken back; none begins afterwards. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.looking;
    await Promise.all([...this.threads].map(stop));
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.looking = this.look().finally(() => this.schedule());
    }, LOOK_EVERY_MS);
    this.timer.unref();
  }

  private async look(): Promise<void> {
    if (this.threads.size === this.options.threads) return;
    try {
      const { due } = await dueRuns(this.pool);
      const { troubled } = this.report;
      const left = due.filter((run) => !troubled.isLeftAlone(run));
      if (left.length > this.threads.size && !this.stopped) {
        this.start(due.filter((run) => troubled.isLeftAlone(run)));
      }
    } catch (error) {
      this.log.debug({ err: error }, 'what is due for a fold cannot be read');
    }
  }

  private start(leftAlone: readonly RunKey[]): void {
    const { databaseUrl, logLevel } = this.options;
    // Without the flags of this process: some of them are only for a process, which a thread would end.
    const thread = new Worker(ENTRY, {
      name: 'folder',
      workerData: { databaseUrl, logLevel, leftAlone },
      execArgv: [],
      resourceLimits,
    });
    this.threads.add(thread);
    let current: RunKey | undefined;
    thread.on('message', (event: FoldEvent) => {
      current = event.kind === 'begins' ? event.run : undefined;
      this.report.note(event);
    });
    thread.on('error', (error) => this.log.error({ err: error }, 'a fold thread failed'));
    thread.once('exit', (code) => {
      this.threads.delete(thread);
      if (code === 0) return;
      if (current !== undefined) this.report.note({ kind: 'failed', run: current });
      const run = current === undefined ? undefined : String(current);
      this.log.error({ code, run }, 'a fold thread ended; another takes its place');
    });
  }
}

async function stop(thread: Worker): Promise<void> {
  const ended = once(thread, 'exit');
  thread.postMessage('stop');
  await ended;
}
