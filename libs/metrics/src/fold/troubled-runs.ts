import { type RunKey } from '@graticule/contracts';
import { type Clock, systemClock } from '@graticule/platform';

const FIRST_MS = 1_000;
const LONGEST_MS = 5 * 60_000;

interface Trouble {
  readonly failures: number;
  readonly untilMs: number;
}

/**
 * Runs whose folds fail. Each is left alone for a time that doubles with every failure, so that one that cannot be folded, or that ends
 * the thread that tries, takes no more than a little from the others.
 */
export class TroubledRuns {
  private readonly runs = new Map<RunKey, Trouble>();

  constructor(private readonly clock: Clock = systemClock) {}

  /** How many runs failed when they were last tried. */
  get count(): number {
    return this.runs.size;
  }

  failed(run: RunKey): void {
    const failures = (this.runs.get(run)?.failures ?? 0) + 1;
    const pauseMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** (failures - 1));
    this.runs.set(run, { failures, untilMs: this.clock.now().getTime() + pauseMs });
  }

  folded(run: RunKey): void {
    this.runs.delete(run);
  }

  isLeftAlone(run: RunKey): boolean {
    return (this.runs.get(run)?.untilMs ?? 0) > this.clock.now().getTime();
  }
}
