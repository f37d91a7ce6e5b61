import { DTYPE_BYTES } from '@graticule/contracts';
import { CorruptTile } from './corrupt-tile.js';
import { cellsAt, rawCells, valuesOf } from './vector-cells.js';
import {
  aligned,
  checkSignature,
  FORMAT,
  HEAD_BYTES,
  padded,
  readHead,
  sign,
  viewOf,
  writeHead,
} from './vector-layout.js';

/** Vectors per entry of levels 1 to 3. */
export const VECTORS_PER_ENTRY = [16, 64, 256] as const;
/** Axes of more elements have no pyramid. */
export const PYRAMID_WIDTH = 4096;

/** Runs of consecutive vectors of one column, [entries] each: the last run may have fewer. */
export interface EntryTrailer {
  readonly firstSteps: BigInt64Array;
  readonly lastSteps: BigInt64Array;
  readonly lastTimes: Float64Array;
  readonly vectors: Uint32Array;
  /** The smallest attempt that wrote one of them. */
  readonly attempts: Uint32Array;
}

/** What is known of an element in each run, as `EnvelopeLine.gather` takes it. [entries] each. */
export interface ElementEntries {
  /** Logged cells that are not NaN; of them those that are finite. */
  readonly numbers: Uint16Array;
  readonly finite: Uint16Array;
  /** Over what is not NaN; NaN where nothing is. */
  readonly min: Float64Array | Float32Array;
  readonly max: Float64Array | Float32Array;
  /** Over what is finite, compensated; NaN where nothing is. */
  readonly mean: Float64Array;
}

/** A pyramid row: of each element [width] its entries, one after the other. */
export interface VectorEntries extends ElementEntries {
  readonly width: number;
  readonly entries: EntryTrailer;
}

const ENTRY_BYTES = 32;

/* mean f64, min, max (f32 where that is exact, else f64), numbers u16, finite u16, each [width][entries]; padded to 8; trailer. */
export function encodeVectorEntries(row: VectorEntries): Uint8Array {
  const { width, entries, mean, min, max, numbers, finite } = row;
  const n = entries.firstSteps.length;
  const dtype = min instanceof Float32Array && max instanceof Float32Array ? 'f32' : 'f64';
  const cells = HEAD_BYTES + width * n * (8 + 2 * DTYPE_BYTES[dtype] + 4);
  const body = new Uint8Array(padded(cells) + ENTRY_BYTES * n);
  writeHead(viewOf(body), { format: FORMAT.pyramid, dtype, presence: false, width, n });
  let at = HEAD_BYTES;
  for (const column of [mean, rawCells(min, dtype), rawCells(max, dtype), numbers, finite]) {
    body.set(bytesOf(column), at);
    at += column.byteLength;
  }
  at = body.length - ENTRY_BYTES * n;
  for (const column of [entries.firstSteps, entries.lastSteps, entries.lastTimes, entries.vectors, entries.attempts]) {
    body.set(bytesOf(column), at);
    at += column.byteLength;
  }
  sign(body, [body.subarray(body.length - ENTRY_BYTES * n)]);
  return body;
}

/** n: of the row. Throws CorruptTile when the body is no such row. */
export function decodeVectorEntries(body: Uint8Array, n: number): VectorEntries {
  const { width } = readHead(body, [FORMAT.pyramid], n);
  return { width, ...decode(body, n, width) };
}

/** The entries of one element, of a body that `store.element_of` cut down to it. Throws CorruptTile for anything else. */
export function decodeElementEntries(body: Uint8Array, n: number): ElementEntries & { readonly entries: EntryTrailer } {
  return decode(body, n, 1);
}

/** `held`: how many elements the body holds, all or one. */
function decode(bytes: Uint8Array, n: number, held: number): ElementEntries & { readonly entries: EntryTrailer } {
  const { dtype } = readHead(bytes, [FORMAT.pyramid], n);
  const body = aligned(bytes);
  const count = held * n;
  const rest = body.length - HEAD_BYTES - count * (8 + 2 * DTYPE_BYTES[dtype] + 4) - ENTRY_BYTES * n;
  // A whole row is padded to a multiple of eight, a cut one is not.
  if (rest < 0 || rest > 7) throw new CorruptTile(`${body.length} bytes do not hold ${held} × ${n} entries`);
  const trailer = new Uint8Array(body.subarray(body.length - ENTRY_BYTES * n));
  checkSignature(body, [trailer]);
  const minAt = HEAD_BYTES + 8 * count;
  const maxAt = minAt + count * DTYPE_BYTES[dtype];
  const numbersAt = body.byteOffset + maxAt + count * DTYPE_BYTES[dtype];
  const { buffer } = trailer;
  return {
    mean: new Float64Array(body.buffer, body.byteOffset + HEAD_BYTES, count),
    min: valuesOf(cellsAt(body, dtype, minAt, count), dtype),
    max: valuesOf(cellsAt(body, dtype, maxAt, count), dtype),
    numbers: new Uint16Array(body.buffer, numbersAt, count),
    finite: new Uint16Array(body.buffer, numbersAt + 2 * count, count),
    entries: {
      firstSteps: new BigInt64Array(buffer, 0, n),
      lastSteps: new BigInt64Array(buffer, 8 * n, n),
      lastTimes: new Float64Array(buffer, 16 * n, n),
      vectors: new Uint32Array(buffer, 24 * n, n),
      attempts: new Uint32Array(buffer, 28 * n, n),
    },
  };
}

const bytesOf = (column: ArrayBufferView): Uint8Array =>
  new Uint8Array(column.buffer, column.byteOffset, column.byteLength);
