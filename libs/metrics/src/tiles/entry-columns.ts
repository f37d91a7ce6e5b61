/** What is known of runs of consecutive points, as columns: one place per entry. Built from points or from finer entries. */
export interface Entries {
  readonly length: number;
  readonly firstSteps: BigInt64Array;
  readonly lastSteps: BigInt64Array;
  readonly lastTimes: Float64Array;
  /** Points; of them those that are not NaN, and those that are finite. */
  readonly counts: Uint32Array;
  readonly numbers: Uint32Array;
  readonly finite: Uint32Array;
  /** Over what is not NaN, with the first step it occurs at; NaN and 0n where there is nothing. */
  readonly min: Float64Array;
  readonly minSteps: BigInt64Array;
  readonly max: Float64Array;
  readonly maxSteps: BigInt64Array;
  /** Over what is finite; NaN where nothing is. */
  readonly mean: Float64Array;
  /** The value of the last point. */
  readonly last: Float64Array;
  /** Of the first value that is not finite; 0n where all are. */
  readonly nonFiniteSteps: BigInt64Array;
}

export function emptyEntries(n: number): Entries {
  return {
    length: n,
    firstSteps: new BigInt64Array(n),
    lastSteps: new BigInt64Array(n),
    lastTimes: new Float64Array(n),
    counts: new Uint32Array(n),
    numbers: new Uint32Array(n),
    finite: new Uint32Array(n),
    min: new Float64Array(n),
    minSteps: new BigInt64Array(n),
    max: new Float64Array(n),
    maxSteps: new BigInt64Array(n),
    mean: new Float64Array(n),
    last: new Float64Array(n),
    nonFiniteSteps: new BigInt64Array(n),
  };
}

/** Entries one after the other. */
export function joinEntries(parts: readonly Entries[]): Entries {
  const joined = emptyEntries(parts.reduce((total, part) => total + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.firstSteps.set(part.firstSteps, at);
    joined.lastSteps.set(part.lastSteps, at);
    joined.lastTimes.set(part.lastTimes, at);
    joined.counts.set(part.counts, at);
    joined.numbers.set(part.numbers, at);
    joined.finite.set(part.finite, at);
    joined.min.set(part.min, at);
    joined.minSteps.set(part.minSteps, at);
    joined.max.set(part.max, at);
    joined.maxSteps.set(part.maxSteps, at);
    joined.mean.set(part.mean, at);
    joined.last.set(part.last, at);
    joined.nonFiniteSteps.set(part.nonFiniteSteps, at);
    at += part.length;
  }
  return joined;
}

/** Entries begin … end−1, as views. */
export function entriesBetween(entries: Entries, begin: number, end: number): Entries {
  return {
    length: end - begin,
    firstSteps: entries.firstSteps.subarray(begin, end),
    lastSteps: entries.lastSteps.subarray(begin, end),
    lastTimes: entries.lastTimes.subarray(begin, end),
    counts: entries.counts.subarray(begin, end),
    numbers: entries.numbers.subarray(begin, end),
    finite: entries.finite.subarray(begin, end),
    min: entries.min.subarray(begin, end),
    minSteps: entries.minSteps.subarray(begin, end),
    max: entries.max.subarray(begin, end),
    maxSteps: entries.maxSteps.subarray(begin, end),
    mean: entries.mean.subarray(begin, end),
    last: entries.last.subarray(begin, end),
    nonFiniteSteps: entries.nonFiniteSteps.subarray(begin, end),
  };
}
