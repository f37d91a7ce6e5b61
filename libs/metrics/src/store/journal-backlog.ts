import { LIMITS, type RunKey } from '@graticule/contracts';
import { type Clock, systemClock } from '@graticule/platform';
import type { Pool } from 'pg';
import { sql } from '../sql.js';

/*
 * How much waits to be folded, so that appending, which is several times faster than folding, stops before the journal grows
 * without end. What is known is a sample of the journal and what this process appended since the sample began: a little too
 * much when a fold or another process's sample falls between, and too little by what other processes appended in that time.
 * Samples are taken while somebody asks, at most one a second and at most a twentieth of the time, because each scans the
 * journal. Nobody is refused for a sample that is out of date: a refusal first takes a new one when one is due.
 */

export interface Amount {
  readonly rows: number;
  readonly points: number;
  readonly bytes: number;
}

export interface Backlog extends Amount {
  /** When the oldest row was appended. Undefined: there is none. */
  readonly oldest: Date | undefined;
}

interface BacklogOptions {
  /** Points of all runs together. */
  readonly points?: number;
  /** Bytes of all runs together. */
  readonly bytes?: number;
  readonly clock?: Clock;
}

interface Sample {
  readonly runs: ReadonlyMap<RunKey, Amount>;
  readonly total: Amount;
  readonly oldest: Date | undefined;
  readonly atMs: number;
}

/** By how much something is over its bound, and how much of it was folded a second. Undefined: not known yet. */
interface Excess {
  readonly over: number;
  readonly perSecond: number | undefined;
}

interface BacklogRow {
  readonly run_id: RunKey;
  readonly rows: bigint;
  readonly points: bigint;
  readonly bytes: bigint;
  readonly oldest: Date;
}

const EVERY_MS = 1_000;
/** A sample that took long is followed by so many times its duration without one. */
const REST = 19;
const MIN_RETRY_SECONDS = 1;
const MAX_RETRY_SECONDS = 10;
const NONE: Amount = { rows: 0, points: 0, bytes: 0 };

export class JournalBacklog {
  private sample: Sample | undefined;
  private drained: Amount | undefined;
  /** Appended by this process since the sample began. */
  private since = new Map<RunKey, Amount>();
  private sinceTotal = NONE;
  private sampling: Promise<void> | undefined;
  private dueMs = Number.NEGATIVE_INFINITY;
  private readonly clock: Clock;
  private readonly bounds: { readonly points: number; readonly bytes: number };

  /** `pools`: every pool that holds hot rows. */
  constructor(
    private readonly pools: readonly Pool[],
    options: BacklogOptions = {},
  ) {
    this.clock = options.clock ?? systemClock;
    this.bounds = { points: options.points ?? LIMITS.backlogPoints, bytes: options.bytes ?? LIMITS.backlogBytes };
  }

  noteAccepted(run: RunKey, amount: Amount): void {
    this.since.set(run, sum(this.since.get(run) ?? NONE, amount));
    this.sinceTotal = sum(this.sinceTotal, amount);
  }

  /** Undefined when the run may append; else the seconds, 1 to 10, after which there may be room. */
  async refusal(run: RunKey): Promise<number | undefined> {
    if (this.isDue()) {
      const refreshed = this.refresh();
      if (this.sample === undefined || this.excess(run) !== undefined) await refreshed;
    }
    const excess = this.excess(run);
    return excess === undefined ? undefined : secondsFor(excess);
  }

  /** What waits in all, sampled when that is due. Undefined while the store has never answered. */
  async current(): Promise<Backlog | undefined> {
    if (this.isDue()) await this.refresh();
    if (this.sample === undefined) return undefined;
    return { ...sum(this.sample.total, this.sinceTotal), oldest: this.sample.oldest };
  }

  private isDue(): boolean {
    return this.clock.now().getTime() >= this.dueMs;
  }

  private async refresh(): Promise<void> {
    this.sampling ??= this.read().finally(() => (this.sampling = undefined));
    return this.sampling;
  }

  private async read(): Promise<void> {
    const { since, sinceTotal } = this;
    this.since = new Map();
    this.sinceTotal = NONE;
    const startedMs = this.clock.now().getTime();
    try {
      const answers = await Promise.all(this.pools.map((pool) => pool.query<BacklogRow>(sql('journal-backlog'))));
      this.take(
        sampleOf(
          answers.flatMap(({ rows }) => rows),
          startedMs,
        ),
        sinceTotal,
      );
    } catch {
      // What is known stays known. The append that asked meets the same store and says what is wrong with it.
      for (const [run, amount] of since) this.noteAccepted(run, amount);
    }
    const endedMs = this.clock.now().getTime();
    this.dueMs = Math.max(startedMs + EVERY_MS, endedMs + REST * (endedMs - startedMs));
  }

  private take(sample: Sample, appended: Amount): void {
    const before = this.sample;
    const seconds = before === undefined ? 0 : (sample.atMs - before.atMs) / 1000;
    if (before !== undefined && seconds > 0) {
      const was = sum(before.total, appended);
      const rate = (from: number, to: number) => Math.max(0, from - to) / seconds;
      this.drained = {
        rows: rate(was.rows, sample.total.rows),
        points: rate(was.points, sample.total.points),
        bytes: rate(was.bytes, sample.total.bytes),
      };
    }
    this.sample = sample;
  }

  private excess(run: RunKey): Excess | undefined {
    const total = sum(this.sample?.total ?? NONE, this.sinceTotal);
    const own = sum(this.sample?.runs.get(run) ?? NONE, this.since.get(run) ?? NONE);
    const { drained } = this;
    if (total.points > this.bounds.points) {
      return { over: total.points - this.bounds.points, perSecond: drained?.points };
    }
    // Half of all, so that a run whose fold fails leaves room to the others.
    const share = this.bounds.points / 2;
    if (own.points > share) return { over: own.points - share, perSecond: drained?.points };
    if (total.bytes > this.bounds.bytes) return { over: total.bytes - this.bounds.bytes, perSecond: drained?.bytes };
    if (own.bytes <= LIMITS.backlogBytesPerRun) return undefined;
    return { over: own.bytes - LIMITS.backlogBytesPerRun, perSecond: drained?.bytes };
  }
}

function sum(a: Amount, b: Amount): Amount {
  return { rows: a.rows + b.rows, points: a.points + b.points, bytes: a.bytes + b.bytes };
}

function sampleOf(rows: readonly BacklogRow[], atMs: number): Sample {
  const runs = new Map<RunKey, Amount>();
  let total = NONE;
  let oldest: Date | undefined;
  for (const row of rows) {
    const amount = { rows: Number(row.rows), points: Number(row.points), bytes: Number(row.bytes) };
    runs.set(row.run_id, amount);
    total = sum(total, amount);
    if (oldest === undefined || row.oldest < oldest) oldest = row.oldest;
  }
  return { runs, total, oldest, atMs };
}

function secondsFor({ over, perSecond }: Excess): number {
  if (perSecond === undefined) return MIN_RETRY_SECONDS;
  return Math.min(MAX_RETRY_SECONDS, Math.max(MIN_RETRY_SECONDS, Math.ceil(over / perSecond)));
}
