import { type Dtype, DTYPE_BYTES } from '@graticule/contracts';
import { aligned, expectContent, newBody, openBody, openSlice, sealed, type SlicedBody } from './sliced-body.js';
import { cellsAt, rawCells } from './vector-cells.js';

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

/**
 * Where the columns of a slice begin, in bytes of it. A slice is an element: mean f64, min and max f32 where that is exact, else f64,
 * numbers and finite u16, [n] each.
 */
function columnsOf({ dtype, n }: Pick<SlicedBody, 'dtype' | 'n'>) {
  const cell = DTYPE_BYTES[dtype];
  const numbers = (8 + 2 * cell) * n;
  return { mean: 0, min: 8 * n, max: (8 + cell) * n, numbers, finite: numbers + 2 * n, end: numbers + 4 * n };
}

export function encodeVectorEntries(row: VectorEntries): Uint8Array {
  const { width, entries, min, max } = row;
  const n = entries.firstSteps.length;
  const dtype = min instanceof Float32Array && max instanceof Float32Array ? 'f32' : 'f64';
  const body = newBody(
    { format: 'pyramid', dtype, presence: false, width, n },
    { content: columnsOf({ dtype, n }).end },
  );
  const into = placesIn(body);
  const cells = { ...row, min: rawCells(min, dtype), max: rawCells(max, dtype) };
  for (const name of COLUMNS) {
    const { numbers, at, stride } = into[name];
    for (let element = 0, from = 0; element < width; element++)
      for (let i = 0; i < n; i++) numbers[at + element * stride + i] = cells[name][from++]!;
  }
  let at = 0;
  for (const column of [entries.firstSteps, entries.lastSteps, entries.lastTimes, entries.vectors, entries.attempts]) {
    body.trailer.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += column.byteLength;
  }
  return sealed(body);
}

/** n: of the row. Throws CorruptTile when the body is no such row. */
export function decodeVectorEntries(bytes: Uint8Array, n: number): VectorEntries {
  const body = openBody(aligned(bytes), { formats: ['pyramid'], n });
  return { width: body.width, ...entriesIn(body, body.width) };
}

/** The entries of one element, of a body that `store.element_of` cut down to it. Throws CorruptTile for anything else. */
export function decodeElementEntries(
  bytes: Uint8Array,
  n: number,
  element: number,
): ElementEntries & { readonly entries: EntryTrailer } {
  return entriesIn(openSlice(aligned(bytes), element, { formats: ['pyramid'], n, trailer: true }), 1);
}

/** `held`: how many elements the body holds, all or one. */
function entriesIn(body: SlicedBody, held: number): ElementEntries & { readonly entries: EntryTrailer } {
  const { n, dtype } = body;
  expectContent(body, columnsOf(body).end);
  const from = placesIn(body);
  const gathered = <T extends Places['numbers']>(name: (typeof COLUMNS)[number], into: T): T => {
    const { numbers, at, stride } = from[name];
    for (let element = 0, next = 0; element < held; element++)
      for (let i = 0; i < n; i++) into[next++] = numbers[at + element * stride + i]!;
    return into;
  };
  const room = () => (dtype === 'f32' ? new Float32Array(held * n) : new Float64Array(held * n));
  const { buffer } = new Uint8Array(body.trailer);
  return {
    mean: gathered('mean', new Float64Array(held * n)),
    min: gathered('min', room()),
    max: gathered('max', room()),
    numbers: gathered('numbers', new Uint16Array(held * n)),
    finite: gathered('finite', new Uint16Array(held * n)),
    entries: {
      firstSteps: new BigInt64Array(buffer, 0, n),
      lastSteps: new BigInt64Array(buffer, 8 * n, n),
      lastTimes: new Float64Array(buffer, 16 * n, n),
      vectors: new Uint32Array(buffer, 24 * n, n),
      attempts: new Uint32Array(buffer, 28 * n, n),
    },
  };
}

const COLUMNS = ['mean', 'min', 'max', 'numbers', 'finite'] as const;

/** Where the numbers of one kind stand in a body: those of an element begin `stride` numbers after those of the one before. */
interface Places {
  readonly numbers: Float64Array | Float32Array | Uint16Array;
  readonly at: number;
  readonly stride: number;
}

function placesIn(body: SlicedBody): Readonly<Record<(typeof COLUMNS)[number], Places>> {
  const { bytes, dtype, start, sliceBytes } = body;
  const columns = columnsOf(body);
  const places = (numbers: Places['numbers'], column: number): Places => ({
    numbers,
    at: (start + column) / numbers.BYTES_PER_ELEMENT,
    stride: sliceBytes / numbers.BYTES_PER_ELEMENT,
  });
  const view = (type: Dtype) => cellsAt(bytes, type, 0, bytes.length / DTYPE_BYTES[type]);
  const [doubles, cells, counts] = [view('f64'), view(dtype), view('f16')];
  return {
    mean: places(doubles, columns.mean),
    min: places(cells, columns.min),
    max: places(cells, columns.max),
    numbers: places(counts, columns.numbers),
    finite: places(counts, columns.finite),
  };
}
