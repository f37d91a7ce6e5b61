import { type Dtype, DTYPE_BYTES } from '@graticule/contracts';
import { CorruptTile } from './corrupt-tile.js';
import { cellsAt, type RawCells, valuesOf } from './vector-cells.js';
import {
  aligned,
  CELLS_CHECKSUM_BYTES,
  checkCells,
  checkSignature,
  type ColumnTrailer,
  FORMAT,
  type Head,
  HEAD_BYTES,
  padded,
  readHead,
  readTrailer,
  TRAILER_BYTES,
  trailerBytes,
  viewOf,
} from './vector-layout.js';

/** Cells of one element over the vectors of a column, or of one vector over the elements of a block. NaN where not logged. */
export interface BlockCells {
  readonly values: Float64Array;
  /** 1 where logged; undefined: all were. */
  readonly present: Uint8Array | undefined;
}

/** 4096 elements, or fewer, of the vectors of a sealed column. */
export interface ElementBlock {
  readonly width: number;
  readonly dtype: Dtype;
  readonly trailer: ColumnTrailer;
  /** [n]: the element over the vectors. O(n). */
  element(element: number): BlockCells;
  /** [width]: the block's part of the vector at a place in the column. O(width), of a sparse block O(cells). */
  vectorAt(place: number): BlockCells;
}

/** A whole block. n: of the row. Throws CorruptTile when the body is no such block. */
export function decodeBlock(body: Uint8Array, n: number): ElementBlock {
  const head = readHead(body, [FORMAT.dense, FORMAT.sparse], n);
  return head.format === FORMAT.sparse ? sparseBlock(aligned(body), head) : denseBlock(body, head, head.width);
}

/**
 * One element of a block, of a body that `store.element_of` cut down to it; a sparse block comes whole. Throws CorruptTile when
 * the body is nothing of the kind, though not for wrong cells: the checksum of a dense block is over what surrounds them.
 */
export function decodeElement(
  body: Uint8Array,
  n: number,
  element: number,
): Pick<ElementBlock, 'trailer'> & { readonly cells: BlockCells } {
  const head = readHead(body, [FORMAT.dense, FORMAT.sparse], n);
  if (element >= head.width) throw new CorruptTile(`element ${element} of ${head.width}`);
  const isSparse = head.format === FORMAT.sparse;
  const block = isSparse ? sparseBlock(aligned(body), head) : denseBlock(body, head, 1);
  return {
    get trailer() {
      return block.trailer;
    },
    cells: block.element(isSparse ? element : 0),
  };
}

/**
 * The cells of one element over the vectors of a column, of a body that `store.cells_of` cut down to them; a sparse block comes whole.
 * Throws CorruptTile when the body is nothing of the kind, though not for wrong cells: what could tell was cut off.
 */
export function decodeCells(body: Uint8Array, n: number, element: number): BlockCells {
  const head = readHead(body, [FORMAT.dense, FORMAT.sparse], n);
  if (element >= head.width) throw new CorruptTile(`element ${element} of ${head.width}`);
  if (head.format === FORMAT.sparse) return sparseBlock(aligned(body), head).element(element);
  const bitmapAt = HEAD_BYTES + n * DTYPE_BYTES[head.dtype];
  const bitmapBytes = head.presence ? Math.ceil(n / 8) : 0;
  if (body.length !== bitmapAt + bitmapBytes) throw new CorruptTile(`${body.length} bytes do not hold ${n} cells`);
  const values = new Float64Array(valuesOf(cellsAt(aligned(body), head.dtype, HEAD_BYTES, n), head.dtype));
  if (!head.presence) return { values, present: undefined };
  const present = new Uint8Array(n);
  for (let place = 0; place < n; place++) present[place] = bitAt(body, bitmapAt, place);
  return masked(values, present);
}

/** `held`: how many elements the body holds, all or one. */
function denseBlock(body: Uint8Array, head: Head, held: number): ElementBlock {
  const { n, dtype, width, presence } = head;
  const cellBytes = held * n * DTYPE_BYTES[dtype];
  const bitmapBytes = presence ? held * Math.ceil(n / 8) : 0;
  const rest = body.length - HEAD_BYTES - cellBytes - bitmapBytes - TRAILER_BYTES * n;
  // A whole block is padded to a multiple of eight and carries a checksum of its cells, a cut one is and does not.
  if (rest < 0 || rest >= 8 + CELLS_CHECKSUM_BYTES)
    throw new CorruptTile(`${body.length} bytes do not hold ${held} × ${n} cells`);
  checkSignature(body, [trailerBytes(body, n)]);
  if (rest >= CELLS_CHECKSUM_BYTES) checkCells(body, n);
  let cells: RawCells | undefined;
  const bits = presence ? body.subarray(HEAD_BYTES + cellBytes, HEAD_BYTES + cellBytes + bitmapBytes) : undefined;
  const bytes = Math.ceil(n / 8);
  return {
    width,
    dtype,
    // When asked for: who reads cells knows the steps of the column already.
    get trailer() {
      return readTrailer(body, n);
    },
    element: (element) => {
      cells ??= cellsAt(aligned(body), dtype, HEAD_BYTES, held * n);
      const values = new Float64Array(valuesOf(cells.subarray(element * n, (element + 1) * n), dtype));
      const presentAt = (bitmap: Uint8Array) => {
        const present = new Uint8Array(n);
        for (let place = 0; place < n; place++) present[place] = bitAt(bitmap, element * bytes, place);
        return present;
      };
      return masked(values, bits && presentAt(bits));
    },
    vectorAt: (place) => {
      const values = new Float64Array(valuesOf(everyNth(body, dtype, { first: place, n, count: held }), dtype));
      const presentAt = (bitmap: Uint8Array) => {
        const present = new Uint8Array(held);
        for (let element = 0; element < held; element++) present[element] = bitAt(bitmap, element * bytes, place);
        return present;
      };
      return masked(values, bits && presentAt(bits));
    },
  };
}

const bitAt = (bits: Uint8Array, start: number, place: number): number =>
  (bits[start + (place >> 3)]! >> (place & 7)) & 1;

function masked(values: Float64Array, present: Uint8Array | undefined): BlockCells {
  if (present === undefined || !present.includes(0)) return { values, present: undefined };
  for (let i = 0; i < values.length; i++) if (present[i] === 0) values[i] = Number.NaN;
  return { values, present };
}

/** Of cells where they stand: a body of megabytes is not copied for one vector of it. */
function everyNth(
  body: Uint8Array,
  dtype: Dtype,
  { first, n, count }: { readonly first: number; readonly n: number; readonly count: number },
): RawCells {
  const view = viewOf(body);
  const width = DTYPE_BYTES[dtype];
  const taken =
    dtype === 'f64' ? new Float64Array(count) : dtype === 'f32' ? new Float32Array(count) : new Uint16Array(count);
  let at = HEAD_BYTES + first * width;
  const stride = n * width;
  if (taken instanceof Float64Array) for (let i = 0; i < count; i++, at += stride) taken[i] = view.getFloat64(at, true);
  else if (taken instanceof Float32Array)
    for (let i = 0; i < count; i++, at += stride) taken[i] = view.getFloat32(at, true);
  else for (let i = 0; i < count; i++, at += stride) taken[i] = view.getUint16(at, true);
  return taken;
}

function sparseBlock(body: Uint8Array, head: Head): ElementBlock {
  const { n, dtype, width } = head;
  const start = HEAD_BYTES + 8;
  if (body.length < start) throw new CorruptTile(`only ${body.length} bytes`);
  const count = viewOf(body).getUint32(HEAD_BYTES, true);
  const placesAt = start + padded(2 * count);
  const valuesAt = placesAt + padded(count);
  if (body.length !== valuesAt + padded(count * DTYPE_BYTES[dtype]) + TRAILER_BYTES * n) {
    throw new CorruptTile(`${body.length} bytes do not hold ${count} cells`);
  }
  checkSignature(body, [body.subarray(HEAD_BYTES)]);
  const elements = new Uint16Array(body.buffer, body.byteOffset + start, count);
  const places = body.subarray(placesAt, placesAt + count);
  const values = valuesOf(cellsAt(body, dtype, valuesAt, count), dtype);
  /** Cells from … to, each where `slot` says. */
  const gathered = (length: number, from: number, to: number, slot: (cell: number) => number | undefined) => {
    const found = { values: new Float64Array(length).fill(Number.NaN), present: new Uint8Array(length) };
    for (let cell = from; cell < to; cell++) {
      const at = slot(cell);
      if (at === undefined) continue;
      found.values[at] = values[cell]!;
      found.present[at] = 1;
    }
    return found.present.includes(0) ? found : { ...found, present: undefined };
  };
  return {
    width,
    dtype,
    trailer: readTrailer(body, n),
    element: (element) =>
      gathered(n, lowerBound(elements, element), lowerBound(elements, element + 1), (cell) => places[cell]),
    vectorAt: (place) => gathered(width, 0, count, (cell) => (places[cell] === place ? elements[cell] : undefined)),
  };
}

function lowerBound(ascending: Uint16Array, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
