import { crc32 } from 'node:zlib';
import { type Dtype, DTYPE_BYTES, DTYPES } from '@graticule/contracts';
import { CorruptTile } from './corrupt-tile.js';

/*
 * What the rows of a sealed column have in common. Little-endian. A head of 16 bytes: u8 format, u8 bytes per cell, u8 1 if a
 * presence bitmap follows the cells, u8 code of the cells' dtype, u32 width, u32 n, u32 checksum; what a format adds to the head;
 * the cells, element by element; at the very end the trailer. `store.element_of` and `store.cells_of` cut a body down to one element
 * by these offsets alone. The checksum covers head and trailer, of a sparse block all of it: what may come cut has to be checked without
 * the rest. A dense block has another one before its trailer, of its cells and their presence, which whoever has the whole block checks.
 */

/** Elements of a block; the last one of an axis may have fewer. */
export const BLOCK_WIDTH = 4096;

/** First byte of a body. */
export const FORMAT = { dense: 0x44, sparse: 0x53, groups: 0x47, pyramid: 0x50 } as const;

export const HEAD_BYTES = 16;
/** Of one vector. */
export const TRAILER_BYTES = 24;
/** u32 checksum of the cells of a dense block and of their presence, u32 0. Blocks of earlier versions have none. */
export const CELLS_CHECKSUM_BYTES = 8;
const CHECKSUM_AT = 12;

/** The vectors of a column, [n] each, in step order: what its rows say of them, whatever else they hold. */
export interface ColumnTrailer {
  readonly steps: BigInt64Array;
  /** Milliseconds since the epoch. */
  readonly times: Float64Array;
  readonly attempts: Uint32Array;
  /** Cells of the whole vector that were logged as NaN or infinite. */
  readonly nonFinite: Uint32Array;
}

export interface Head {
  readonly format: number;
  readonly dtype: Dtype;
  readonly presence: boolean;
  readonly width: number;
  readonly n: number;
}

/** Blocks of an axis of so many elements. */
export const blocksOf = (size: number): number => Math.ceil(size / BLOCK_WIDTH);

export const widthOf = (size: number, block: number): number => Math.min(BLOCK_WIDTH, size - block * BLOCK_WIDTH);

/** Vectors of a column: a power of two, about 131,072 cells a block. */
export function columnSteps(size: number): number {
  const fitting = 2 ** Math.floor(Math.log2(131_072 / Math.min(size, BLOCK_WIDTH)));
  return Math.min(256, Math.max(16, fitting));
}

export const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

export function writeHead(body: DataView, head: Head): void {
  body.setUint8(0, head.format);
  body.setUint8(1, DTYPE_BYTES[head.dtype]);
  body.setUint8(2, Number(head.presence));
  body.setUint8(3, DTYPES[head.dtype]);
  body.setUint32(4, head.width, true);
  body.setUint32(8, head.n, true);
}

const DTYPE_OF: ReadonlyMap<number, Dtype> = new Map([
  [DTYPES.f32, 'f32'],
  [DTYPES.f16, 'f16'],
  [DTYPES.bf16, 'bf16'],
  [DTYPES.f64, 'f64'],
]);

/** Throws CorruptTile unless the body begins like one of these formats and holds n vectors or entries. */
export function readHead(body: Uint8Array, formats: readonly number[], n: number): Head {
  if (body.length < HEAD_BYTES) throw new CorruptTile(`only ${body.length} bytes`);
  const view = viewOf(body);
  const format = view.getUint8(0);
  if (!formats.includes(format)) throw new CorruptTile(`format ${format} instead of ${formats.join(' or ')}`);
  const dtype = DTYPE_OF.get(view.getUint8(3));
  if (dtype === undefined || view.getUint8(1) !== DTYPE_BYTES[dtype]) throw new CorruptTile('no such cells');
  if (view.getUint32(8, true) !== n) throw new CorruptTile(`${view.getUint32(8, true)} vectors instead of ${n}`);
  return { format, dtype, presence: view.getUint8(2) === 1, width: view.getUint32(4, true), n };
}

/** Writes the checksum over these parts of the body and over its head. */
export function sign(body: Uint8Array, parts: readonly Uint8Array[]): void {
  viewOf(body).setUint32(CHECKSUM_AT, checksum(body, parts), true);
}

export function checkSignature(body: Uint8Array, parts: readonly Uint8Array[]): void {
  if (viewOf(body).getUint32(CHECKSUM_AT, true) !== checksum(body, parts)) {
    throw new CorruptTile('the checksum does not agree');
  }
}

function checksum(body: Uint8Array, parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => crc32(part, sum), crc32(body.subarray(0, CHECKSUM_AT)));
}

/** The checksum of a dense block's cells stands at the end of what lies between head and trailer. */
export function signCells(body: Uint8Array, n: number): void {
  const at = body.length - TRAILER_BYTES * n - CELLS_CHECKSUM_BYTES;
  viewOf(body).setUint32(at, crc32(body.subarray(HEAD_BYTES, at)), true);
}

export function checkCells(body: Uint8Array, n: number): void {
  const at = body.length - TRAILER_BYTES * n - CELLS_CHECKSUM_BYTES;
  if (viewOf(body).getUint32(at, true) !== crc32(body.subarray(HEAD_BYTES, at))) {
    throw new CorruptTile('the checksum of the cells does not agree');
  }
}

/** At the end of the body. */
export function writeTrailer(body: Uint8Array, { steps, times, attempts, nonFinite }: ColumnTrailer): void {
  let at = body.length - TRAILER_BYTES * steps.length;
  for (const column of [steps, times, attempts, nonFinite]) {
    body.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += column.byteLength;
  }
}

export function trailerBytes(body: Uint8Array, n: number): Uint8Array {
  return body.subarray(body.length - TRAILER_BYTES * n);
}

export function readTrailer(body: Uint8Array, n: number): ColumnTrailer {
  const { buffer } = new Uint8Array(trailerBytes(body, n));
  return {
    steps: new BigInt64Array(buffer, 0, n),
    times: new Float64Array(buffer, 8 * n, n),
    attempts: new Uint32Array(buffer, 16 * n, n),
    nonFinite: new Uint32Array(buffer, 20 * n, n),
  };
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The same bytes where typed arrays can view them: a body of the pool may start anywhere. */
export function aligned(body: Uint8Array): Uint8Array {
  return body.byteOffset % 8 === 0 ? body : new Uint8Array(body);
}
