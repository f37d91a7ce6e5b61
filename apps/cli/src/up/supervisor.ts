import { setTimeout as pause } from 'node:timers/promises';
import { BackOff } from './back-off.js';

/** A running part: ends by itself (then `ended` says how), is asked to stop, or is killed. */
export interface Running {
  readonly ended: Promise<string>;
  stop(patienceMs: number): Promise<void>;
  /** At once and synchronously: it must work while this process exits. */
  kill(): void;
}

/** How one part of the service is started. Rejects when it cannot be, or when `signal` says that nobody waits any more. */
export interface Part {
  readonly name: string;
  readonly patienceMs: number;
  start(signal: AbortSignal): Promise<Running>;
}

interface Kept {
  readonly part: Part;
  running: Running | undefined;
  keeping: Promise<void>;
}

const LIMITS = { firstMs: 200, mostMs: 10_000, healthyAfterMs: 30_000 };

/**
 * Keeps the parts of a service alive. Invariants: a part that has been ready once is started again whenever it ends,
 * after a growing pause; parts stop in the opposite of their order of addition, so nobody loses what it still needs;
 * once stopping has begun nothing is started; `kill` leaves nothing behind and may be called in any state.
 */
export class Supervisor {
  private readonly kept: Kept[] = [];
  private readonly stopped = new AbortController();

  constructor(private readonly note: (line: string) => void) {}

  get stopping(): boolean {
    return this.stopped.signal.aborted;
  }

  /** Resolves when the part is ready for the first time; a part that fails its first start fails the whole service. */
  async add(part: Part): Promise<void> {
    const kept: Kept = { part, running: undefined, keeping: Promise.resolve() };
    this.kept.push(kept);
    const starting = this.start(part);
    kept.keeping = starting.then(noop, noop); // whoever stops us waits for it
    kept.running = await starting;
    kept.keeping = this.keep(kept);
  }

  async stop(): Promise<void> {
    this.stopped.abort();
    for (const kept of this.kept.toReversed()) {
      await kept.running?.stop(kept.part.patienceMs);
      await kept.keeping;
    }
  }

  kill(): void {
    this.stopped.abort();
    for (const { running } of this.kept.toReversed()) running?.kill();
  }

  private async keep(kept: Kept): Promise<void> {
    const backOff = new BackOff(LIMITS);
    let started = performance.now();
    while (kept.running !== undefined) {
      const ending = await kept.running.ended;
      kept.running = undefined;
      while (!this.stopping && kept.running === undefined) {
        const waitMs = backOff.afterDeath(performance.now() - started);
        this.note(`${kept.part.name} ended (${ending}); starting it again`);
        started = performance.now() + waitMs;
        kept.running = await this.startAgain(kept.part, waitMs);
        if (kept.running !== undefined) this.note(`${kept.part.name} is running again`);
      }
    }
  }

  /** Undefined when it could not be started, or when stopping began meanwhile. */
  private async startAgain(part: Part, waitMs: number): Promise<Running | undefined> {
    const { signal } = this.stopped;
    try {
      await pause(waitMs, undefined, { signal });
      return await this.start(part);
    } catch (error) {
      if (!signal.aborted) this.note(`${part.name}: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }

  /** A part that came up after stopping had begun is stopped at once: nobody else would know of it. */
  private async start(part: Part): Promise<Running> {
    const { signal } = this.stopped;
    const running = await part.start(signal);
    if (signal.aborted) await running.stop(part.patienceMs);
    signal.throwIfAborted();
    return running;
  }
}

const noop = () => undefined;
