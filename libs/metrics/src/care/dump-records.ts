import type { StoredTile } from '../store/tile.js';
import type { StoredBatch } from './run-rows.js';

/** Rows of one name, as JSON. */
export interface RowsRecord {
  readonly name: string;
  readonly json: string;
}

const TILE_BYTES = 40;
const BATCH_BYTES = 32;

export function encodeRows({ name, json }: RowsRecord): Buffer[] {
  const text = Buffer.from(name, 'utf8');
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return [length, text, Buffer.from(json, 'utf8')];
}

export function decodeRows(bytes: Buffer): RowsRecord {
  const end = 4 + bytes.readUInt32LE(0);
  return { name: bytes.toString('utf8', 4, end), json: bytes.toString('utf8', end) };
}

export function encodeTile({ metric, level, block, n, lo, gen, hi, body }: StoredTile): Buffer[] {
  const head = Buffer.alloc(TILE_BYTES);
  [metric, level, block, n].forEach((value, i) => head.writeInt32LE(value, 4 * i));
  [lo, gen, hi].forEach((value, i) => head.writeBigInt64LE(value, 16 + 8 * i));
  return [head, body];
}

export function decodeTile(bytes: Buffer): StoredTile {
  return {
    metric: bytes.readInt32LE(0),
    level: bytes.readInt32LE(4),
    block: bytes.readInt32LE(8),
    n: bytes.readInt32LE(12),
    lo: bytes.readBigInt64LE(16),
    gen: bytes.readBigInt64LE(24),
    hi: bytes.readBigInt64LE(32),
    body: bytes.subarray(TILE_BYTES),
  };
}

export function encodeBatch({ id, writer, at, attempt, n, body }: StoredBatch): Buffer[] {
  const head = Buffer.alloc(BATCH_BYTES);
  [id, writer, at].forEach((value, i) => head.writeBigInt64LE(value, 8 * i));
  [attempt, n].forEach((value, i) => head.writeInt32LE(value, 24 + 4 * i));
  return [head, body];
}

export function decodeBatch(bytes: Buffer): StoredBatch {
  return {
    id: bytes.readBigInt64LE(0),
    writer: bytes.readBigInt64LE(8),
    at: bytes.readBigInt64LE(16),
    attempt: bytes.readInt32LE(24),
    n: bytes.readInt32LE(28),
    body: bytes.subarray(BATCH_BYTES),
  };
}
