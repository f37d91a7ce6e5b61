import type { RunKey } from '@graticule/contracts';
import { type Logger, pause } from '@graticule/platform';
import type { Pool } from 'pg';
import { dueRuns } from './due-runs.js';
import type { Folder } from './folder.js';
import { TroubledRuns } from './troubled-runs.js';

interface FoldLoopOptions {
  /** Between two looks at what is due. */
  readonly pauseMs?: number;
  /** The loop ends when nothing has waited for so long. */
  readonly idleMs?: number;
  /** Called with what happens, fold by fold. */
  readonly tell: (event: FoldEvent) => void;
  /** Runs that are not tried for now. The loop adds those that fail. */
  readonly troubled?: TroubledRuns;
}

/** `begins` comes before the fold: if the process does not survive it, this is the run that was the reason. */
export type FoldEvent =
  | { readonly kind: 'begins' | 'failed' | 'nothing'; readonly run: RunKey }
  | { readonly kind: 'folded'; readonly run: RunKey; readonly points: number };

const PAUSE_MS = 500;
const IDLE_MS = 30_000;

/** Folds what is due, run by run, one after the other. Any number of loops may do so, here and elsewhere. */
export class FoldLoop {
  private readonly troubled: TroubledRuns;

  constructor(
    private readonly pool: Pool,
    private readonly folder: Folder,
    private readonly log: Logger,
    private readonly options: FoldLoopOptions,
  ) {
    this.troubled = options.troubled ?? new TroubledRuns();
  }

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
      for (const run of due) {
        if (signal.aborted) break;
        if (!this.troubled.isLeftAlone(run) && (await this.fold(run))) folded = true;
      }
      if (folded) return 'folded';
      return waiting === 0 ? 'nothing waits' : 'something waits';
    } catch (error) {
      this.log.warn({ err: error }, 'what is due for a fold cannot be read');
      return 'something waits';
    }
  }

  /** A run whose fold fails must not keep the others from theirs. */
  private async fold(run: RunKey): Promise<boolean> {
    const { tell } = this.options;
    tell({ kind: 'begins', run });
    try {
      const outcome = await this.folder.fold(run);
      this.troubled.folded(run);
      if (outcome.kind === 'folded') tell({ kind: 'folded', run, points: outcome.points });
      else tell({ kind: 'nothing', run });
      return outcome.kind === 'folded';
    } catch (error) {
      this.troubled.failed(run);
      tell({ kind: 'failed', run });
      this.log.error(
        { run: String(run), err: error },
        'a fold failed and is tried again later; the journal keeps what it did not take',
      );
      return false;
    }
  }
}
