/*
 * A series as a list of everything written, in the order of acknowledgement; every question walks the list. Too simple to be
 * wrong, and it shares no code with the store. Steps are places on a ruler (small whole numbers, so that the walk is fast): the
 * step of place p is base + p · stride.
 */

export interface Ruler {
  readonly base: bigint;
  readonly stride: bigint;
}

export const stepAt = ({ base, stride }: Ruler, place: number): bigint => base + BigInt(place) * stride;

/** The first place at or after a step. */
export function placeFrom({ base, stride }: Ruler, step: bigint): number {
  const distance = step - base;
  const down = distance / stride;
  return Number(distance > 0n && distance % stride !== 0n ? down + 1n : down);
}

export interface ReferenceCut {
  readonly attempt: number;
  readonly startStep: bigint;
}

export interface ReferencePoints {
  readonly steps: BigInt64Array;
  readonly times: Float64Array;
  readonly values: Float64Array;
}

/** One write. Identical ones are one point of the history. */
export interface ReferenceWrite {
  readonly place: number;
  readonly attempt: number;
  readonly time: number;
  readonly value: number;
}

export class ReferenceSeries {
  private readonly places: number[] = [];
  private readonly attempts: number[] = [];
  private readonly times: number[] = [];
  private readonly values: number[] = [];
  private cached: { readonly length: number; readonly cuts: string; readonly points: ReferencePoints } | undefined;

  constructor(readonly ruler: Ruler) {}

  get length(): number {
    return this.places.length;
  }

  write({ place, attempt, time, value }: ReferenceWrite): void {
    this.places.push(place);
    this.attempts.push(attempt);
    this.times.push(time);
    this.values.push(value);
  }

  at(i: number): ReferenceWrite {
    return { place: this.places[i]!, attempt: this.attempts[i]!, time: this.times[i]!, value: this.values[i]! };
  }

  /** The first and the last place written. */
  extent(): readonly [low: number, high: number] {
    return this.places.reduce<[number, number]>(
      ([low, high], place) => [Math.min(low, place), Math.max(high, place)],
      [Infinity, -Infinity],
    );
  }

  /** Hidden writes out, then the last of each step, by step. */
  canonical(cuts: readonly ReferenceCut[]): ReferencePoints {
    const key = cuts.map(({ attempt, startStep }) => `${attempt}:${startStep}`).join();
    if (this.cached?.length === this.length && this.cached.cuts === key) return this.cached.points;
    const latest = this.latest(cuts);
    const places = Float64Array.from(latest.keys()).toSorted();
    const steps = new BigInt64Array(places.length);
    const times = new Float64Array(places.length);
    const values = new Float64Array(places.length);
    places.forEach((place, i) => {
      const write = latest.get(place)!;
      steps[i] = stepAt(this.ruler, place);
      times[i] = this.times[write]!;
      values[i] = this.values[write]!;
    });
    const points = { steps, times, values };
    this.cached = { length: this.length, cuts: key, points };
    return points;
  }

  /** Of every step in the range: all writes in their order, and which of them counts. */
  history(cuts: readonly ReferenceCut[], from: number, to: number) {
    const latest = this.latest(cuts);
    const byPlace = new Map<number, ReferenceWrite[]>();
    for (let i = 0; i < this.length; i++) {
      const place = this.places[i]!;
      if (place < from || place > to) continue;
      const writes = byPlace.get(place);
      if (writes === undefined) byPlace.set(place, [this.at(i)]);
      else writes.push(this.at(i));
    }
    return [...byPlace]
      .toSorted(([a], [b]) => a - b)
      .map(([place, writes]) => {
        const counts = latest.get(place);
        return { place, writes, counts: counts === undefined ? undefined : this.at(counts) };
      });
  }

  private latest(cuts: readonly ReferenceCut[]): Map<number, number> {
    const hiddenFrom = new Map<number, number>();
    const latest = new Map<number, number>();
    for (let i = 0; i < this.length; i++) {
      const attempt = this.attempts[i]!;
      let from = hiddenFrom.get(attempt);
      if (from === undefined) hiddenFrom.set(attempt, (from = this.hiddenFrom(cuts, attempt)));
      if (this.places[i]! < from) latest.set(this.places[i]!, i);
    }
    return latest;
  }

  private hiddenFrom(cuts: readonly ReferenceCut[], attempt: number): number {
    const later = cuts.filter((cut) => cut.attempt > attempt);
    return Math.min(Infinity, ...later.map(({ startStep }) => placeFrom(this.ruler, startStep)));
  }
}

export const identityOf = ({ attempt, time, value }: ReferenceWrite): string =>
  `${attempt} ${time} ${Object.is(value, -0) ? '-0' : value}`;

/** Positions [begin, end) of the points within an inclusive range of steps. */
export function within({ steps }: ReferencePoints, from: bigint, to: bigint): readonly [number, number] {
  const begin = firstThat(steps, (step) => step >= from);
  return [
    begin,
    Math.max(
      begin,
      firstThat(steps, (step) => step > to),
    ),
  ];
}

function firstThat(steps: BigInt64Array, holds: (step: bigint) => boolean): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(steps[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}
