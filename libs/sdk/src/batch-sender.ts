import { encodeFrame, type Frame } from '@graticule/contracts';
import { ApiProblem } from './api-problem.js';
import type { FramePacker } from './frame-packer.js';
import type { GraticuleClient } from './graticule-client.js';
import type { Ledger, LogState } from './log-report.js';
import type { Chunk } from './point-buffer.js';

/*
 * Delivers one batch at a time, exactly once. A batch keeps its bytes and its sequence number until the service has
 * answered: a try whose answer was lost is sent again and recognised as a duplicate. Only an acknowledged batch uses up
 * its number; a refused one (413, 422) leaves it to the next. A gap means that the service has forgotten batches it
 * once acknowledged (restored from a backup): the sender goes on as a new writer and says so.
 */
type Body = Pick<Frame, 'scalars' | 'vectors'>;

/** States in which nothing will ever be accepted again, by the code that says so. */
const FINAL: ReadonlyMap<string, LogState> = new Map([
  ['STALE_ATTEMPT', 'superseded'],
  ['RUN_ENDED', 'ended'],
  ['UNAUTHENTICATED', 'refused'],
  ['FORBIDDEN', 'refused'],
  ['NOT_FOUND', 'refused'],
]);

export type Delivery = { readonly kind: 'done' } | { readonly kind: 'final'; readonly state: LogState };

export class BatchSender {
  #writer = newWriter();
  #sequence = 1n;

  constructor(
    private readonly client: GraticuleClient,
    private readonly path: string,
    private readonly packer: FramePacker,
    private readonly ledger: Ledger,
  ) {}

  /** Sends until the chunk is stored or refused. Throws ApiProblem ABORTED, and nothing else, when the signal fires first. */
  async deliver(chunk: Chunk, signal: AbortSignal): Promise<Delivery> {
    let left = chunk.points;
    try {
      const body = await this.packer.pack(chunk, signal);
      left = pointsOf(body);
      if (left > 0) await this.#store(body, left, signal);
    } catch (error) {
      const code = error instanceof ApiProblem ? error.code : '';
      if (code === 'ABORTED') throw error;
      const why = error instanceof Error ? error.message : String(error);
      const state = FINAL.get(code);
      // Whatever else went wrong, a fault of this package included, costs one batch and never the training.
      if (!state) this.ledger.refuse(left, `a batch could not be sent: ${why}`);
      else {
        this.ledger.note(why);
        return { kind: 'final', state };
      }
    }
    return { kind: 'done' };
  }

  async #store(body: Body, points: number, signal: AbortSignal): Promise<void> {
    const frame = encodeFrame({ writer: this.#writer, sequence: this.#sequence, ...body });
    try {
      await this.client.bytes(this.path, frame, 'application/vnd.graticule.frame', signal);
      this.#sequence += 1n;
      this.ledger.accepted += points;
    } catch (error) {
      if (!(error instanceof ApiProblem) || FINAL.has(error.code) || error.code === 'ABORTED') throw error;
      if (error.code === 'SEQUENCE_GAP' && this.#sequence > 1n) {
        this.ledger.note(`batches that were acknowledged are gone from the service: ${error.message}`);
        this.#writer = newWriter();
        this.#sequence = 1n;
        return this.#store(body, points, signal);
      }
      const items = error.errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ');
      this.ledger.refuse(points, `a batch was refused (${error.code}): ${error.message}${items && `: ${items}`}`);
    }
  }
}

const newWriter = (): bigint => BigInt.asUintN(63, crypto.getRandomValues(new BigUint64Array(1))[0] ?? 0n);

function pointsOf({ scalars, vectors }: Body): number {
  let points = 0;
  for (const group of scalars) points += group.values.length;
  for (const vector of vectors) points += vector.values.length;
  return points;
}
