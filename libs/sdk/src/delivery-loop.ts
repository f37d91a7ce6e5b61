import { ApiProblem } from './api-problem.js';
import type { BatchSender } from './batch-sender.js';
import type { Ledger, LogState } from './log-report.js';
import type { Chunk, PointBuffer } from './point-buffer.js';

export interface DeliveryOptions {
  /** A point waits at most so long before its batch is sent, while the service answers. */
  readonly flushMs: number;
  /** So many bytes are sent at once, without waiting. */
  readonly sendBytes: number;
  /** Told once when the service will accept nothing more. */
  readonly onStop: (state: LogState) => void;
}

/**
 * Collects while it transmits: one batch is under way, and what is logged meanwhile becomes the next one. So a slow
 * service makes batches larger, not more numerous. The timer that sends the rest keeps the process alive; the pauses
 * between tries do not, or a script could never end while its service is down.
 */
export class DeliveryLoop {
  readonly #stop = new AbortController();
  #state: LogState = 'open';
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> | undefined;
  #underWay: Chunk | undefined;
  #flushes = 0;

  constructor(
    private readonly buffer: PointBuffer,
    private readonly sender: BatchSender,
    private readonly ledger: Ledger,
    private readonly options: DeliveryOptions,
  ) {}

  get state(): LogState {
    return this.#state;
  }

  /** Fires when nothing will be sent any more. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  get bytes(): number {
    return this.buffer.bytes + (this.#underWay?.bytes ?? 0);
  }

  /** To be called after points were added to the buffer. */
  wake(): void {
    if (this.#running) return;
    if (this.buffer.bytes >= this.options.sendBytes) this.#run();
    else this.#timer ??= setTimeout(() => this.#run(), this.options.flushMs);
  }

  /** Waits until everything was answered for, or the time is up. */
  async flush(timeoutMs: number): Promise<void> {
    this.#flushes += 1;
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, timeoutMs);
    });
    const expired = timeUp.then(() => 'expired' as const);
    while (this.#state === 'open' && (this.#running || this.buffer.points > 0)) {
      this.#run();
      // oxlint-disable-next-line no-await-in-loop
      if ((await Promise.race([this.#running, expired])) === 'expired') break;
    }
    clearTimeout(timer);
    this.#flushes -= 1;
  }

  /** Sends nothing more; what is left counts as dropped. */
  close(state: LogState): void {
    if (this.#state !== 'open') return;
    this.#state = state;
    clearTimeout(this.#timer);
    this.#stop.abort();
    while (this.buffer.take());
    const left = this.ledger.pending;
    if (left > 0) this.ledger.drop(left, `${left} points were not stored before the log was ${state}`);
  }

  #run(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined;
      if (this.#state === 'open' && this.buffer.points > 0) this.wake();
    });
  }

  async #drain(): Promise<void> {
    do {
      this.#underWay = this.buffer.take();
      if (!this.#underWay) return;
      // One batch at a time: the next number may only be used once this one is settled.
      // oxlint-disable-next-line no-await-in-loop
      await this.#deliver(this.#underWay);
      this.#underWay = undefined;
    } while (this.#state === 'open' && (this.#flushes > 0 || this.buffer.bytes >= this.options.sendBytes));
  }

  async #deliver(chunk: Chunk): Promise<void> {
    try {
      const delivery = await this.sender.deliver(chunk, this.signal);
      if (delivery.kind === 'done') return;
      this.close(delivery.state);
      this.options.onStop(delivery.state);
    } catch (error) {
      // ABORTED: closing has entered the points of this chunk into the ledger. Else the callback threw.
      if (!(error instanceof ApiProblem)) this.ledger.note(`onStop threw: ${String(error)}`);
    }
  }
}
