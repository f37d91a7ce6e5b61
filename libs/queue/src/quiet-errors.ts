import type { Logger } from '@graticule/platform';

const QUIET_MS = 10_000;

/**
 * Reports the errors of a connection that comes and goes: the first at once, then one line per ten seconds that counts
 * the rest. A lost database makes a client library report hundreds a second.
 */
export class QuietErrors {
  private suppressed = 0;
  private quietUntil = 0;

  constructor(
    private readonly log: Logger,
    private readonly what: string,
    /** Milliseconds of a clock that never goes back. */
    private readonly nowMs: () => number = () => performance.now(),
  ) {}

  report(error: unknown): void {
    if (this.nowMs() < this.quietUntil) {
      this.suppressed += 1;
      return;
    }
    // The sentence alone: drivers hang their whole connection on the error, and a page of it per outage helps nobody.
    const reason = error instanceof Error ? error.message : String(error);
    this.log.warn({ reason, suppressed: this.suppressed }, this.what);
    this.suppressed = 0;
    this.quietUntil = this.nowMs() + QUIET_MS;
  }
}
