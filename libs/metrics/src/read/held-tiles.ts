import type { StoredTile } from '../store/tile.js';
import type { TileSpan } from '../store/tile-store.js';
import { placeOf } from './run-view.js';

/** Inclusive. */
export interface StepRange {
  readonly from: bigint;
  readonly to: bigint;
}

const LOWEST = -(2n ** 63n);
const HIGHEST = 2n ** 63n - 1n;
const TILE_WEIGHT = 200;

/** An absent end is open. */
export const rangeOf = ({ from = LOWEST, to = HIGHEST }: Partial<StepRange> = {}): StepRange => ({ from, to });

/** The tiles of one place that are known: every one that overlaps a range. Of one fold; never changes. */
export interface HeldTiles {
  /** Disjoint and in order. */
  readonly ranges: readonly StepRange[];
  /** By (lo, gen, block), each once. */
  readonly tiles: readonly StoredTile[];
  readonly weight: number;
}

export const NONE_HELD: HeldTiles = { ranges: [], tiles: [], weight: 0 };

export function holds({ ranges }: Pick<HeldTiles, 'ranges'>, wanted: StepRange): boolean {
  return ranges.some(({ from, to }) => from <= wanted.from && to >= wanted.to);
}

export function withTiles(held: HeldTiles, ranges: readonly StepRange[], tiles: readonly StoredTile[]): HeldTiles {
  const all = inOrder([...held.tiles, ...tiles]);
  return {
    ranges: unionOf([...held.ranges, ...ranges], 'adjacent'),
    tiles: all,
    weight: all.reduce((sum, { body }) => sum + body.byteLength + TILE_WEIGHT, 0),
  };
}

/** Ranges in order, those that overlap (or only touch) made one. */
export function unionOf(ranges: readonly StepRange[], join: 'overlapping' | 'adjacent'): readonly StepRange[] {
  const sorted = ranges.toSorted((a, b) => compare(a.from, b.from));
  const reach = join === 'adjacent' ? 1n : 0n;
  const union: StepRange[] = [];
  for (const range of sorted) {
    const last = union.at(-1);
    if (last === undefined || range.from > last.to + reach) union.push(range);
    else if (range.to > last.to) union[union.length - 1] = { from: last.from, to: range.to };
  }
  return union;
}

interface SpansOfPlace {
  readonly at: TileSpan;
  readonly ranges: StepRange[];
}

/** The spans of a question by place, none overlapping another of its place. */
export function byPlace(
  spans: readonly TileSpan[],
): ReadonlyMap<string, { readonly at: TileSpan; readonly ranges: readonly StepRange[] }> {
  const places = new Map<string, SpansOfPlace>();
  for (const { from, to, ...at } of spans) {
    const place: SpansOfPlace = places.get(placeOf(at)) ?? { at, ranges: [] };
    place.ranges.push(rangeOf({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) }));
    places.set(placeOf(at), place);
  }
  return new Map([...places].map(([key, { at, ranges }]) => [key, { at, ranges: unionOf(ranges, 'overlapping') }]));
}

function inOrder(tiles: readonly StoredTile[]): readonly StoredTile[] {
  const sorted = tiles.toSorted((a, b) => compare(a.lo, b.lo) || compare(a.gen, b.gen) || a.block - b.block);
  return sorted.filter((tile, i) => {
    const before = sorted[i - 1];
    return before === undefined || tile.lo !== before.lo || tile.gen !== before.gen || tile.block !== before.block;
  });
}

const compare = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
