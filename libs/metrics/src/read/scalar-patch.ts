import { BLOCK, LEVEL, type SeriesRow, TILE_POINTS } from '../store/tile.js';
import type { TileSpan } from '../store/tile-store.js';
import { type Entries, entriesBetween, joinEntries } from '../tiles/entries.js';
import type { AttemptPoints } from '../tiles/points.js';
import { type StepRange, unionOf } from './held-tiles.js';
import type { RunView } from './run-view.js';
import { between } from './scalar-points.js';
import { dataTiles, overlaps, type ScalarSource, spansAt } from './scalar-source.js';

/*
 * A range of a series read mostly from its pyramid. Where entries will not do, points take the place of the entries of whole
 * tiles: at the ends of the range, beyond what is sealed, and where something changed that is not folded yet. An entry is never of
 * two tiles, so an entry is in the answer exactly when its tile was not read.
 */

export interface PatchPlan {
  readonly metric: number;
  readonly range: StepRange;
  /** Of the pyramid: 1 to 5. 0: points only. */
  readonly level: number;
  /** Where points are read, within the range; in order and disjoint. */
  readonly pointsIn: readonly StepRange[];
}

/** Points and entries of disjoint places, each in step order. */
export interface Patch {
  readonly points: AttemptPoints;
  readonly entries: Entries;
}

const HIGHEST = 2n ** 63n - 1n;
/** More late steps than this, far from each other, are read as one range. */
const MOST_CLUSTERS = 64;

export function patchSpans({ metric, range, level, pointsIn }: PatchPlan): TileSpan[] {
  const points = spansAt(metric, LEVEL.data, pointsIn);
  return level === 0 ? points : [...points, ...spansAt(metric, level, [range])];
}

export function readPatch(source: ScalarSource, view: RunView, plan: PatchPlan): Patch {
  const { metric, range, level, pointsIn } = plan;
  const points = source.points(view, metric, { range, read: pointsIn });
  if (level === 0) return { points, entries: joinEntries([]) };
  const read = dataTiles(view, metric, pointsIn).map(({ lo: from, hi: to }) => ({ from, to }));
  const limits = { range, read };
  const rows = view.tiles(metric, level, BLOCK.first).filter((row) => overlaps(row, [range]));
  return { points, entries: joinEntries(rows.flatMap((row) => runsOf(source.tiles.entries(view, row), limits))) };
}

/** The parts of a row's entries that are within the range and of no tile that was read. */
function runsOf(
  entries: Entries,
  { range, read }: { readonly range: StepRange; readonly read: readonly StepRange[] },
): Entries[] {
  const runs: Entries[] = [];
  let begin = 0;
  let tile = 0;
  for (let e = 0; e < entries.length; e++) {
    const first = entries.firstSteps[e]!;
    while (tile < read.length && read[tile]!.to < first) tile++;
    const isRead = tile < read.length && read[tile]!.from <= first;
    if (!isRead && first >= range.from && first <= range.to) continue;
    if (e > begin) runs.push(entriesBetween(entries, begin, e));
    begin = e + 1;
  }
  if (begin < entries.length) runs.push(begin === 0 ? entries : entriesBetween(entries, begin, entries.length));
  return runs;
}

/** The first step that a cut hides in tiles that have not been rewritten; undefined when the tiles hold nothing hidden. */
export function pendingFrom({ cuts }: RunView): bigint | undefined {
  const pending = cuts.filter(({ folded }) => !folded).map(({ startStep }) => startStep);
  return pending.length === 0 ? undefined : pending.reduce((a, b) => (a < b ? a : b));
}

/** Where the pyramid does not reach: the ends of the range, and what is open. */
export function beyondPyramid({ firstStep, lastStep, sealedHi }: SeriesRow, { from, to }: StepRange): StepRange[] {
  const ranges: StepRange[] = [];
  if (firstStep !== null && from > firstStep) ranges.push({ from, to: from });
  if (to < lastStep) ranges.push({ from: to, to });
  if (sealedHi === null) ranges.push({ from, to });
  else if (sealedHi < HIGHEST) ranges.push({ from: sealedHi + 1n, to: HIGHEST });
  return ranges;
}

/** Where tiles hold points that a cut hides. The attempt that cuts may have points there too: only points tell them apart. */
export function hiddenParts(view: RunView): StepRange[] {
  const from = pendingFrom(view);
  return from === undefined ? [] : [{ from, to: HIGHEST }];
}

/** Where the tail or a pending cut changes what is folded: there entries are no longer the whole truth. */
export function changedBy(row: SeriesRow, tail: AttemptPoints, view: RunView): StepRange[] {
  const { steps } = between(tail, { from: -HIGHEST - 1n, to: row.lastStep });
  const gap = stepsPerPoint(row) * BigInt(TILE_POINTS);
  const late: StepRange[] = [];
  for (const step of steps) {
    const last = late.at(-1);
    if (last !== undefined && step - last.to <= gap) late[late.length - 1] = { from: last.from, to: step };
    else late.push({ from: step, to: step });
  }
  const few = late.length > MOST_CLUSTERS ? [{ from: late[0]!.from, to: late.at(-1)!.to }] : late;
  return [...few, ...hiddenParts(view)];
}

/** Within a range, in order and disjoint. */
export function clipped(ranges: readonly StepRange[], { from, to }: StepRange): readonly StepRange[] {
  const within = ranges.map((range) => ({
    from: range.from > from ? range.from : from,
    to: range.to < to ? range.to : to,
  }));
  return unionOf(
    within.filter((range) => range.from <= range.to),
    'overlapping',
  );
}

/** The usual distance between two points, rounded up. */
export function stepsPerPoint({ n, firstStep, lastStep }: SeriesRow): bigint {
  if (n === 0n || firstStep === null) return 1n;
  return (lastStep - firstStep + n) / n;
}
