import { type Dtype, DTYPE_BYTES } from '@graticule/contracts';
import { type ColumnTrailer, readTrailer } from './column-trailer.js';
import { CorruptTile } from './corrupt-tile.js';
import {
  aligned,
  expectContent,
  formatOf,
  HEAD_BYTES,
  openBody,
  openSlice,
  padded,
  type SlicedBody,
  viewOf,
} from './sliced-body.js';
import { sparseLayout } from './vector-block.js';
import { cellsAt, type RawCells, valuesOf } from './vector-cells.js';

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
export function decodeBlock(bytes: Uint8Array, n: number): ElementBlock {
  const body = openBody(bytes, { formats: ['dense', 'sparse'], n });
  return body.format === 'sparse' ? sparseBlock(body) : denseBlock(body);
}

/**
 * One element of a block, of a body that `store.element_of` cut down to it; a sparse block comes whole. Throws CorruptTile when the body
 * is nothing of the kind.
 */
export function decodeElement(
  bytes: Uint8Array,
  n: number,
  element: number,
): Pick<ElementBlock, 'trailer'> & { readonly cells: BlockCells } {
  if (formatOf(bytes) === 'sparse') {
    const block = decodeBlock(bytes, n);
    return { trailer: block.trailer, cells: elementIn(block, element) };
  }
  const body = openSlice(bytes, element, { formats: ['dense'], n, trailer: true });
  return { trailer: readTrailer(body.trailer, n), cells: sliceCells(body, body.start) };
}

/** The same without the trailer, of a body that `store.cells_of` cut down. */
export function decodeCells(bytes: Uint8Array, n: number, element: number): BlockCells {
  if (formatOf(bytes) === 'sparse') return elementIn(decodeBlock(bytes, n), element);
  const body = openSlice(bytes, element, { formats: ['dense'], n, trailer: false });
  return sliceCells(body, body.start);
}

function elementIn(block: ElementBlock, element: number): BlockCells {
  if (element >= block.width) throw new CorruptTile(`element ${element} of ${block.width}`);
  return block.element(element);
}

/** Of a slice of a dense block. */
function sliceCells(body: SlicedBody, at: number): BlockCells {
  const { n, dtype, presence } = body;
  const cellBytes = n * DTYPE_BYTES[dtype];
  const presenceBytes = presence ? Math.ceil(n / 8) : 0;
  expectContent(body, cellBytes + presenceBytes);
  const slice = aligned(body.bytes.subarray(at, at + cellBytes + presenceBytes));
  const values = new Float64Array(valuesOf(cellsAt(slice, dtype, 0, n), dtype));
  if (!presence) return { values, present: undefined };
  const present = new Uint8Array(n);
  for (let place = 0; place < n; place++) present[place] = bitAt(slice, cellBytes, place);
  return masked(values, present);
}

function denseBlock(body: SlicedBody): ElementBlock {
  const { bytes, n, dtype, width, presence, start, sliceBytes } = body;
  const cell = DTYPE_BYTES[dtype];
  expectContent(body, n * cell + (presence ? Math.ceil(n / 8) : 0));
  return {
    width,
    dtype,
    // When asked for: who reads cells knows the steps of the column already.
    get trailer() {
      return readTrailer(body.trailer, n);
    },
    element: (element) => sliceCells(body, start + element * sliceBytes),
    vectorAt: (place) => {
      const first = start + place * cell;
      const cells = everyNth(bytes, dtype, { first, stride: sliceBytes, count: width });
      const values = new Float64Array(valuesOf(cells, dtype));
      if (!presence) return { values, present: undefined };
      const present = new Uint8Array(width);
      for (let element = 0, at = start + n * cell; element < width; element++, at += sliceBytes)
        present[element] = bitAt(bytes, at, place);
      return masked(values, present);
    },
  };
}

const bitAt = (bits: Uint8Array, start: number, place: number): number =>
  (bits[start + (place >> 3)]! >> (place & 7)) & 1;

function masked(values: Float64Array, present: Uint8Array): BlockCells {
  if (!present.includes(0)) return { values, present: undefined };
  for (let i = 0; i < values.length; i++) if (present[i] === 0) values[i] = Number.NaN;
  return { values, present };
}

/** Of cells where they stand: a body of megabytes is not copied for one vector of it. first, stride: bytes. */
function everyNth(
  body: Uint8Array,
  dtype: Dtype,
  { first, stride, count }: { readonly first: number; readonly stride: number; readonly count: number },
): RawCells {
  const view = viewOf(body);
  const taken =
    dtype === 'f64' ? new Float64Array(count) : dtype === 'f32' ? new Float32Array(count) : new Uint16Array(count);
  let at = first;
  if (taken instanceof Float64Array) for (let i = 0; i < count; i++, at += stride) taken[i] = view.getFloat64(at, true);
  else if (taken instanceof Float32Array)
    for (let i = 0; i < count; i++, at += stride) taken[i] = view.getFloat32(at, true);
  else for (let i = 0; i < count; i++, at += stride) taken[i] = view.getUint16(at, true);
  return taken;
}

function sparseBlock(body: SlicedBody): ElementBlock {
  const { n, dtype, width } = body;
  const bytes = aligned(body.bytes);
  if (body.start < HEAD_BYTES + 8) throw new CorruptTile(`only ${bytes.length} bytes`);
  const count = viewOf(bytes).getUint32(HEAD_BYTES, true);
  const { elementsAt, placesAt, valuesAt } = sparseLayout(count);
  if (body.start !== valuesAt + padded(count * DTYPE_BYTES[dtype])) {
    throw new CorruptTile(`${bytes.length} bytes do not hold ${count} cells`);
  }
  const elements = new Uint16Array(bytes.buffer, bytes.byteOffset + elementsAt, count);
  const places = bytes.subarray(placesAt, placesAt + count);
  const values = valuesOf(cellsAt(bytes, dtype, valuesAt, count), dtype);
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
    trailer: readTrailer(body.trailer, n),
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
