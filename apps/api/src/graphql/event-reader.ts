import type { RunEvent } from '@graticule/runs';

/** The side of the feed that a reader talks to. */
export interface EventFeed {
  /** The next events above the number, at once; empty when there are none yet. */
  above(number: bigint): Promise<readonly RunEvent[]>;
  /** Resolves when there may be events above the number, or when this reader has ended. */
  more(reader: EventReader, number: bigint): Promise<void>;
  leave(reader: EventReader): void;
}

/**
 * One subscriber. It holds its number and at most one page of events, and asks for more when the socket has taken the last
 * one: a slow subscriber costs a page. Not a generator, because `return` of a generator that waits is only heard after the
 * wait, and this one may wait for days.
 */
export class EventReader implements AsyncIterableIterator<RunEvent> {
  private page: readonly RunEvent[] = [];
  private taken = 0;
  private ended = false;
  private resume: (() => void) | undefined;

  constructor(
    private readonly feed: EventFeed,
    private seen: bigint,
  ) {}

  [Symbol.asyncIterator](): this {
    return this;
  }

  async next(): Promise<IteratorResult<RunEvent, undefined>> {
    while (!this.ended) {
      const event = this.page[this.taken];
      if (event) {
        this.taken += 1;
        this.seen = event.number;
        return { done: false, value: event };
      }
      // oxlint-disable-next-line no-await-in-loop -- pages follow each other
      this.page = await this.feed.above(this.seen);
      this.taken = 0;
      // oxlint-disable-next-line no-await-in-loop
      if (this.page.length === 0 && !this.ended) await this.feed.more(this, this.seen);
    }
    return { done: true, value: undefined };
  }

  async return(): Promise<IteratorResult<RunEvent, undefined>> {
    if (!this.ended) {
      this.ended = true;
      this.feed.leave(this);
      this.wake();
    }
    return { done: true, value: undefined };
  }

  /** For the feed: what `more` waits for. */
  waiting(): Promise<void> {
    return new Promise((resolve) => {
      this.resume = resolve;
    });
  }

  wake(): void {
    this.resume?.();
    this.resume = undefined;
  }
}
