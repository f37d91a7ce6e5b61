import { DTYPE_BYTES } from '@graticule/contracts';
import { cellsAt, rawCells, type RawCells } from './vector-cells.js';
import type { VectorColumn } from './vector-column.js';
import {
  BLOCK_WIDTH,
  CELLS_CHECKSUM_BYTES,
  FORMAT,
  HEAD_BYTES,
  padded,
  sign,
  signCells,
  TRAILER_BYTES,
  trailerBytes,
  viewOf,
  widthOf,
  writeHead,
  writeTrailer,
} from './vector-layout.js';

/** The part of one vector in a block: elements counted from the block's first one, undefined when all are there. */
interface BlockPart {
  readonly elements: Uint16Array | undefined;
  readonly cells: RawCells;
}

/**
 * The body of one element block of a column, dense or sparse, whichever is smaller (vector-tile.ts reads it). Dense: cells
 * [width][n], then where some are absent a bitmap [width][ceil(n / 8)], bit set = logged, padded to 8, and their checksum. Sparse: u32 cells, u32 0,
 * element u16[cells] and place u8[cells], by (element, place), value [cells], each padded to 8. O(width · n).
 */
export function encodeBlock(column: VectorColumn, block: number): Uint8Array {
  const width = widthOf(column.size, block);
  const parts = column.vectors.map(({ group }) => partOf(group, { column, first: block * BLOCK_WIDTH, width }));
  const n = parts.length;
  const count = parts.reduce((total, { cells }) => total + cells.length, 0);
  const cell = DTYPE_BYTES[column.dtype];
  const presence = count < width * n;
  const dense = padded(width * n * cell + (presence ? width * Math.ceil(n / 8) : 0)) + CELLS_CHECKSUM_BYTES;
  const sparse = 8 + padded(2 * count) + padded(count) + padded(count * cell);
  const isSparse = presence && sparse < dense;
  const body = new Uint8Array(HEAD_BYTES + (isSparse ? sparse : dense) + TRAILER_BYTES * n);
  const format = isSparse ? FORMAT.sparse : FORMAT.dense;
  writeHead(viewOf(body), { format, dtype: column.dtype, presence: presence && !isSparse, width, n });
  writeTrailer(body, column.trailer);
  if (isSparse) writeSparse(body, column, { parts, width, count });
  else {
    writeDense(body, column, { parts, width });
    signCells(body, n);
  }
  sign(body, [isSparse ? body.subarray(HEAD_BYTES) : trailerBytes(body, n)]);
  return body;
}

function partOf(
  { elements, values }: VectorColumn['vectors'][number]['group'],
  { column, first, width }: { readonly column: VectorColumn; readonly first: number; readonly width: number },
): BlockPart {
  if (elements === undefined) {
    return { elements: undefined, cells: rawCells(values.subarray(first, first + width), column.dtype) };
  }
  const [begin, end] = [lowerBound(elements, first), lowerBound(elements, first + width)];
  const cells = rawCells(values.subarray(begin, end), column.dtype);
  const within = new Uint16Array(end - begin);
  for (let i = begin; i < end; i++) within[i - begin] = elements[i]! - first;
  return { elements: within, cells };
}

interface Parts {
  readonly parts: readonly BlockPart[];
  readonly width: number;
}

// Rows of the transposed block that are written together stay in the first cache while the vectors pass by.
const STRIP = 32;

function writeDense(body: Uint8Array, column: VectorColumn, { parts, width }: Parts): void {
  const n = parts.length;
  const cells = cellsAt(body, column.dtype, HEAD_BYTES, width * n);
  const bitmapAt = HEAD_BYTES + cells.byteLength;
  const bytes = Math.ceil(n / 8);
  const isPartial = parts.some((part) => part.cells.length < width);
  const bitmap = isPartial ? body.subarray(bitmapAt, bitmapAt + width * bytes) : undefined;
  for (let begin = 0; begin < width; begin += STRIP) {
    const end = Math.min(begin + STRIP, width);
    parts.forEach((part, place) => {
      if (part.elements === undefined) scatterDense(part.cells, cells, { begin, end, n, place });
    });
  }
  parts.forEach(({ elements, cells: own }, place) => {
    if (elements !== undefined) for (let i = 0; i < elements.length; i++) cells[elements[i]! * n + place] = own[i]!;
    if (bitmap === undefined) return;
    const [at, bit] = [place >> 3, 1 << (place & 7)];
    for (let i = 0; i < own.length; i++) bitmap[(elements?.[i] ?? i) * bytes + at]! |= bit;
  });
}

interface Strip {
  readonly begin: number;
  readonly end: number;
  readonly n: number;
  readonly place: number;
}

function scatterDense(from: RawCells, into: RawCells, { begin, end, n, place }: Strip): void {
  for (let element = begin, at = begin * n + place; element < end; element++, at += n) into[at] = from[element]!;
}

/** Counting sort by element; the vectors pass in the order of their places. */
function writeSparse(body: Uint8Array, column: VectorColumn, input: Parts & { readonly count: number }): void {
  const { parts, width, count } = input;
  viewOf(body).setUint32(HEAD_BYTES, count, true);
  const start = HEAD_BYTES + 8;
  const placesAt = start + padded(2 * count);
  const elements = new Uint16Array(body.buffer, start, count);
  const values = cellsAt(body, column.dtype, placesAt + padded(count), count);
  const next = new Uint32Array(width + 1);
  for (const { elements: logged, cells } of parts)
    for (let i = 0; i < cells.length; i++) next[(logged?.[i] ?? i) + 1]!++;
  for (let element = 1; element <= width; element++) next[element]! += next[element - 1]!;
  parts.forEach(({ elements: logged, cells }, place) => {
    for (let i = 0; i < cells.length; i++) {
      const element = logged?.[i] ?? i;
      const at = next[element]!++;
      elements[at] = element;
      body[placesAt + at] = place;
      values[at] = cells[i]!;
    }
  });
}

function lowerBound(ascending: Uint32Array, value: number): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
