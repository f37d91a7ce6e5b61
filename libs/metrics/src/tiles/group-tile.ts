import { type ColumnTrailer, readTrailer, writeTrailer } from './column-trailer.js';
import { CorruptTile } from './corrupt-tile.js';
import {
  aligned,
  expectContent,
  HEAD_BYTES,
  newBody,
  openBody,
  openSlice,
  sealed,
  type SlicedBody,
  viewOf,
} from './sliced-body.js';

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

/* Shared: u32 groups, u32 bytes of the names, the names as a JSON list. A slice is a stat: f64 [group][n]. */
const NAMES_AT = HEAD_BYTES + 8;

export function encodeGroupRow({ stats, groups, trailer, values }: GroupRow): Uint8Array {
  const n = trailer.steps.length;
  const names = Buffer.from(JSON.stringify(stats), 'utf8');
  const shape = { format: 'groups', dtype: 'f64', presence: false, width: stats.length, n } as const;
  const body = newBody(shape, { content: 8 * groups * n, shared: 8 + names.length });
  const view = viewOf(body.bytes);
  view.setUint32(HEAD_BYTES, groups, true);
  view.setUint32(HEAD_BYTES + 4, names.length, true);
  body.bytes.set(names, NAMES_AT);
  for (let stat = 0; stat < stats.length; stat++)
    statIn(body, groups * n, stat).set(values.subarray(stat * groups * n, (stat + 1) * groups * n));
  writeTrailer(body.trailer, trailer);
  return sealed(body);
}

/** n: of the row. Throws CorruptTile when the body is no such row. */
export function decodeGroupRow(bytes: Uint8Array, n: number): GroupRow {
  const body = openBody(aligned(bytes), { formats: ['groups'], n });
  const { groups, stats } = sharedBy(body);
  const values = new Float64Array(stats.length * groups * n);
  for (let stat = 0; stat < stats.length; stat++) values.set(statIn(body, groups * n, stat), stat * groups * n);
  return { stats, groups, trailer: readTrailer(body.trailer, n), values };
}

/** One stat, of a body that `store.element_of` cut down to it. Throws CorruptTile when the body is nothing of the kind. */
export function decodeGroupStat(bytes: Uint8Array, n: number, stat: number): GroupStat {
  const body = openSlice(aligned(bytes), stat, { formats: ['groups'], n, trailer: true });
  const { groups, stats } = sharedBy(body);
  return { name: stats[stat]!, groups, trailer: readTrailer(body.trailer, n), values: statIn(body, groups * n, 0) };
}

function statIn({ bytes, start, sliceBytes }: SlicedBody, length: number, slice: number): Float64Array {
  return new Float64Array(bytes.buffer, bytes.byteOffset + start + slice * sliceBytes, length);
}

function sharedBy(body: SlicedBody): Pick<GroupRow, 'groups' | 'stats'> {
  const { bytes, start, width, n } = body;
  if (start < NAMES_AT) throw new CorruptTile(`only ${start} bytes before the stats`);
  const groups = viewOf(bytes).getUint32(HEAD_BYTES, true);
  const length = viewOf(bytes).getUint32(HEAD_BYTES + 4, true);
  expectContent(body, 8 * groups * n);
  const stats: unknown = JSON.parse(Buffer.from(bytes.subarray(NAMES_AT, NAMES_AT + length)).toString('utf8'));
  if (!Array.isArray(stats) || stats.length !== width) throw new CorruptTile('the names of the stats do not agree');
  return { groups, stats: stats.map(String) };
}
