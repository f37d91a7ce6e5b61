import { CorruptTile } from './corrupt-tile.js';
import {
  aligned,
  checkSignature,
  type ColumnTrailer,
  FORMAT,
  HEAD_BYTES,
  padded,
  readHead,
  readTrailer,
  sign,
  TRAILER_BYTES,
  trailerBytes,
  viewOf,
  writeHead,
  writeTrailer,
} from './vector-layout.js';

/** Reductions of the vectors of a column over the groups of one grouping. */
export interface GroupRow {
  /** What was reduced to, in order: `statNames` (group-stats.ts). */
  readonly stats: readonly string[];
  readonly groups: number;
  readonly trailer: ColumnTrailer;
  /** [stat][group][n]. */
  readonly values: Float64Array;
}

/** One reduction of a column: [group][n]. */
export interface GroupStat {
  readonly name: string;
  readonly groups: number;
  readonly trailer: ColumnTrailer;
  readonly values: Float64Array;
}

/* The head goes on with u32 groups, u32 bytes of the names, and the names as a JSON list, padded to 8. */
const NAMES_AT = HEAD_BYTES + 8;

export function encodeGroupRow({ stats, groups, trailer, values }: GroupRow): Uint8Array {
  const n = trailer.steps.length;
  const names = Buffer.from(JSON.stringify(stats), 'utf8');
  const valuesAt = NAMES_AT + padded(names.length);
  const body = new Uint8Array(valuesAt + values.byteLength + TRAILER_BYTES * n);
  const view = viewOf(body);
  writeHead(view, { format: FORMAT.groups, dtype: 'f64', presence: false, width: stats.length, n });
  view.setUint32(HEAD_BYTES, groups, true);
  view.setUint32(HEAD_BYTES + 4, names.length, true);
  body.set(names, NAMES_AT);
  new Float64Array(body.buffer, valuesAt, values.length).set(values);
  writeTrailer(body, trailer);
  sign(body, signed(body, n, valuesAt));
  return body;
}

/** n: of the row. Throws CorruptTile when the body is no such row. */
export function decodeGroupRow(body: Uint8Array, n: number): GroupRow {
  return decode(body, n, (stats) => stats);
}

/** One stat, of a body that `store.element_of` cut down to it. Throws CorruptTile when the body is nothing of the kind. */
export function decodeGroupStat(body: Uint8Array, n: number, stat: number): GroupStat {
  const { stats, ...rest } = decode(body, n, () => 1);
  const name = stats[stat];
  if (name === undefined) throw new CorruptTile(`stat ${stat} of ${stats.length}`);
  return { name, ...rest };
}

function decode(bytes: Uint8Array, n: number, held: (stats: number) => number): GroupRow {
  const { width } = readHead(bytes, [FORMAT.groups], n);
  const body = aligned(bytes);
  if (body.length < NAMES_AT) throw new CorruptTile(`only ${body.length} bytes`);
  const groups = viewOf(body).getUint32(HEAD_BYTES, true);
  const length = viewOf(body).getUint32(HEAD_BYTES + 4, true);
  const valuesAt = NAMES_AT + padded(length);
  const count = held(width) * groups * n;
  if (body.length !== valuesAt + 8 * count + TRAILER_BYTES * n) {
    throw new CorruptTile(`${body.length} bytes do not hold ${groups} groups of ${n} vectors`);
  }
  checkSignature(body, signed(body, n, valuesAt));
  const stats = namesIn(body.subarray(NAMES_AT, NAMES_AT + length), width);
  const values = new Float64Array(body.buffer, body.byteOffset + valuesAt, count);
  return { stats, groups, trailer: readTrailer(body, n), values };
}

const signed = (body: Uint8Array, n: number, valuesAt: number): readonly Uint8Array[] => [
  body.subarray(HEAD_BYTES, valuesAt),
  trailerBytes(body, n),
];

function namesIn(bytes: Uint8Array, width: number): readonly string[] {
  const names: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
  if (!Array.isArray(names) || names.length !== width) throw new CorruptTile('the names of the stats do not agree');
  return names.map(String);
}
