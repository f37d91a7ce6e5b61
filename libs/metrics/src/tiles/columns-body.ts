import { constants, crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { isNoise } from './byte-planes.js';
import { type Column, packColumn, packQuickly, planeSize, unpackColumn } from './column-codec.js';
import { readHead, writeHead } from './column-head.js';
import { CorruptTile } from './corrupt-tile.js';

/*
 * Columns of one length as bytes: header (format, version, columns, n, checksum of all else), a head for each column, the planes
 * that are noise as they are, the others deflated together in one call. Nothing is believed before the checksum.
 */

/** open: soon written again, so without compression. sealed: as small as it gets. */
export type Packing = 'open' | 'sealed';

const HEADER_BYTES = 12;
const CHECKSUM_AT = 8;
const VERSION = 1;

export function encodeColumns(format: number, columns: readonly Column[], packing: Packing): Uint8Array {
  const header = Buffer.alloc(HEADER_BYTES);
  const heads: Uint8Array[] = [];
  const noise: Uint8Array[] = [];
  const rest: Uint8Array[] = [];
  for (const column of columns) {
    const packed = packing === 'open' ? packQuickly(column) : packColumn(column);
    let raw = 0;
    packed.planes.forEach((plane, place) => {
      const isRaw = packing === 'open' || isNoise(plane);
      if (isRaw) raw |= 1 << place;
      (isRaw ? noise : rest).push(plane);
    });
    heads.push(writeHead(packed, raw));
  }
  const body = Buffer.concat([header, ...heads, ...noise, ...deflated(rest)]);
  body.writeUInt8(format, 0);
  body.writeUInt8(VERSION, 1);
  body.writeUInt8(columns.length, 2);
  body.writeUInt32LE(columns[0]?.length ?? 0, 4);
  body.writeUInt32LE(checksumOf(body), CHECKSUM_AT);
  return body;
}

/** Fills the columns, whose lengths say what is expected. Throws CorruptTile for anything else. */
export function decodeColumns(format: number, bytes: Uint8Array, columns: readonly Column[]): void {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkHeader(body, format, { n: columns[0]?.length ?? 0, columns: columns.length });
  let at = HEADER_BYTES;
  const heads = columns.map((column) => {
    const head = readHead(body, at);
    at = head.end;
    return { ...head, size: planeSize(head.kind, column) };
  });
  let [noise, rest] = [0, 0];
  for (const { planes, raw, size } of heads)
    for (let place = 0; place < planes; place++)
      if (isSet(raw, place)) noise += size;
      else rest += size;
  if (at + noise > body.length) throw new CorruptTile('planes reach beyond the end');
  const inflated = inflate(body.subarray(at + noise), rest);
  let from = 0;
  heads.forEach(({ planes, raw, size, ...head }, c) => {
    const taken: Uint8Array[] = [];
    for (let place = 0; place < planes; place++) {
      if (isSet(raw, place)) taken.push(bytesAt(body, (at += size) - size, size));
      else taken.push(bytesAt(inflated, (from += size) - size, size));
    }
    unpackColumn({ ...head, planes: taken }, columns[c]!);
  });
}

function checkHeader(body: Buffer, format: number, wanted: { readonly n: number; readonly columns: number }): void {
  if (body.length < HEADER_BYTES) throw new CorruptTile(`only ${body.length} bytes`);
  if (body.readUInt8(0) !== format) throw new CorruptTile(`format ${body.readUInt8(0)} instead of ${format}`);
  if (body.readUInt8(1) !== VERSION)
    throw new CorruptTile(`version ${body.readUInt8(1)}; this reader knows ${VERSION}`);
  if (body.readUInt8(2) !== wanted.columns)
    throw new CorruptTile(`${body.readUInt8(2)} columns instead of ${wanted.columns}`);
  if (body.readUInt32LE(4) !== wanted.n) throw new CorruptTile(`${body.readUInt32LE(4)} rows instead of ${wanted.n}`);
  if (body.readUInt32LE(CHECKSUM_AT) !== checksumOf(body)) throw new CorruptTile('the checksum does not agree');
}

const checksumOf = (body: Buffer): number => crc32(body.subarray(HEADER_BYTES), crc32(body.subarray(0, CHECKSUM_AT)));

/** One plane after the other, none of them like the next. */
function deflated(planes: readonly Uint8Array[]): Buffer[] {
  if (planes.length === 0) return [];
  const joined = Buffer.concat(planes);
  const longest = planes.reduce((most, plane) => Math.max(most, plane.length), 1);
  // A block of deflate, with a code of its own, ends after 2^(memLevel + 6) symbols: so about at the end of a plane. FILTERED (from
  // level 4 on) leaves the short matches alone that noise has by chance. Both together save a tenth of a tile.
  const memLevel = Math.min(Math.max(Math.round(Math.log2(longest)) - 6, 1), 9);
  return [deflateRawSync(joined, { level: 4, strategy: constants.Z_FILTERED, memLevel })];
}

function inflate(bytes: Buffer, expected: number): Buffer {
  if (expected === 0 && bytes.length === 0) return bytes;
  try {
    // In one piece: a chunk that has room for one more byte is never followed by another.
    const inflated = inflateRawSync(bytes, { maxOutputLength: expected + 1, chunkSize: Math.max(64, expected + 1) });
    if (inflated.length === expected) return inflated;
  } catch (cause) {
    throw new CorruptTile('the packed planes cannot be unpacked', { cause });
  }
  throw new CorruptTile(`the packed planes do not have ${expected} bytes`);
}

/** Never a Buffer: loops over planes are compiled for one class of arrays. */
const bytesAt = (body: Buffer, at: number, size: number): Uint8Array =>
  new Uint8Array(body.buffer, body.byteOffset + at, size);
const isSet = (mask: number, place: number): boolean => (mask & (1 << place)) !== 0;
