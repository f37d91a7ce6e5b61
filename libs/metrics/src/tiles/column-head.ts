import { CorruptTile } from './corrupt-tile.js';
import type { PackedColumn } from './column-codec.js';

/*
 * What a tile says of one of its columns, in as few bytes as it takes, for there are tiles of a few points: kind and scale, number
 * of planes, which of them are raw, how many bytes `first` and `base` have, and these bytes, signed and little-endian.
 */

const FIXED_BYTES = 4;
const MOST_PLANES = 8;

interface ColumnHead extends Omit<PackedColumn, 'planes'> {
  readonly planes: number;
  /** Bit p: plane p is not deflated. */
  readonly raw: number;
  /** Where the next head begins. */
  readonly end: number;
}

export function writeHead({ kind, scale, planes, first, base }: PackedColumn, raw: number): Uint8Array {
  const [firstBytes, baseBytes] = [integerBytes(first), integerBytes(base)];
  const lengths = firstBytes.length | (baseBytes.length << 4);
  return Uint8Array.of(kind | (scale << 4), planes.length, raw, lengths, ...firstBytes, ...baseBytes);
}

/** Throws CorruptTile where no head is. */
export function readHead(body: Buffer, at: number): ColumnHead {
  if (at + FIXED_BYTES > body.length) throw new CorruptTile('a head of a column reaches beyond the end');
  const [kind, planes, raw, lengths] = [body[at]!, body[at + 1]!, body[at + 2]!, body[at + 3]!];
  const middle = at + FIXED_BYTES + (lengths & 15);
  const end = middle + (lengths >> 4);
  if (end > body.length) throw new CorruptTile('a head of a column reaches beyond the end');
  if (planes > MOST_PLANES) throw new CorruptTile(`a column has ${planes} planes`);
  return {
    kind: kind & 15,
    scale: kind >> 4,
    planes,
    raw,
    first: integerAt(body, at + FIXED_BYTES, lengths & 15),
    base: integerAt(body, middle, lengths >> 4),
    end,
  };
}

/** Without the highest bytes that only repeat the sign; none for 0. */
function integerBytes(value: bigint): Uint8Array {
  const bytes = new Uint8Array(BigInt64Array.of(value).buffer);
  let length = 8;
  while (length > 0 && bytes[length - 1] === (value < 0n ? 255 : 0)) length--;
  const bare = BigInt.asIntN(8 * length, value);
  return bytes.subarray(0, bare === value ? length : length + 1);
}

function integerAt(body: Buffer, at: number, length: number): bigint {
  if (length === 0) return 0n;
  if (length <= 6) return BigInt(body.readIntLE(at, length));
  const whole = new Uint8Array(8).fill(body[at + length - 1]! > 127 ? 255 : 0);
  whole.set(body.subarray(at, at + Math.min(length, 8)));
  return new BigInt64Array(whole.buffer)[0]!;
}
