import { lowerBound, positionsWithin } from '../read/step-order.js';
import {
  BLOCK,
  LEVEL,
  type NewTile,
  POINTS_PER_ENTRY,
  type SeriesRow,
  type StoredTile,
  TILE_POINTS,
  type TileKey,
} from '../store/tile.js';
import { coarserEntries, type Entries, entriesOf, joinEntries } from '../tiles/entries.js';
import { emptyPoints, joinPoints, mergePoints, pickPoints, pointsBetween } from '../tiles/merge-points.js';
import { decodePoints, encodePoints, type Packing } from '../tiles/point-tile.js';
import type { AttemptPoints, HistoryPoints } from '../tiles/points.js';
import { PyramidLevel } from './pyramid-level.js';
import { covering, NOTHING, summaryOf, withPoints } from './scalar-summary.js';

type Split = (points: AttemptPoints) => { readonly visible: Uint32Array; readonly hidden: Uint32Array } | undefined;

interface StepRange {
  readonly from: bigint;
  readonly to: bigint;
}

const HIGHEST = 2n ** 63n - 1n;
/** So many entries of a level make one of the next. */
const FACTOR = 4;
/** A sealed tile that grew by late points is split when it has doubled. */
const MOST_POINTS = 2 * TILE_POINTS;

/**
 * The tiles of one scalar series while a fold changes them: those it has read, and what becomes of them. Order of calls: `cut`,
 * then `insert`, then `append`, then the results.
 */
export class ScalarTiles {
  /** Tiles beyond it are open; null: none is sealed. */
  sealedHi: bigint | null;
  private sealedN: bigint;
  private sealed: readonly StoredTile[];
  private open: readonly StoredTile[];
  /** Points that a cut brought back among the open ones. */
  private unsealed: AttemptPoints = emptyPoints(0);
  private readonly pyramid: readonly PyramidLevel[];
  private readonly gone: StoredTile[] = [];
  private readonly made: NewTile[] = [];
  private readonly out: AttemptPoints[] = [];
  private readonly fresh: AttemptPoints[] = [];
  /** Rewritten parts of the series; the first of them may hold its first point. */
  private readonly touched: AttemptPoints[] = [];
  /** Whether the count of the series changed by more than the fresh points. */
  private recount = false;
  private openPoints: AttemptPoints = emptyPoints(0);

  constructor(
    private readonly metric: number,
    private readonly row: SeriesRow | undefined,
    stored: readonly StoredTile[],
  ) {
    this.sealedHi = row?.sealedHi ?? null;
    this.sealedN = row?.sealedN ?? 0n;
    const tiles = distinct(stored);
    const data = tiles.filter(({ level }) => level === LEVEL.data);
    const isSealed = ({ lo }: StoredTile) => this.sealedHi !== null && lo <= this.sealedHi;
    this.sealed = data.filter(isSealed);
    this.open = data.filter((tile) => !isSealed(tile));
    this.pyramid = POINTS_PER_ENTRY.map(
      (_, i) =>
        new PyramidLevel(
          metric,
          i + 1,
          tiles.filter(({ level }) => level === i + 1),
        ),
    );
  }

  /**
   * Takes out what a cut hides from step `from` on. Sealed tiles that it reaches are open again, so that no stumps remain. Nothing from
   * there on is left in the pyramid: a fork has entries there of tiles that were never copied.
   */
  cut(from: bigint, split: Split): void {
    const reached = this.sealed.filter(({ hi }) => hi >= from);
    this.sealed = this.sealed.filter(({ hi }) => hi < from);
    const first = reached[0];
    for (const level of this.pyramid) level.replace({ lo: first?.lo ?? from, hi: HIGHEST }, NO_ENTRIES);
    for (const tile of reached) this.sealedN -= BigInt(tile.n);
    if (first !== undefined) this.sealedHi = this.sealedN === 0n ? null : first.lo - 1n;
    const parts = [...reached, ...this.open].map((tile) => this.visibleOf(tile, split));
    this.unsealed = joinPoints(parts);
    this.open = [];
    this.recount = true;
  }

  /**
   * Puts late points, ascending and not beyond `sealedHi`, into the sealed tiles whose range they fall into, or beside them.
   * Every sealed tile that overlaps one of the clusters has been read; those between two clusters need not have been.
   */
  insert(late: AttemptPoints, clusters: readonly StepRange[]): void {
    let at = 0;
    for (const tile of this.sealed) {
      const begin = lowerBound(late.steps, tile.lo);
      const end = lowerBound(late.steps, tile.hi + 1n);
      this.addBetween(pointsBetween(late, at, Math.max(at, begin)), clusters);
      at = Math.max(at, end);
      if (begin === end) continue;
      const merged = this.merge(this.decoded(tile), pointsBetween(late, begin, end));
      this.remove(tile);
      this.seal(merged, (level, entries) => level.replace(tile, entries));
      this.sealedN -= BigInt(tile.n);
    }
    this.addBetween(pointsBetween(late, at, late.steps.length), clusters);
  }

  /** Adds points beyond `sealedHi`, ascending; packs whole tiles, and at the end of a run the rest. */
  append(points: AttemptPoints, rest: 'seal the rest' | 'leave the rest open'): void {
    const waiting = this.open.reduce((total, { n }) => total + n, this.unsealed.steps.length + points.steps.length);
    const sealsAll = rest === 'seal the rest';
    const absorbed = sealsAll || waiting >= TILE_POINTS ? this.open : this.joining(points);
    const earlier = joinPoints([this.unsealed, ...absorbed.map((tile) => this.decoded(tile))]);
    const all = this.merge(earlier, points);
    if (points.steps.length === 0 && this.unsealed.steps.length === 0 && !(sealsAll && absorbed.length > 0)) return;
    for (const tile of absorbed) this.remove(tile);
    this.open = this.open.filter((tile) => !absorbed.includes(tile));
    const packed = sealsAll ? all.steps.length : all.steps.length - (all.steps.length % TILE_POINTS);
    if (packed > 0) this.seal(pointsBetween(all, 0, packed), (level, entries) => level.append(entries));
    if (packed > 0) this.sealedHi = all.steps[packed - 1]!;
    this.openPoints = pointsBetween(all, packed, all.steps.length);
    if (this.openPoints.steps.length > 0) this.write(this.openPoints, 'open');
  }

  removed(): readonly TileKey[] {
    return [...this.gone, ...this.pyramid.flatMap((level) => level.removed())];
  }

  added(): readonly NewTile[] {
    return [...this.made, ...this.pyramid.flatMap((level) => level.added())];
  }

  /** Folded points that ceased to count. Level 0 does not know who wrote them. */
  lost(): HistoryPoints {
    const points = joinPoints(this.out);
    return { ...points, writers: new BigInt64Array(points.steps.length) };
  }

  summary(): SeriesRow {
    const { metric, sealedHi, sealedN } = this;
    const before = this.row ?? NOTHING;
    const ends = { metric, axisVersion: null, sealedHi, sealedN };
    if (!this.recount) return { ...withPoints(before, joinPoints(this.fresh)), ...ends };
    const open = inStepOrder([...this.open.map((tile) => this.decoded(tile)), this.openPoints]);
    const entries = covering(this.pyramid.at(-1)!.all(), open);
    const step = entries.firstSteps[0] ?? 0n;
    const holder = [open, ...this.touched].find(({ steps }) => steps[0] === step);
    const first = holder?.values[0] ?? before.first ?? Number.NaN;
    return { ...summaryOf(entries, { step, value: first }), ...ends };
  }

  /** The open tiles that new points join: those they overlap, and before them the newest as a binary counter. */
  private joining(points: AttemptPoints): readonly StoredTile[] {
    const [lo, hi] = [points.steps[0], points.steps.at(-1)];
    if (lo === undefined || hi === undefined) return [];
    const end = this.open.findIndex((tile) => tile.lo > hi);
    const upTo = end < 0 ? this.open.length : end;
    let begin = upTo;
    let n = points.steps.length;
    while (begin > 0 && (this.open[begin - 1]!.hi >= lo || this.open[begin - 1]!.n <= n)) n += this.open[--begin]!.n;
    return this.open.slice(begin, upTo);
  }

  /** Late points between two sealed tiles make tiles of their own. */
  private addBetween(points: AttemptPoints, clusters: readonly StepRange[]): void {
    for (const cluster of clusters) {
      const part = pointsBetween(points, ...positionsWithin(points.steps, cluster));
      if (part.steps.length === 0) continue;
      this.fresh.push(part);
      const range = { lo: part.steps[0]!, hi: part.steps.at(-1)! };
      this.seal(part, (level, entries) => level.replace(range, entries));
    }
  }

  private merge(earlier: AttemptPoints, later: AttemptPoints): AttemptPoints {
    const { points, superseded, shared } = mergePoints(earlier, later);
    if (superseded.length > 0) this.out.push(pickPoints(earlier, superseded));
    if (shared > 0) this.recount = true;
    this.fresh.push(later);
    return points;
  }

  private seal(points: AttemptPoints, place: (level: PyramidLevel, entries: Entries) => void): void {
    const n = points.steps.length;
    const size = n < MOST_POINTS && n % TILE_POINTS !== 0 ? n : TILE_POINTS;
    const levels: Entries[][] = this.pyramid.map(() => []);
    for (let begin = 0; begin < n; begin += size) {
      const part = pointsBetween(points, begin, Math.min(begin + size, n));
      this.write(part, 'sealed');
      this.touched.push(part);
      entriesOfTile(part).forEach((entries, i) => levels[i]!.push(entries));
    }
    this.sealedN += BigInt(n);
    this.pyramid.forEach((level, i) => place(level, joinEntries(levels[i]!)));
  }

  private write(points: AttemptPoints, packing: Packing): void {
    const { metric } = this;
    const [lo, hi, n] = [points.steps[0]!, points.steps.at(-1)!, points.steps.length];
    this.made.push({ metric, level: LEVEL.data, block: BLOCK.first, lo, hi, n, body: encodePoints(points, packing) });
  }

  private visibleOf(tile: StoredTile, split: Split): AttemptPoints {
    const points = this.decoded(tile);
    this.remove(tile);
    const parts = split(points);
    if (parts === undefined) return points;
    this.out.push(pickPoints(points, parts.hidden));
    return pickPoints(points, parts.visible);
  }

  private remove(tile: StoredTile): void {
    this.gone.push(tile);
  }

  private decoded(tile: StoredTile): AttemptPoints {
    return decodePoints(tile.body, tile.n);
  }
}

/** The entries of every level, the finest first. */
function entriesOfTile(points: AttemptPoints): readonly Entries[] {
  const levels = [entriesOf(points, POINTS_PER_ENTRY[0])];
  while (levels.length < POINTS_PER_ENTRY.length) levels.push(coarserEntries(levels.at(-1)!, FACTOR));
  return levels;
}

/** Parts that do not overlap, one after the other. */
function inStepOrder(parts: readonly AttemptPoints[]): AttemptPoints {
  const filled = parts.filter(({ steps }) => steps.length > 0);
  return joinPoints(filled.toSorted((a, b) => (a.steps[0]! < b.steps[0]! ? -1 : 1)));
}

/** By level and step, each row once: spans that were asked for may overlap. */
function distinct(tiles: readonly StoredTile[]): readonly StoredTile[] {
  const byKey = new Map(tiles.map((tile) => [`${tile.level} ${tile.lo} ${tile.gen}`, tile]));
  return [...byKey.values()].toSorted((a, b) => a.level - b.level || (a.lo < b.lo ? -1 : a.lo > b.lo ? 1 : 0));
}

const NO_ENTRIES = joinEntries([]);
