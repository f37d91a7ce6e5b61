/**
 * Reads members of a wheel (a zip file) without unpacking the rest: of the 950 MB in TensorFlow's wheel, two libraries and a
 * dozen headers are wanted. Reads the central directory only, streams each member; no zip64, no encryption, which wheels
 * of this size do not use.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

interface Member {
  readonly method: number;
  readonly compressedBytes: number;
  readonly headerAt: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER_BYTES = 30;
const STORED = 0;

export class WheelArchive {
  private constructor(
    private readonly path: string,
    private readonly file: FileHandle,
    private readonly members: ReadonlyMap<string, Member>,
  ) {}

  static async open(path: string): Promise<WheelArchive> {
    const file = await open(path, 'r');
    try {
      return new WheelArchive(path, file, await readDirectory(file));
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  get names(): readonly string[] {
    return [...this.members.keys()];
  }

  has(name: string): boolean {
    return this.members.has(name);
  }

  /** Writes one member to a file, making its folder. Throws RangeError when there is no such member. */
  async extract(name: string, to: string): Promise<void> {
    const member = this.members.get(name);
    if (!member) throw new RangeError(`The wheel has no ${name}.`);
    await mkdir(dirname(to), { recursive: true });
    const header = await readAt(this.file, member.headerAt, LOCAL_HEADER_BYTES);
    const start = member.headerAt + LOCAL_HEADER_BYTES + header.readUInt16LE(26) + header.readUInt16LE(28);
    const end = start + member.compressedBytes - 1;
    if (member.compressedBytes === 0) return pipeline([], createWriteStream(to));
    const source = createReadStream(this.path, { start, end, highWaterMark: 1 << 20 });
    await (member.method === STORED
      ? pipeline(source, createWriteStream(to))
      : pipeline(source, createInflateRaw({ chunkSize: 1 << 20 }), createWriteStream(to)));
  }

  async close(): Promise<void> {
    await this.file.close();
  }
}

async function readAt(file: FileHandle, position: number, bytes: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, position);
  return buffer.subarray(0, bytesRead);
}

async function readDirectory(file: FileHandle): Promise<Map<string, Member>> {
  const { size } = await file.stat();
  // The end record is 22 bytes and a comment of at most 65,535.
  const tailAt = Math.max(0, size - 22 - 65_535);
  const tail = await readAt(file, tailAt, size - tailAt);
  let end = tail.length - 22;
  while (end >= 0 && tail.readUInt32LE(end) !== END_OF_DIRECTORY) end--;
  if (end < 0) throw new RangeError('The file is not a wheel: it has no zip directory.');
  const directory = await readAt(file, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  const members = new Map<string, Member>();
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === DIRECTORY_ENTRY;) {
    const nameBytes = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, at + 46 + nameBytes);
    members.set(name, {
      method: directory.readUInt16LE(at + 10),
      compressedBytes: directory.readUInt32LE(at + 20),
      headerAt: directory.readUInt32LE(at + 42),
    });
    at += 46 + nameBytes + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  return members;
}
