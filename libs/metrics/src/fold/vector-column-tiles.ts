import { axisGrouping, type AxisGrouping } from '../dictionary/axis-grouping.js';
import type { AxisVersion } from '../dictionary/axis-version.js';
import type { TileBlock } from '../store/fold-store.js';
import { BLOCK, LEVEL, type NewTile, type StoredTile } from '../store/tile.js';
import { GROUPS_AT_MOST, groupRow } from '../tiles/group-stats.js';
import { encodeGroupRow } from '../tiles/group-tile.js';
import { encodeBlock } from '../tiles/vector-block.js';
import type { VectorColumn } from '../tiles/vector-column.js';
import { vectorEntries } from '../tiles/vector-entries.js';
import { blocksOf, BLOCK_WIDTH } from '../tiles/vector-layout.js';
import type { StoredVector } from '../tiles/vector-open.js';
import { encodeVectorEntries, PYRAMID_WIDTH, VECTORS_PER_ENTRY } from '../tiles/vector-pyramid.js';
import { decodeBlock } from '../tiles/vector-tile.js';

/** The groupings of an axis that have rows, by their place in the version. */
export type Groupings = ReadonlyMap<number, AxisGrouping>;

export function storedGroupings(axis: AxisVersion): Groupings {
  const found = new Map<number, AxisGrouping>();
  axis.groupings.forEach((attribute, place) => {
    const grouping = axisGrouping(axis, attribute);
    if (grouping !== undefined && grouping.labels.length <= GROUPS_AT_MOST) found.set(place, grouping);
  });
  return found;
}

const groupingBlock = (place: number): number => BLOCK.firstGrouping - place;

/** Level and block of every row that a column of this axis may have. */
export function columnBlocks(axis: AxisVersion): readonly TileBlock[] {
  return [
    ...elementBlocks(axis),
    ...axis.groupings.map((_, place) => ({ level: LEVEL.data, block: groupingBlock(place) })),
    ...VECTORS_PER_ENTRY.map((_, i) => ({ level: i + 1, block: BLOCK.first })),
  ];
}

export function elementBlocks(axis: AxisVersion): readonly TileBlock[] {
  return Array.from({ length: blocksOf(axis.size) }, (_, block) => ({ level: LEVEL.data, block }));
}

/** The rows of a column, made one after the other as they are taken. */
export function* columnTiles(
  metric: number,
  column: VectorColumn,
  { axis, groupings }: { readonly axis: AxisVersion; readonly groupings: Groupings },
): Generator<NewTile> {
  const { steps } = column.trailer;
  const [lo, hi, n] = [steps[0]!, steps.at(-1)!, steps.length];
  const row = { metric, lo, hi, n };
  for (const block of elementBlocks(axis)) yield { ...row, ...block, body: encodeBlock(column, block.block) };
  yield* groupingTiles(metric, column, { axis, groupings });
  if (axis.size > PYRAMID_WIDTH) return;
  for (const [i, size] of VECTORS_PER_ENTRY.entries()) {
    const body = encodeVectorEntries(vectorEntries(column, size));
    yield { ...row, level: i + 1, block: BLOCK.first, n: Math.ceil(n / size), body };
  }
}

export function* groupingTiles(
  metric: number,
  column: VectorColumn,
  { axis, groupings }: { readonly axis: AxisVersion; readonly groupings: Groupings },
): Generator<NewTile> {
  const { steps } = column.trailer;
  for (const [place, grouping] of groupings) {
    const body = encodeGroupRow(groupRow(column, grouping, axis.columns));
    const [lo, hi, n] = [steps[0]!, steps.at(-1)!, steps.length];
    yield { metric, level: LEVEL.data, block: groupingBlock(place), lo, hi, n, body };
  }
}

/** The vectors of a column from all of its element blocks. O(cells). */
export function columnVectors(blocks: readonly StoredTile[], axis: AxisVersion): StoredVector[] {
  const decoded = blocks.map(({ block, body, n }) => ({ first: block * BLOCK_WIDTH, cells: decodeBlock(body, n) }));
  const { dtype, trailer, metric } = { ...decoded[0]!.cells, metric: blocks[0]!.metric };
  return Array.from(trailer.steps, (step, place) => {
    const parts = decoded.map(({ first, cells }) => ({ first, ...cells.vectorAt(place) }));
    const room = (length: number) => (dtype === 'f64' ? new Float64Array(length) : new Float32Array(length));
    const head = { metric, axisVersion: axis.id, step, time: trailer.times[place]!, dtype };
    const attempt = trailer.attempts[place]!;
    if (parts.every(({ present }) => present === undefined)) {
      const values = room(axis.size);
      for (const part of parts) values.set(part.values, part.first);
      return { attempt, group: { ...head, elements: undefined, values } };
    }
    const count = parts.reduce((sum, { values, present }) => sum + logged(present, values.length), 0);
    const elements = new Uint32Array(count);
    const values = room(count);
    let at = 0;
    for (const part of parts)
      for (let i = 0; i < part.values.length; i++) {
        if (part.present?.[i] === 0) continue;
        elements[at] = part.first + i;
        values[at++] = part.values[i]!;
      }
    return { attempt, group: { ...head, elements, values } };
  });
}

const logged = (present: Uint8Array | undefined, width: number): number =>
  present === undefined ? width : present.reduce((sum, bit) => sum + bit, 0);
