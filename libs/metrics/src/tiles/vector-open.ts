import { crc32 } from 'node:zlib';
import { decodeFrame, encodeFrame, type VectorGroup } from '@graticule/contracts';
import { CorruptTile } from './corrupt-tile.js';
import { padded, viewOf } from './sliced-body.js';

/** A whole vector as it counts, dense or sparse. */
export interface StoredVector {
  readonly attempt: number;
  readonly group: VectorGroup;
}

export interface HistoryVector extends StoredVector {
  readonly writer: bigint;
}

/**
 * Attempts come as u32 and writers as i64, each padded to eight bytes; then a frame, whose arrays are read where they stand; then u32
 * checksum of all of it, and u32 mark. Rows of earlier versions end with the frame.
 */
const CHECKSUM_BYTES = 8;
/** “CRC1” */
const MARK = 0x31435243;

/** Vectors of one series, in step order. */
export function encodeOpen(vectors: readonly StoredVector[]): Uint8Array {
  return encode(vectors, new BigInt64Array(0));
}

/** n: of the row. Throws CorruptTile when the body is no such row. */
export function decodeOpen(body: Uint8Array, n: number): StoredVector[] {
  const { attempts, groups } = decode(body, n, 0);
  return groups.map((group, i) => ({ attempt: attempts[i]!, group }));
}

/** Vectors in the order in which they ceased to count. */
export function encodeVectorHistory(vectors: readonly HistoryVector[]): Uint8Array {
  return encode(
    vectors,
    BigInt64Array.from(vectors, ({ writer }) => writer),
  );
}

export function decodeVectorHistory(body: Uint8Array, n: number): HistoryVector[] {
  const { attempts, writers, groups } = decode(body, n, n);
  return groups.map((group, i) => ({ attempt: attempts[i]!, writer: writers[i]!, group }));
}

function encode(vectors: readonly StoredVector[], writers: BigInt64Array): Uint8Array {
  const frame = encodeFrame({ writer: 0n, sequence: 1n, scalars: [], vectors: vectors.map(({ group }) => group) });
  const attempts = Uint32Array.from(vectors, ({ attempt }) => attempt);
  const start = padded(attempts.byteLength) + writers.byteLength;
  const end = start + frame.length;
  const body = new Uint8Array(end + CHECKSUM_BYTES);
  body.set(new Uint8Array(attempts.buffer), 0);
  body.set(new Uint8Array(writers.buffer), padded(attempts.byteLength));
  body.set(frame, start);
  viewOf(body).setUint32(end, crc32(body.subarray(0, end)), true);
  viewOf(body).setUint32(end + 4, MARK, true);
  return body;
}

function decode(bytes: Uint8Array, n: number, writers: number) {
  // A copy of its own: frames are read in place, and only where they stand on a multiple of eight.
  const body = Uint8Array.from(bytes);
  const start = padded(4 * n) + 8 * writers;
  if (body.length < start) throw new CorruptTile(`only ${body.length} bytes`);
  const decoded = decodeFrame(body.subarray(start, checkedEnd(body)));
  if (decoded.kind === 'malformed') throw new CorruptTile(`${decoded.detail} at byte ${start + decoded.at}`);
  const groups = decoded.frame.vectors;
  if (groups.length !== n) throw new CorruptTile(`${groups.length} vectors instead of ${n}`);
  return {
    attempts: new Uint32Array(body.buffer, 0, n),
    writers: new BigInt64Array(body.buffer, padded(4 * n), writers),
    groups,
  };
}

/** Where the frame ends. Throws CorruptTile when the checksum behind it does not agree. */
function checkedEnd(body: Uint8Array): number {
  const end = body.length - CHECKSUM_BYTES;
  if (end < 0 || viewOf(body).getUint32(end + 4, true) !== MARK) return body.length;
  if (viewOf(body).getUint32(end, true) !== crc32(body.subarray(0, end)))
    throw new CorruptTile('the checksum does not agree');
  return end;
}
