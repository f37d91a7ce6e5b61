import type { Logger } from '@graticule/platform';
import type { Reconciler } from '@graticule/runs';
import type { StudyEnds } from './study-ends.js';

/**
 * Sweeps now and then: late heartbeats, lost workers, jobs that were committed and never queued, studies whose verdict is
 * due. One sweep at a time, the next one a pause after the end of the last; a failed one is logged and tried again.
 */
export class Sweeper {
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  // oxlint-disable-next-line max-params -- built in one place
  constructor(
    private readonly reconciler: Pick<Reconciler, 'sweep'>,
    private readonly studies: Pick<StudyEnds, 'settleUndecided'>,
    private readonly log: Logger,
    private readonly pauseMs: number,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule();
  }

  /** Resolves when the sweep that runs, if any, has ended; none begins afterwards. */
  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.running = this.sweep().finally(() => this.schedule());
    }, this.pauseMs);
    this.timer.unref();
  }

  private async sweep(): Promise<void> {
    try {
      await this.reconciler.sweep();
      await this.studies.settleUndecided();
    } catch (error) {
      this.log.warn({ err: error }, 'a sweep failed');
    }
  }
}
