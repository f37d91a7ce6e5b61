import type { Cause } from '@graticule/contracts';
import type { FinishReport, FlushReport, RunLog } from '@graticule/sdk';
import type { TrainingOutcome } from './train-attempt.js';

/** See the table at the head of main.ts. */
export const EXIT = { finished: 0, failed: 1, untold: 70, superseded: 75, unusable: 78, stopped: 143 } as const;

/** A worker that stops a trainer waits longer than this before it kills it. */
const STOP_FLUSH_MS = 5_000;

/** How an attempt ends: tells the service once, and knows the exit code. */
export class AttemptEnd {
  #code: Promise<number> | undefined;

  /** say: the console of the run, where a failure and a loss of points are read first. */
  constructor(
    private readonly points: RunLog,
    private readonly say: (what: unknown) => void,
  ) {}

  trained(outcome: TrainingOutcome): Promise<number> {
    return this.#once(async () => {
      if (outcome.kind === 'failed')
        return this.#codeOf(await this.points.finish('FAILED', outcome.cause), EXIT.failed);
      return this.#codeOf(await this.points.finish('FINISHED'), EXIT.finished);
    });
  }

  threw(error: unknown): Promise<number> {
    return this.#once(async () => this.#codeOf(await this.points.finish('FAILED', this.#causeOf(error)), EXIT.failed));
  }

  /** Stores what was measured and leaves the rest to the worker, which knows why it stopped us. */
  stopped(): Promise<number> {
    return this.#once(async () => {
      const report = await this.points.flush(STOP_FLUSH_MS);
      this.points.close();
      this.#tell(report);
      return isSuperseded(report) ? EXIT.superseded : EXIT.stopped;
    });
  }

  #once(end: () => Promise<number>): Promise<number> {
    this.#code ??= end();
    return this.#code;
  }

  #codeOf(report: FinishReport, code: number): number {
    this.#tell(report);
    if (isSuperseded(report)) return EXIT.superseded;
    return report.finished ? code : EXIT.untold;
  }

  #tell({ accepted, refused, dropped, pending }: FlushReport): void {
    if (refused + dropped + pending === 0) return;
    this.say(`${accepted} points stored; ${refused} refused, ${dropped} dropped, ${pending} unanswered`);
  }

  #causeOf(error: unknown): Cause {
    const thrown = error instanceof Error ? error : new Error(String(error));
    this.say(thrown);
    const stack = thrown.stack === undefined ? {} : { stack: thrown.stack.slice(0, 100_000) };
    return { code: 'TRAINER_THREW', message: `${thrown.name}: ${thrown.message}`.slice(0, 10_000), ...stack };
  }
}

const isSuperseded = ({ state }: FlushReport): boolean =>
  state === 'superseded' || state === 'ended' || state === 'refused';
