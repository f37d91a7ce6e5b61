import type { FoldEvent } from './fold-loop.js';
import { TroubledRuns } from './troubled-runs.js';

/** What the folds of one process have done since it started. */
export class FoldReport {
  /** Runs whose last fold failed. */
  readonly troubled = new TroubledRuns();
  private done = 0;
  private packed = 0;
  private lost = 0;

  /** Folds that were committed. */
  get folds(): number {
    return this.done;
  }

  get failures(): number {
    return this.lost;
  }

  /** Points that left the journal. */
  get points(): number {
    return this.packed;
  }

  note(event: FoldEvent): void {
    if (event.kind === 'begins') return;
    if (event.kind === 'failed') {
      this.lost += 1;
      this.troubled.failed(event.run);
      return;
    }
    this.troubled.folded(event.run);
    if (event.kind !== 'folded') return;
    this.done += 1;
    this.packed += event.points;
  }
}
