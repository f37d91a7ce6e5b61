import { AppError } from '@graticule/platform';
import type { Appending } from './append-flush.js';
import type { AppendOutcome } from './metric-store.js';

/*
 * Coalesces appends, so that small batches share commits. While a flush is free, a batch leaves at once and alone; while all
 * are under way, batches wait, and the next free flush takes many of them in one statement. No timer: at low concurrency
 * every request has its own statement, at high concurrency each commit carries what came during the ones before it.
 *
 * Invariants: the batches of a writer leave in the order in which they came, and never in two flushes at once (the second
 * would see a gap if it overtook the first); a flush is sorted by (run, writer, sequence), so that the flushes of several
 * replicas take row locks in one order and cannot wait in a circle; a flush that fails rejects its batches and no others.
 */

interface Waiting extends Appending {
  readonly settle: (outcome: AppendOutcome) => void;
  readonly fail: (error: unknown) => void;
}

/** What one writer has waiting. */
interface Lane {
  readonly name: string;
  readonly waiting: Waiting[];
}

type Flush = (items: readonly Appending[]) => Promise<readonly AppendOutcome[]>;

export interface FlushBounds {
  readonly atOnce: number;
  readonly batches: number;
  /** A flush takes at least one batch, whatever its size. */
  readonly bytes: number;
}

export class AppendQueue {
  private readonly lanes = new Map<string, Lane>();
  /** Lanes that have batches and none under way, the longest waiting first. */
  private readonly ready = new Set<Lane>();
  private underWay = 0;

  constructor(
    private readonly flush: Flush,
    private readonly bounds: FlushBounds,
  ) {}

  /** Resolves after the commit; rejects when nothing is known of it, and then the same batch may be sent again. */
  async add({ writer, batch }: Appending): Promise<AppendOutcome> {
    return new Promise((settle, fail) => {
      const name = `${writer.runKey} ${batch.writer}`;
      const item = { writer, batch, settle, fail };
      const lane = this.lanes.get(name);
      if (lane !== undefined) {
        lane.waiting.push(item);
        return;
      }
      const opened = { name, waiting: [item] };
      this.lanes.set(name, opened);
      this.ready.add(opened);
      this.pump();
    });
  }

  private pump(): void {
    while (this.underWay < this.bounds.atOnce && this.ready.size > 0) {
      const taken = this.take();
      this.underWay += 1;
      void this.send(taken.items).finally(() => {
        this.underWay -= 1;
        taken.lanes.forEach((lane) => this.release(lane));
        this.pump();
      });
    }
  }

  /** Whole lanes as long as they fit: a lane that leaves a rest behind keeps it until this flush is over. */
  private take(): { readonly items: readonly Waiting[]; readonly lanes: readonly Lane[] } {
    const items: Waiting[] = [];
    const lanes: Lane[] = [];
    let bytes = 0;
    for (const lane of this.ready) {
      let count = 0;
      for (const { batch } of lane.waiting) {
        const fits = items.length + count < this.bounds.batches && bytes + batch.body.byteLength <= this.bounds.bytes;
        if (!fits && items.length + count > 0) break;
        bytes += batch.body.byteLength;
        count += 1;
      }
      if (count === 0) break;
      items.push(...lane.waiting.splice(0, count));
      lanes.push(lane);
      this.ready.delete(lane);
    }
    return { items: items.toSorted(byCursor), lanes };
  }

  private async send(items: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.flush(items);
      items.forEach((item, i) => {
        const outcome = outcomes[i];
        if (outcome === undefined) item.fail(new AppError('INTERNAL', 'a flush answered fewer batches than it took'));
        else item.settle(outcome);
      });
    } catch (error) {
      for (const { fail } of items) fail(error);
    }
  }

  private release(lane: Lane): void {
    if (lane.waiting.length > 0) this.ready.add(lane);
    else this.lanes.delete(lane.name);
  }
}

/** Batches of one writer keep the order in which they came when their sequences are equal: sorting is stable. */
function byCursor(a: Appending, b: Appending): number {
  return (
    compare(a.writer.runKey, b.writer.runKey) ||
    compare(a.batch.writer, b.batch.writer) ||
    compare(a.batch.sequence, b.batch.sequence)
  );
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
