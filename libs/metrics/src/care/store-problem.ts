import type { TileKey } from '../store/tile.js';

/** Something about a run that is not as the store promises. */
export interface StoreProblem {
  /** summary: only what is known of a series is wrong, and can be made anew from its tiles. */
  readonly kind: 'summary' | 'rows';
  /** Absent when it is about the run as a whole. */
  readonly metric?: number;
  readonly level?: number;
  readonly block?: number;
  readonly step?: bigint;
  readonly what: string;
}

export type Tell = (problem: StoreProblem) => void;

/** A problem of one tile. */
export function ofTile(
  { metric, level, block, lo }: Omit<TileKey, 'gen'>,
  what: string,
  step: bigint = lo,
): StoreProblem {
  return { kind: 'rows', metric, level, block, step, what };
}
