import type { VectorGroup } from '@graticule/contracts';
import { lowerBound } from './step-order.js';
import type { Column, ColumnVector } from './vector-series.js';

/** A vector that is not simply one of a column: a dense write or `base`, if there is one, and sparse writes over it, in their order. */
export interface LoosePoint {
  readonly step: bigint;
  /** Of the last write, milliseconds since the epoch. */
  readonly time: number;
  /** Of the last write. */
  readonly attempt: number;
  readonly writes: readonly VectorGroup[];
  readonly base?: ColumnVector;
}

/** Vectors begin .. end−1 of a column, as they are stored. `at`: the place of the first one in the timeline. */
export interface StoredSegment {
  readonly kind: 'stored';
  readonly at: number;
  readonly column: Column;
  readonly begin: number;
  readonly end: number;
}

interface LooseSegment {
  readonly kind: 'loose';
  readonly at: number;
  readonly point: LoosePoint;
}

export type Segment = StoredSegment | LooseSegment;

/** What stands at a step in place of the vector that a column may hold there. */
export interface Woven {
  readonly step: bigint;
  items(stored: ColumnVector | undefined): readonly (LoosePoint | 'stored')[];
}

export function pointOf(
  { attempt, writes }: Pick<LoosePoint, 'attempt' | 'writes'>,
  base: ColumnVector | undefined,
): LoosePoint {
  const { step, time } = writes.at(-1)!;
  return { step, time, attempt, writes, ...(base === undefined ? {} : { base }) };
}

export function inStepOrder(woven: readonly Woven[]): readonly Woven[] {
  return woven.toSorted((a, b) => (a.step < b.step ? -1 : a.step > b.step ? 1 : 0));
}

/** The vectors of a series in step order, where each of them is found. steps, times: [length]. */
export class VectorTimeline {
  constructor(
    readonly steps: BigInt64Array,
    readonly times: Float64Array,
    readonly segments: readonly Segment[],
  ) {}

  get length(): number {
    return this.steps.length;
  }

  /** The vectors begin .. end−1 alone. */
  between(begin: number, end: number): VectorTimeline {
    const segments = this.segments.flatMap((segment): Segment[] => {
      const first = Math.max(begin, segment.at);
      const stop = Math.min(end, segment.at + lengthOf(segment));
      if (first >= stop) return [];
      const at = first - begin;
      if (segment.kind === 'loose') return [{ ...segment, at }];
      const shift = segment.begin - segment.at;
      return [{ ...segment, at, begin: first + shift, end: stop + shift }];
    });
    return new VectorTimeline(this.steps.slice(begin, end), this.times.slice(begin, end), segments);
  }
}

/** Timelines one after the other. */
export function joinTimelines(parts: readonly VectorTimeline[]): VectorTimeline {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const joined = new VectorTimeline(new BigInt64Array(length), new Float64Array(length), [...shifted(parts)]);
  let at = 0;
  for (const { steps, times } of parts) {
    joined.steps.set(steps, at);
    joined.times.set(times, at);
    at += steps.length;
  }
  return joined;
}

function* shifted(parts: readonly VectorTimeline[]): Generator<Segment> {
  let start = 0;
  for (const { segments, length } of parts) {
    for (const segment of segments) yield { ...segment, at: segment.at + start };
    start += length;
  }
}

export function lengthOf(segment: Segment): number {
  return segment.kind === 'loose' ? 1 : segment.end - segment.begin;
}

/**
 * Puts columns and what joins them into one timeline. columns, woven: by step. `isVisible` undefined: every stored vector is.
 * O(columns + woven · log n), plus O(n) where visibility is asked for.
 */
export function weave(
  columns: readonly Column[],
  woven: readonly Woven[],
  isVisible: ((stored: ColumnVector) => boolean) | undefined,
): VectorTimeline {
  const weaver = new Weaver(isVisible);
  let next = 0;
  for (const column of columns) {
    let position = 0;
    for (let item = woven[next]; item !== undefined && item.step <= column.hi; item = woven[++next]) {
      const place = lowerBound(column.steps, item.step);
      weaver.stored(column, position, place);
      const found = place < column.n && column.steps[place] === item.step;
      weaver.woven(item, found ? { column, position: place } : undefined);
      position = found ? place + 1 : place;
    }
    weaver.stored(column, position, column.n);
  }
  for (let item = woven[next]; item !== undefined; item = woven[++next]) weaver.woven(item, undefined);
  return weaver.timeline();
}

class Weaver {
  private readonly segments: Segment[] = [];
  private length = 0;

  constructor(private readonly isVisible: ((stored: ColumnVector) => boolean) | undefined) {}

  stored(column: Column, begin: number, end: number): void {
    const { isVisible } = this;
    if (isVisible === undefined) return this.run(column, begin, end);
    let start = begin;
    for (let position = begin; position < end; position++) {
      if (isVisible({ column, position })) continue;
      this.run(column, start, position);
      start = position + 1;
    }
    this.run(column, start, end);
  }

  woven(item: Woven, stored: ColumnVector | undefined): void {
    const visible = stored !== undefined && this.isVisible?.(stored) === false ? undefined : stored;
    for (const point of item.items(visible)) {
      if (point !== 'stored') this.segments.push({ kind: 'loose', at: this.length++, point });
      else if (visible !== undefined) this.run(visible.column, visible.position, visible.position + 1);
    }
  }

  timeline(): VectorTimeline {
    const steps = new BigInt64Array(this.length);
    const times = new Float64Array(this.length);
    for (const segment of this.segments) {
      const { at } = segment;
      if (segment.kind === 'loose') {
        steps[at] = segment.point.step;
        times[at] = segment.point.time;
        continue;
      }
      const { column, begin, end } = segment;
      steps.set(column.steps.subarray(begin, end), at);
      times.set(column.times.subarray(begin, end), at);
    }
    return new VectorTimeline(steps, times, this.segments);
  }

  private run(column: Column, begin: number, end: number): void {
    if (begin >= end) return;
    this.segments.push({ kind: 'stored', at: this.length, column, begin, end });
    this.length += end - begin;
  }
}
