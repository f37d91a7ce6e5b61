import { projectKey, type RunId } from '@graticule/contracts';
import type { RunEvent } from '@graticule/runs';
import { type EventSource, RunEvents } from './run-events.js';

const PROJECT = projectKey(1);
const silent = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** A project's feed in memory, which counts how often it is read. */
class Feed implements EventSource {
  reads = 0;
  private readonly all: RunEvent[] = [];

  happen(count: number): void {
    for (let i = 0; i < count; i++) {
      const number = BigInt(this.all.length + 1);
      const runId = `run-${number}` as RunId;
      this.all.push({ number, runId, from: null, to: 'QUEUED', cause: null, actor: 'test', at: new Date(0) });
    }
  }

  async events(_project: typeof PROJECT, after: bigint, limit: number): Promise<readonly RunEvent[]> {
    this.reads += 1;
    return this.all.filter(({ number }) => number > after).slice(0, limit);
  }

  async lastEvent(): Promise<bigint> {
    return BigInt(this.all.length);
  }
}

async function take(stream: AsyncIterator<RunEvent>, count: number): Promise<bigint[]> {
  const numbers: bigint[] = [];
  while (numbers.length < count) {
    const { value, done } = await stream.next();
    if (done === true) break;
    numbers.push(value.number);
  }
  return numbers;
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => BigInt(from + i));

let feed: Feed;
let events: RunEvents;
beforeEach(() => {
  feed = new Feed();
  events = new RunEvents(feed, silent, 1);
});
afterEach(() => events.close());

it('streams what happens from now on', async () => {
  feed.happen(3);
  const stream = await events.stream(PROJECT);
  feed.happen(2);
  expect(await take(stream, 2)).toEqual([4n, 5n]);
});

it('resumes after a number, each event once and in order', async () => {
  feed.happen(450);
  const stream = await events.stream(PROJECT, 2n);
  const seen = await take(stream, 448);
  feed.happen(2);
  expect([...seen, ...(await take(stream, 2))]).toEqual(range(3, 452));
});

it('lets a slow reader catch up from the database when it has fallen behind what is kept', async () => {
  const slow = await events.stream(PROJECT);
  const quick = await events.stream(PROJECT);
  feed.happen(2_500);
  expect(await take(quick, 2_500)).toEqual(range(1, 2_500));
  expect(await take(slow, 2_500)).toEqual(range(1, 2_500));
});

it('reads the database once for all readers', async () => {
  const streams = await Promise.all(Array.from({ length: 50 }, () => events.stream(PROJECT)));
  feed.happen(1);
  await Promise.all(streams.map((stream) => take(stream, 1)));
  expect(feed.reads).toBeLessThan(50);
});

it('ends a reader that waits', async () => {
  const stream = await events.stream(PROJECT);
  const waiting = stream.next();
  await stream.return();
  expect(await waiting).toEqual({ done: true, value: undefined });
});

it('does not let a number from the future hide events from others', async () => {
  const ahead = await events.stream(PROJECT, 1_000n);
  const here = await events.stream(PROJECT, 0n);
  feed.happen(2);
  expect(await take(here, 2)).toEqual([1n, 2n]);
  await ahead.return();
});
