import type { RunKey } from '@graticule/contracts';
import { type Logger, pause } from '@graticule/platform';
import type { Pool } from 'pg';
import { dueRuns } from './due-runs.js';
import type { Folder } from './folder.js';

interface FoldLoopOptions {
  /** Between two looks at what is due. */
  readonly pauseMs?: number;
  /** The loop ends when nothing has waited for so long. */
  readonly idleMs?: number;
  /** Called after each fold that was committed. */
  readonly onFold: (points: number) => void;
}

const PAUSE_MS = 500;
const IDLE_MS = 30_000;

/** Folds what is due, run by run, one after the other. Any number of loops may do so, here and elsewhere. */
export class FoldLoop {
  constructor(
    private readonly pool: Pool,
    private readonly folder: Folder,
    private readonly log: Logger,
    private readonly options: FoldLoopOptions,
  ) {}

  /** Resolves when nothing is left to do for a while, or soon after the signal. */
  async run(signal: AbortSignal): Promise<void> {
    const { pauseMs = PAUSE_MS, idleMs = IDLE_MS } = this.options;
    let idleSince = performance.now();
    while (!signal.aborted) {
      const found = await this.sweep(signal);
      if (found !== 'nothing waits') idleSince = performance.now();
      if (performance.now() - idleSince >= idleMs) return;
      if (found !== 'folded') await pause(pauseMs, signal);
    }
  }

  /** Folds one portion of every run that is due. */
  private async sweep(signal: AbortSignal): Promise<'folded' | 'something waits' | 'nothing waits'> {
    try {
      const { due, waiting } = await dueRuns(this.pool);
      let folded = false;
      for (const run of due) if (!signal.aborted && (await this.fold(run))) folded = true;
      if (folded) return 'folded';
      return waiting === 0 ? 'nothing waits' : 'something waits';
    } catch (error) {
      this.log.warn({ err: error }, 'what is due for a fold cannot be read');
      return 'something waits';
    }
  }

  /** A run whose fold fails must not keep the others from theirs. */
  private async fold(run: RunKey): Promise<boolean> {
    try {
      const outcome = await this.folder.fold(run);
      if (outcome.kind === 'folded') this.options.onFold(outcome.points);
      return outcome.kind === 'folded';
    } catch (error) {
      this.log.error({ run: String(run), err: error }, 'a fold failed; the journal keeps what it did not take');
      return false;
    }
  }
}
