import type { RunLog } from '@graticule/sdk';

const TELL_PARENT_MS = 250;
const LOG_MS = 1000;

/** What the parent is told: training steps done, of how many. */
export interface ProgressMessage {
  readonly type: 'progress';
  readonly done: number;
  readonly total: number;
}

/**
 * Passes progress on at a bearable rate, however often a recipe calls: to the parent four times a second, and as the
 * metric `progress` (0 to 1) once a second. The last step always gets through.
 */
export class ProgressReporter {
  #told = -Infinity;
  #logged = -Infinity;

  constructor(
    private readonly points: Pick<RunLog, 'scalar'>,
    private readonly tellParent: (message: ProgressMessage) => void,
    private readonly nowMs: () => number,
  ) {}

  report(done: number, total: number): void {
    const now = this.nowMs();
    const isLast = done >= total;
    if (isLast || now - this.#told >= TELL_PARENT_MS) {
      this.#told = now;
      this.tellParent({ type: 'progress', done, total });
    }
    if (total > 0 && (isLast || now - this.#logged >= LOG_MS)) {
      this.#logged = now;
      this.points.scalar(done, { progress: done / total });
    }
  }
}
