import { createHash } from 'node:crypto';
import type { VectorPiece } from './journal-log.js';
import type { StoredVector } from '../tiles/vector-open.js';
import { ElementCellsReader } from './vector-elements.js';
import { type ColumnVector, isHidden, type VectorSeries } from './vector-series.js';
import {
  inStepOrder,
  joinTimelines,
  type LoosePoint,
  pointOf,
  type VectorTimeline,
  weave,
  type Woven,
} from './vector-timeline.js';
import type { VectorTiles } from './vector-tiles.js';

/*
 * Everything that the vectors of a series ever were: by step; within a step what no longer counts first, in the order in which it
 * ceased to, and what counts last. A sparse write makes another vector of its step, so it stands here with the cells that it was
 * laid over, as it does once it is folded; hidden writes stand as they were written. Vectors that are identical in attempt,
 * step, time and every cell are one, whoever sent them.
 */
export async function historyTimeline(tiles: VectorTiles, series: VectorSeries, size: number): Promise<VectorTimeline> {
  const timeline = everything(series, await tiles.history(series));
  const suspects = suspectsOf(timeline);
  if (suspects.length === 0) return timeline;
  const alone = joinTimelines(suspects.flat().map((at) => timeline.between(at, at + 1)));
  const identities = await identitiesOf(tiles, series, { timeline: alone, size });
  let next = 0;
  const dropped = suspects.flatMap((places) => {
    const ids = identities.slice(next, (next += places.length));
    return repeated(
      places,
      ids,
      isHidden(series, attemptAt(timeline, places.at(-1)!), timeline.steps[places[0]!]!)
        ? 'none counts'
        : 'last counts',
    );
  });
  return without(
    timeline,
    dropped.toSorted((a, b) => a - b),
  );
}

interface Writes {
  readonly ceased: LoosePoint[];
  readonly pieces: VectorPiece[];
}

/** ceased: in the order in which they did. */
function everything(series: VectorSeries, ceased: readonly StoredVector[]): VectorTimeline {
  const bySteps = new Map<bigint, Writes>();
  const at = (step: bigint) => {
    const found = bySteps.get(step) ?? { ceased: [], pieces: [] };
    bySteps.set(step, found);
    return found;
  };
  for (const { attempt, group } of ceased) at(group.step).ceased.push(pointOf({ attempt, writes: [group] }, undefined));
  const open = new Map(series.open.map((vector) => [vector.group.step, vector]));
  for (const { group } of series.open) at(group.step);
  for (const piece of series.tail) at(piece.group.step).pieces.push(piece);
  const woven = [...bySteps].map(([step, writes]): Woven => ({
    step,
    items: (stored) => momentsOf(series, writes, open.get(step) ?? stored),
  }));
  return weave(series.columns, inStepOrder(woven), undefined);
}

type Kept = StoredVector | ColumnVector | undefined;

/** The order is that in which a fold would send them to the history. */
function momentsOf(series: VectorSeries, { ceased, pieces }: Writes, kept: Kept): (LoosePoint | 'stored')[] {
  const hides = ({ attempt, group }: VectorPiece) => isHidden(series, attempt, group.step);
  const hidden = pieces.filter(hides).map(({ attempt, group }) => pointOf({ attempt, writes: [group] }, undefined));
  const isKept = kept !== undefined && !isHidden(series, attemptOf(kept), stepOf(kept));
  const shown = cumulated(
    pieces.filter((piece) => !hides(piece)),
    isKept ? kept : undefined,
  );
  const there = kept === undefined ? [] : [momentOf(kept)];
  return isKept ? [...ceased, ...hidden, ...there, ...shown] : [...ceased, ...there, ...hidden, ...shown];
}

const isLoose = (kept: StoredVector | ColumnVector): kept is StoredVector => 'group' in kept;
const attemptOf = (kept: StoredVector | ColumnVector) =>
  isLoose(kept) ? kept.attempt : kept.column.attempts[kept.position]!;
const stepOf = (kept: StoredVector | ColumnVector) =>
  isLoose(kept) ? kept.group.step : kept.column.steps[kept.position]!;
const momentOf = (kept: StoredVector | ColumnVector): LoosePoint | 'stored' =>
  isLoose(kept) ? pointOf({ attempt: kept.attempt, writes: [kept.group] }, undefined) : 'stored';

/** What each write made of the vector of its step. */
function cumulated(pieces: readonly VectorPiece[], kept: Kept): LoosePoint[] {
  let base = kept === undefined || isLoose(kept) ? undefined : kept;
  let writes = kept !== undefined && isLoose(kept) ? [kept.group] : [];
  return pieces.map(({ attempt, group }) => {
    if (group.elements === undefined) [base, writes] = [undefined, []];
    writes = [...writes, group];
    return pointOf({ attempt, writes }, base);
  });
}

/** The places of vectors that agree in step, attempt and time, those of a step together: only they may be identical. */
function suspectsOf({ steps, times, segments, length }: VectorTimeline): readonly (readonly number[])[] {
  const attempts = new Uint32Array(length);
  for (const segment of segments) {
    if (segment.kind === 'loose') attempts[segment.at] = segment.point.attempt;
    else attempts.set(segment.column.attempts.subarray(segment.begin, segment.end), segment.at);
  }
  const found: number[][] = [];
  for (let begin = 0, end = 1; begin < length; begin = end++) {
    while (end < length && steps[end] === steps[begin]) end++;
    if (end === begin + 1) continue;
    const places = Array.from({ length: end - begin }, (_, i) => begin + i);
    const keys = new Set(places.map((at) => `${attempts[at]} ${times[at]}`));
    if (keys.size < places.length) found.push(places);
  }
  return found;
}

async function identitiesOf(
  tiles: VectorTiles,
  series: VectorSeries,
  { timeline, size }: { readonly timeline: VectorTimeline; readonly size: number },
): Promise<readonly string[]> {
  const elements = Uint32Array.from({ length: size }, (_, i) => i);
  const identities: string[] = [];
  for await (const { at, values, present } of new ElementCellsReader(tiles, series, { elements, size }).chunks(
    timeline,
  )) {
    identities[at] = `${attemptAt(timeline, at)} ${timeline.times[at]} ${digest(values, present)}`;
  }
  return identities;
}

function attemptAt({ segments }: VectorTimeline, at: number): number {
  const segment = segments.findLast((candidate) => candidate.at <= at)!;
  return segment.kind === 'loose' ? segment.point.attempt : segment.column.attempts[segment.begin + at - segment.at]!;
}

/** Of every bit but the payload of NaN. */
function digest(values: Float64Array, present: Uint8Array | undefined): string {
  const hash = createHash('sha1').update(values.map((value) => (Number.isNaN(value) ? Number.NaN : value)));
  return hash.update(present ?? new Uint8Array(values.length).fill(1)).digest('base64');
}

/** Of the places of one step those that say nothing new. What counts stays, of the others the first. */
function repeated(places: readonly number[], ids: readonly string[], last: 'last counts' | 'none counts'): number[] {
  const end = places.length - 1;
  const seen = new Set(last === 'last counts' ? [ids[end]!] : []);
  return places.filter((_, i) => {
    if (last === 'last counts' && i === end) return false;
    const isKnown = seen.has(ids[i]!);
    seen.add(ids[i]!);
    return isKnown;
  });
}

function without(timeline: VectorTimeline, dropped: readonly number[]): VectorTimeline {
  const ends = [...dropped, timeline.length];
  return joinTimelines(ends.map((end, i) => timeline.between(i === 0 ? 0 : ends[i - 1]! + 1, end)));
}
