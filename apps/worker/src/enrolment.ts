import type { RegisterWorker, WorkerId, WorkerView } from '@graticule/contracts';
import type { Logger } from '@graticule/platform';
import { ApiProblem } from '@graticule/sdk';
import type { House } from './house.js';

const AGAIN_MS = 5_000;

/**
 * The worker's place in the house: registered as soon as the API answers, heard of at a steady pace, and registered anew
 * when the API does not know it any more. Throws only where trying again is of no use: the key is refused.
 */
export class Enrolment {
  private readonly leaving = new AbortController();
  private view: Promise<WorkerView> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly house: House,
    private readonly worker: RegisterWorker,
    private readonly log: Logger,
  ) {}

  async id(): Promise<WorkerId> {
    this.view ??= this.register();
    return (await this.view).id;
  }

  /** Registers and goes on to be heard of. Resolves when the worker is registered. */
  async enter(): Promise<void> {
    const worker = await this.id();
    this.log.info({ worker, name: this.worker.name, slots: this.worker.slots, queue: this.worker.queue }, 'registered');
    await this.scheduleHeartbeat();
  }

  leave(): void {
    this.leaving.abort();
    clearTimeout(this.timer);
  }

  private async register(): Promise<WorkerView> {
    for (;;) {
      try {
        // oxlint-disable-next-line no-await-in-loop -- until the API is there
        return await this.house.register(this.worker, this.leaving.signal);
      } catch (error) {
        if (!(error instanceof ApiProblem) || !error.isPassing || this.leaving.signal.aborted) throw error;
        this.log.warn({ reason: error.message }, 'the API cannot be reached yet');
      }
      // oxlint-disable-next-line no-await-in-loop -- the pause between two tries
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS).unref());
    }
  }

  private async scheduleHeartbeat(): Promise<void> {
    if (!this.view || this.leaving.signal.aborted) return;
    const { heartbeatMs } = await this.view;
    this.timer = setTimeout(() => {
      this.beat()
        .catch((error: unknown) => this.log.debug({ err: error }, 'a heartbeat was not heard'))
        .then(() => this.scheduleHeartbeat())
        .catch((error: unknown) => this.log.error({ err: error }, 'the worker cannot register again'));
    }, heartbeatMs);
    this.timer.unref();
  }

  private async beat(): Promise<void> {
    if (await this.house.heartbeat(await this.id(), this.leaving.signal)) return;
    this.log.warn({}, 'the API does not know this worker any more; registering again');
    this.view = this.register();
    await this.view;
  }
}
