import { decodeColumns, encodeColumns, type Packing } from './columns-body.js';
import { emptyPoints } from './merge-points.js';
import type { AttemptPoints, HistoryPoints } from './points.js';

const POINTS = 1;
const HISTORY = 2;

/** A tile of level 0. */
export function encodePoints(points: AttemptPoints, packing: Packing): Uint8Array {
  return encodeColumns(POINTS, columnsOf(points), packing);
}

/** n: of the tile's row. Throws CorruptTile when the body is not such a tile. */
export function decodePoints(body: Uint8Array, n: number): AttemptPoints {
  const points = emptyPoints(n);
  decodeColumns(POINTS, body, columnsOf(points));
  return points;
}

/** A tile of history, in the order in which its points ceased to count. */
export function encodeHistory(points: HistoryPoints): Uint8Array {
  return encodeColumns(HISTORY, [...columnsOf(points), points.writers], 'sealed');
}

export function decodeHistory(body: Uint8Array, n: number): HistoryPoints {
  const points = { ...emptyPoints(n), writers: new BigInt64Array(n) };
  decodeColumns(HISTORY, body, [...columnsOf(points), points.writers]);
  return points;
}

const columnsOf = ({ steps, times, values, attempts }: AttemptPoints) => [steps, times, values, attempts] as const;

export type { Packing };
