/** The right to train one attempt on this machine. */
export interface Slot {
  /** 0-based; the trainer finds it in GRATICULE_SLOT. */
  readonly index: number;
  release(): void;
}

/**
 * Never more attempts at once than there are slots, whatever the queue delivers: after its connection was replaced it may
 * deliver while earlier jobs are still at work.
 */
export class Slots {
  private readonly free: number[];
  private readonly waiting: ((index: number) => void)[] = [];

  constructor(readonly count: number) {
    this.free = Array.from({ length: count }, (_, index) => index);
  }

  /** Waits for a slot; undefined when the signal comes first. */
  async take(stopping: AbortSignal): Promise<Slot | undefined> {
    if (stopping.aborted) return undefined;
    const index = this.free.shift() ?? (await this.next(stopping));
    return index === undefined ? undefined : this.slot(index);
  }

  private next(stopping: AbortSignal): Promise<number | undefined> {
    return new Promise((resolve) => {
      const give = (index: number) => {
        stopping.removeEventListener('abort', giveUp);
        resolve(index);
      };
      const giveUp = () => {
        this.waiting.splice(this.waiting.indexOf(give), 1);
        resolve(undefined);
      };
      this.waiting.push(give);
      stopping.addEventListener('abort', giveUp, { once: true });
    });
  }

  private slot(index: number): Slot {
    let held = true;
    return {
      index,
      release: () => {
        if (!held) return;
        held = false;
        const next = this.waiting.shift();
        if (next) next(index);
        else this.free.push(index);
      },
    };
  }
}
