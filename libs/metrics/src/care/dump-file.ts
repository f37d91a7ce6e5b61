import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import {
  CHECKSUM_BYTES,
  FILE_HEADER_BYTES,
  fileHeader,
  headerProblem,
  KIND,
  RECORD_HEADER_BYTES,
} from './dump-format.js';
import type { ByteSink } from './run-dump.js';

/** A file that is no whole dump. Nothing of it is used. */
export class CorruptDump extends Error {
  override readonly name = 'CorruptDump';
}

interface DumpRecord {
  readonly kind: number;
  readonly bytes: Buffer;
}

/**
 * Writes a file that appears under its name when it is whole and on the disk, or not at all. `write` answers undefined when there is
 * nothing to write.
 */
export async function writeDumpFile<T>(
  path: string,
  write: (sink: ByteSink) => Promise<T | undefined>,
): Promise<T | undefined> {
  const partial = `${path}.partial-${process.pid}`;
  const file = await open(partial, 'wx', 0o600);
  try {
    const result = await write((bytes) => file.writeFile(bytes));
    await file.sync();
    await file.close();
    if (result !== undefined) await rename(partial, path);
    return result;
  } finally {
    await file.close();
    await rm(partial, { force: true });
  }
}

/** The records of a dump without its last, each checked before it is given. Throws CorruptDump at the first that is wrong. */
export async function* readDumpFile(path: string): AsyncGenerator<DumpRecord> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const problem = headerProblem(await take(file, 0, Math.min(size, FILE_HEADER_BYTES)));
    if (problem !== undefined) throw new CorruptDump(problem);
    let at = FILE_HEADER_BYTES;
    let crc = crc32(fileHeader());
    for (let place = 0; ; place++) {
      const { record, kind, checksum } = await recordAt(file, { at, size, place });
      crc = crc32(record, crc);
      if (crc !== checksum) throw new CorruptDump(`record ${place} at byte ${at} is damaged`);
      at += record.length + CHECKSUM_BYTES;
      const bytes = record.subarray(RECORD_HEADER_BYTES);
      if (kind !== KIND.end) yield { kind, bytes };
      else if (bytes.readUInt32LE(0) !== place || at !== size) throw new CorruptDump('it does not end where it should');
      else return;
    }
  } finally {
    await file.close();
  }
}

async function recordAt(
  file: FileHandle,
  { at, size, place }: { readonly at: number; readonly size: number; readonly place: number },
) {
  const cutOff = () => new CorruptDump(`it is cut off in record ${place}, which begins at byte ${at} of ${size}`);
  if (at + RECORD_HEADER_BYTES > size) throw cutOff();
  const head = await take(file, at, RECORD_HEADER_BYTES);
  const end = at + RECORD_HEADER_BYTES + head.readUInt32LE(0) + CHECKSUM_BYTES;
  if (end > size) throw cutOff();
  const whole = await take(file, at, end - at);
  const record = whole.subarray(0, -CHECKSUM_BYTES);
  return { record, kind: head.readUInt32LE(4), checksum: whole.readUInt32LE(record.length) };
}

async function take(file: FileHandle, at: number, length: number): Promise<Buffer> {
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, at);
  if (bytesRead < length) throw new CorruptDump(`it ends at byte ${at + bytesRead}`);
  return bytes;
}
