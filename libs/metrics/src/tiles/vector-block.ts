import { DTYPE_BYTES } from '@graticule/contracts';
import { writeTrailer } from './column-trailer.js';
import { HEAD_BYTES, newBody, padded, sealed, type SlicedBody, viewOf } from './sliced-body.js';
import { cellsAt, rawCells, type RawCells } from './vector-cells.js';
import type { VectorColumn } from './vector-column.js';
import { BLOCK_WIDTH, widthOf } from './vector-layout.js';

/** The part of one vector in a block: elements counted from the block's first one, undefined when all are there. */
interface BlockPart {
  readonly elements: Uint16Array | undefined;
  readonly cells: RawCells;
}

/**
 * The body of one element block of a column, dense or sparse, whichever is smaller (vector-tile.ts reads it). Dense: the slice of an element
 * holds its cells [n], then where some of the block are absent their presence, ceil(n / 8) bytes, bit set = logged. Sparse: shared u32 cells,
 * u32 0, element u16[cells] and place u8[cells], by (element, place), value [cells], each padded to 8. O(width · n).
 */
export function encodeBlock(column: VectorColumn, block: number): Uint8Array {
  const width = widthOf(column.size, block);
  const parts = column.vectors.map(({ group }) => partOf(group, { column, first: block * BLOCK_WIDTH, width }));
  const n = parts.length;
  const count = parts.reduce((total, { cells }) => total + cells.length, 0);
  const cell = DTYPE_BYTES[column.dtype];
  const presence = count < width * n;
  const content = n * cell + (presence ? Math.ceil(n / 8) : 0);
  const sparse = sparseLayout(count).valuesAt - HEAD_BYTES + padded(count * cell);
  const isSparse = presence && sparse < width * content;
  const shape = { dtype: column.dtype, width, n };
  const body = isSparse
    ? newBody({ ...shape, format: 'sparse', presence: false }, { content: 0, shared: sparse })
    : newBody({ ...shape, format: 'dense', presence }, { content });
  if (isSparse) writeSparse(body, { parts, count });
  else writeDense(body, parts);
  writeTrailer(body.trailer, column.trailer);
  return sealed(body);
}

/** Where the parts of a sparse block stand. */
export function sparseLayout(count: number) {
  const elementsAt = HEAD_BYTES + 8;
  const placesAt = elementsAt + padded(2 * count);
  return { elementsAt, placesAt, valuesAt: placesAt + padded(count) };
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

// Rows of the transposed block that are written together stay in the first cache while the vectors pass by.
const STRIP = 32;

function writeDense({ bytes, dtype, n, width, start, sliceBytes, presence }: SlicedBody, parts: readonly BlockPart[]) {
  const stride = sliceBytes / DTYPE_BYTES[dtype];
  const cells = cellsAt(bytes, dtype, start, width * stride);
  for (let begin = 0; begin < width; begin += STRIP) {
    const end = Math.min(begin + STRIP, width);
    parts.forEach((part, place) => {
      if (part.elements === undefined) scatterDense(part.cells, cells, { begin, end, stride, place });
    });
  }
  const presenceAt = start + n * DTYPE_BYTES[dtype];
  parts.forEach(({ elements, cells: own }, place) => {
    if (elements !== undefined)
      for (let i = 0; i < elements.length; i++) cells[elements[i]! * stride + place] = own[i]!;
    if (!presence) return;
    const [at, bit] = [presenceAt + (place >> 3), 1 << (place & 7)];
    for (let i = 0; i < own.length; i++) bytes[(elements?.[i] ?? i) * sliceBytes + at]! |= bit;
  });
}

interface Strip {
  readonly begin: number;
  readonly end: number;
  /** Cells from one element to the next. */
  readonly stride: number;
  readonly place: number;
}

function scatterDense(from: RawCells, into: RawCells, { begin, end, stride, place }: Strip): void {
  for (let element = begin, at = begin * stride + place; element < end; element++, at += stride)
    into[at] = from[element]!;
}

/** Counting sort by element; the vectors pass in the order of their places. */
function writeSparse(
  { bytes, dtype, width }: SlicedBody,
  { parts, count }: { readonly parts: readonly BlockPart[]; readonly count: number },
): void {
  const { elementsAt, placesAt, valuesAt } = sparseLayout(count);
  viewOf(bytes).setUint32(HEAD_BYTES, count, true);
  const elements = new Uint16Array(bytes.buffer, elementsAt, count);
  const values = cellsAt(bytes, dtype, valuesAt, count);
  const next = new Uint32Array(width + 1);
  for (const { elements: logged, cells } of parts)
    for (let i = 0; i < cells.length; i++) next[(logged?.[i] ?? i) + 1]!++;
  for (let element = 1; element <= width; element++) next[element]! += next[element - 1]!;
  parts.forEach(({ elements: logged, cells }, place) => {
    for (let i = 0; i < cells.length; i++) {
      const element = logged?.[i] ?? i;
      const at = next[element]!++;
      elements[at] = element;
      bytes[placesAt + at] = place;
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
