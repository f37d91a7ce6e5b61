import { FrameRowGroups } from '@graticule/contracts';
import type { AxisRef } from './axis-ref.js';

export interface PendingVector {
  readonly metric: string;
  readonly axis: AxisRef;
  readonly step: bigint;
  readonly time: number;
  readonly values: Float32Array | Float64Array;
  readonly elements: Uint32Array | undefined;
}

/** What will be one batch. */
export class Chunk {
  readonly rows = new FrameRowGroups();
  readonly vectors: PendingVector[] = [];
  #vectorBytes = 0;
  #vectorPoints = 0;

  get bytes(): number {
    return this.rows.bytes + this.#vectorBytes;
  }

  get points(): number {
    return this.rows.points + this.#vectorPoints;
  }

  push(vector: PendingVector): void {
    this.vectors.push(vector);
    this.#vectorBytes += vectorBytes(vector);
    this.#vectorPoints += vector.values.length;
  }
}

/** An upper bound: header, step, time, padding. */
const vectorBytes = ({ values, elements }: Pick<PendingVector, 'values' | 'elements'>): number =>
  48 + values.byteLength + (elements?.byteLength ?? 0);

/** A row of this many names is 1.2 MB: a wider one is split, at the same step and time. */
const KEYS_PER_ROW = 100_000;

/** Points on their way to batches, in the order they were logged. */
export class PointBuffer {
  readonly #sealed: Chunk[] = [];
  #open = new Chunk();
  #sealedBytes = 0;
  #sealedPoints = 0;

  /** A chunk is closed before it would grow past `chunkBytes`. */
  constructor(private readonly chunkBytes: number) {}

  get bytes(): number {
    return this.#sealedBytes + this.#open.bytes;
  }

  get points(): number {
    return this.#sealedPoints + this.#open.points;
  }

  row(step: bigint, time: number, keys: readonly string[], values: readonly number[]): void {
    for (let from = 0; from < keys.length; from += KEYS_PER_ROW) {
      const isWhole = keys.length <= KEYS_PER_ROW;
      const names = isWhole ? keys : keys.slice(from, from + KEYS_PER_ROW);
      this.#makeRoom(64 + 12 * names.length);
      this.#open.rows.add(step, time, names, isWhole ? values : values.slice(from, from + KEYS_PER_ROW));
    }
  }

  vector(vector: PendingVector): void {
    this.#makeRoom(vectorBytes(vector));
    this.#open.push(vector);
  }

  /** The oldest chunk, which leaves the buffer. */
  take(): Chunk | undefined {
    this.#seal();
    const chunk = this.#sealed.shift();
    this.#sealedBytes -= chunk?.bytes ?? 0;
    this.#sealedPoints -= chunk?.points ?? 0;
    return chunk;
  }

  #makeRoom(bytes: number): void {
    if (this.#open.points > 0 && this.#open.bytes + bytes > this.chunkBytes) this.#seal();
  }

  #seal(): void {
    if (this.#open.points === 0) return;
    this.#sealed.push(this.#open);
    this.#sealedBytes += this.#open.bytes;
    this.#sealedPoints += this.#open.points;
    this.#open = new Chunk();
  }
}
