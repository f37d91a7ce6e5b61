import { crc32 } from 'node:zlib';

/*
 * The file of a dumped run, little-endian: magic, version, then records, the last of which says that it is the last. A record is its
 * length, its kind, that many bytes, and the checksum of the whole file up to there: so a record that is damaged, missing, foreign or in
 * another place is noticed at that record.
 *
 *   0  8 bytes “GRATDUMP”   8  u32 version   12  u32 0
 *   record: u32 length, u32 kind, bytes, u32 crc32
 *
 * rows: u32 length of a name, the name, and JSON: a list of the rows of that name, as Postgres writes them.
 * tile: i32 metric, i32 level, i32 block, i32 n, i64 lo, i64 gen, i64 hi, then the body.
 * batch: i64 id, i64 writer, i64 microseconds since 1970, i32 attempt, i32 n, then the body.
 * end: u32 records before it.
 */

export const KIND = { rows: 1, tile: 2, batch: 3, end: 4 } as const;
export type Kind = (typeof KIND)[keyof typeof KIND];

const MAGIC = Buffer.from('GRATDUMP', 'latin1');
const VERSION = 1;
export const FILE_HEADER_BYTES = 16;
export const RECORD_HEADER_BYTES = 8;
export const CHECKSUM_BYTES = 4;

export function fileHeader(): Buffer {
  const header = Buffer.alloc(FILE_HEADER_BYTES);
  MAGIC.copy(header);
  header.writeUInt32LE(VERSION, MAGIC.length);
  return header;
}

/** Undefined when the bytes are the beginning of a file that can be read here; else what is wrong with them. */
export function headerProblem(header: Buffer): string | undefined {
  if (header.length < FILE_HEADER_BYTES || !header.subarray(0, MAGIC.length).equals(MAGIC))
    return 'it is no dump of a run';
  const version = header.readUInt32LE(MAGIC.length);
  return version === VERSION ? undefined : `it has version ${version}; this program reads ${VERSION}`;
}

/** Gives records their checksums, one after the other. */
export class RecordWriter {
  private crc = crc32(fileHeader());
  private records = 0;

  record(kind: Kind, parts: readonly Uint8Array[]): Buffer {
    const length = parts.reduce((total, part) => total + part.length, 0);
    const header = Buffer.alloc(RECORD_HEADER_BYTES);
    header.writeUInt32LE(length, 0);
    header.writeUInt32LE(kind, 4);
    const checksum = Buffer.alloc(CHECKSUM_BYTES);
    const record = Buffer.concat([header, ...parts, checksum]);
    this.crc = crc32(record.subarray(0, RECORD_HEADER_BYTES + length), this.crc);
    record.writeUInt32LE(this.crc, RECORD_HEADER_BYTES + length);
    this.records++;
    return record;
  }

  end(): Buffer {
    const count = Buffer.alloc(4);
    count.writeUInt32LE(this.records);
    return this.record(KIND.end, [count]);
  }
}
