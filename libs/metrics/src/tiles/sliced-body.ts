import { crc32 } from 'node:zlib';
import { type Dtype, DTYPE_BYTES, DTYPES } from '@graticule/contracts';
import { CorruptTile } from './corrupt-tile.js';

/*
 * What every row of a sealed column is: a head, bytes that all of it shares, slices of one size, a trailer. A slice is an element of a
 * block or of a pyramid row, a stat of a grouping row. Who wants one slice reads head and slice, with the trailer or without, and no other
 * page: `store.slice_of` cuts a body by the sizes in its head alone. Whatever part is read can be checked without the rest.
 *
 * Little-endian:
 *    0  u8 format, u8 code of the cells' dtype, u8 1 if the presence of the cells follows them, u8 0
 *    4  u32 width: slices; of a sparse block, whose slices are empty, elements
 *    8  u32 n: vectors of the column, or entries
 *   12  u32 bytes of a slice
 *   16  u32 bytes before the first slice
 *   20  u32 checksum of all slices
 *   24  u32 0
 *   28  u32 checksum of the 28 bytes before, of what is shared and of the trailer
 * The last four bytes of a slice are its checksum. It begins with that of bytes 0 … 19 plus the number of the slice: a slice of another
 * body or from another place is a wrong one.
 */

/** First byte of a body. */
const FORMAT = { dense: 0x45, sparse: 0x43, groups: 0x52, pyramid: 0x4c } as const;

export type Format = keyof typeof FORMAT;

/** Of the trailer, for each of the n. */
const TRAILER_BYTES: Readonly<Record<Format, number>> = { dense: 24, sparse: 24, groups: 24, pyramid: 32 };

export const HEAD_BYTES = 32;
const SHAPE_BYTES = 20;
const CHECKSUM_BYTES = 4;
const AT = { width: 4, n: 8, sliceBytes: 12, start: 16, slices: 20, frame: 28 } as const;

export interface BodyShape {
  readonly format: Format;
  readonly dtype: Dtype;
  readonly presence: boolean;
  readonly width: number;
  readonly n: number;
}

/** A body, or one slice of it with the frame around it. */
export interface SlicedBody extends BodyShape {
  readonly bytes: Uint8Array;
  readonly sliceBytes: number;
  /** Where the first slice begins that `bytes` holds; a multiple of 8. */
  readonly start: number;
  /** Empty where it was cut off. */
  readonly trailer: Uint8Array;
}

/** `content`: bytes of a slice without its checksum; `shared`: bytes between head and slices. */
interface Parts {
  readonly content: number;
  readonly shared?: number;
}

/** Room for a body of this shape, and its head. */
export function newBody(shape: BodyShape, { content, shared = 0 }: Parts): SlicedBody {
  const { format, dtype, presence, width, n } = shape;
  const sliceBytes = sliceBytesFor(shape, content);
  const start = HEAD_BYTES + padded(shared);
  const end = start + width * sliceBytes;
  const bytes = new Uint8Array(end + TRAILER_BYTES[format] * n);
  bytes.set([FORMAT[format], DTYPES[dtype], Number(presence), 0]);
  const view = viewOf(bytes);
  view.setUint32(AT.width, width, true);
  view.setUint32(AT.n, n, true);
  view.setUint32(AT.sliceBytes, sliceBytes, true);
  view.setUint32(AT.start, start, true);
  return { ...shape, bytes, sliceBytes, start, trailer: bytes.subarray(end) };
}

/** Room for content and checksum; a multiple of what the widest number in it has to begin at. */
function sliceBytesFor({ format, dtype }: BodyShape, content: number): number {
  if (content === 0) return 0;
  const unit = format === 'dense' ? Math.max(CHECKSUM_BYTES, DTYPE_BYTES[dtype]) : 8;
  return Math.ceil((content + CHECKSUM_BYTES) / unit) * unit;
}

/** The finished body. Call it last: it writes the checksums. */
export function sealed({ bytes, sliceBytes, start, width, trailer }: SlicedBody): Uint8Array {
  const view = viewOf(bytes);
  const end = start + width * sliceBytes;
  const seed = crc32(bytes.subarray(0, SHAPE_BYTES));
  for (let slice = 0, at = start; at < end; slice++, at += sliceBytes) {
    const content = bytes.subarray(at, at + sliceBytes - CHECKSUM_BYTES);
    view.setUint32(at + content.length, crc32(content, (seed + slice) >>> 0), true);
  }
  view.setUint32(AT.slices, crc32(bytes.subarray(start, end)), true);
  view.setUint32(AT.frame, frameChecksum({ bytes, start, trailer }), true);
  return bytes;
}

const frameChecksum = ({ bytes, start, trailer }: Pick<SlicedBody, 'bytes' | 'start' | 'trailer'>): number =>
  crc32(trailer, crc32(bytes.subarray(HEAD_BYTES, start), crc32(bytes.subarray(0, AT.frame))));

/** What a reader knows of a body before it looks. */
export interface Expected {
  readonly formats: readonly Format[];
  readonly n: number;
}

/** A whole body. Throws CorruptTile unless it is one of these formats, holds n, and is as it was written. */
export function openBody(bytes: Uint8Array, expected: Expected): SlicedBody {
  const body = open(bytes, expected, { held: 'all', trailer: true });
  checkFrame(body);
  const slices = bytes.subarray(body.start, bytes.length - body.trailer.length);
  if (viewOf(bytes).getUint32(AT.slices, true) !== crc32(slices))
    throw new CorruptTile('the checksum of its slices does not agree');
  return body;
}

/** A body that was cut down to one slice of it. Throws CorruptTile unless it is that one, as it was written. */
export function openSlice(
  bytes: Uint8Array,
  slice: number,
  expected: Expected & { readonly trailer: boolean },
): SlicedBody {
  const body = open(bytes, expected, { held: 'one', trailer: expected.trailer });
  if (slice >= body.width) throw new CorruptTile(`slice ${slice} of ${body.width}`);
  if (expected.trailer) checkFrame(body);
  const { start, sliceBytes } = body;
  if (sliceBytes === 0) return body;
  const end = start + sliceBytes - CHECKSUM_BYTES;
  const seed = (crc32(bytes.subarray(0, SHAPE_BYTES)) + slice) >>> 0;
  if (viewOf(bytes).getUint32(end, true) !== crc32(bytes.subarray(start, end), seed))
    throw new CorruptTile(`the checksum of slice ${slice} does not agree`);
  return body;
}

function checkFrame(body: SlicedBody): void {
  if (viewOf(body.bytes).getUint32(AT.frame, true) !== frameChecksum(body))
    throw new CorruptTile('the checksum does not agree');
}

const FORMATS: ReadonlyMap<number, Format> = new Map(
  (['dense', 'sparse', 'groups', 'pyramid'] as const).map((format) => [FORMAT[format], format]),
);
const DTYPE_OF: ReadonlyMap<number, Dtype> = new Map(
  (['f32', 'f16', 'bf16', 'f64'] as const).map((dtype) => [DTYPES[dtype], dtype]),
);

/** Of bytes that may be no body at all. */
export const formatOf = (bytes: Uint8Array): Format | undefined => FORMATS.get(bytes[0] ?? -1);

interface Held {
  readonly held: 'all' | 'one';
  readonly trailer: boolean;
}

function open(bytes: Uint8Array, { formats, n }: Expected, { held, trailer }: Held): SlicedBody {
  if (bytes.length < HEAD_BYTES) throw new CorruptTile(`only ${bytes.length} bytes`);
  const view = viewOf(bytes);
  const format = formatOf(bytes);
  if (format === undefined || !formats.includes(format))
    throw new CorruptTile(`format ${bytes[0]} instead of ${formats.map((each) => FORMAT[each]).join(' or ')}`);
  const dtype = DTYPE_OF.get(bytes[1]!);
  if (dtype === undefined) throw new CorruptTile(`no cells are of dtype ${bytes[1]}`);
  const width = view.getUint32(AT.width, true);
  if (view.getUint32(AT.n, true) !== n) throw new CorruptTile(`${view.getUint32(AT.n, true)} vectors instead of ${n}`);
  const sliceBytes = view.getUint32(AT.sliceBytes, true);
  const start = view.getUint32(AT.start, true);
  const end = start + (held === 'all' ? width : 1) * sliceBytes;
  const trailerBytes = trailer ? TRAILER_BYTES[format] * n : 0;
  if (start < HEAD_BYTES || start % 8 !== 0 || end + trailerBytes !== bytes.length)
    throw new CorruptTile(`${bytes.length} bytes do not hold ${held === 'all' ? width : 1} × ${sliceBytes}`);
  // Without a spread, which takes longer than the rest: a course is hundreds of slices.
  return { format, dtype, presence: bytes[2] === 1, width, n, bytes, sliceBytes, start, trailer: bytes.subarray(end) };
}

/** Throws CorruptTile unless the slices of a body have room for exactly this. */
export function expectContent(body: SlicedBody, content: number): void {
  if (body.sliceBytes !== sliceBytesFor(body, content))
    throw new CorruptTile(`slices of ${body.sliceBytes} bytes do not hold ${content}`);
}

export const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8;

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** The same bytes where typed arrays can view them: a body of the pool may start anywhere. */
export function aligned(body: Uint8Array): Uint8Array {
  return body.byteOffset % 8 === 0 ? body : new Uint8Array(body);
}
