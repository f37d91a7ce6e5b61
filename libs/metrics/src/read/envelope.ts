import { stepsAsDoubles } from './step-order.js';

/** A partition of points in step order into buckets of equal width in steps. Bucket b holds points starts[b] .. starts[b+1]−1. */
export interface Buckets {
  /** [buckets + 1]; no bucket is empty. */
  readonly starts: Uint32Array;
  /** Steps per bucket; 0 when each point is its own. */
  readonly resolution: number;
}

/** At most `limit` buckets over ascending steps; as many as there are steps when those are not more. O(n). */
export function bucketsOf(steps: BigInt64Array, limit: number): Buckets {
  const n = steps.length;
  if (n <= limit) return { starts: Uint32Array.from({ length: n + 1 }, (_, i) => i), resolution: 0 };
  return bucketsOver(steps, steps[n - 1]!, limit);
}

/** At most `limit` buckets over steps[0] … last, each step in the bucket that it falls into. steps [n ≥ 1], ascending. O(n). */
export function bucketsOver(steps: BigInt64Array, last: bigint, limit: number): Buckets {
  const span = last - steps[0]! + 1n;
  const width = (span + BigInt(limit) - 1n) / BigInt(limit);
  const starts = new Uint32Array(Math.min(limit, steps.length) + 1);
  const bucketAt = bucketFinder(steps, width);
  let buckets = 0;
  let current = -1;
  for (let i = 0; i < steps.length; i++) {
    const bucket = bucketAt(i);
    if (bucket === current) continue;
    current = bucket;
    starts[buckets++] = i;
  }
  starts[buckets] = steps.length;
  return { starts: starts.slice(0, buckets + 1), resolution: Number(width) };
}

function bucketFinder(steps: BigInt64Array, width: bigint): (i: number) => number {
  const doubles = stepsAsDoubles(steps);
  const first = steps[0]!;
  // The distance to the first step must be exact too.
  if (doubles === undefined || steps.at(-1)! - first > BigInt(Number.MAX_SAFE_INTEGER)) {
    return (i) => Number((steps[i]! - first) / width);
  }
  const origin = doubles[0]!;
  const size = Number(width);
  return (i) => Math.floor((doubles[i]! - origin) / size);
}

export function firstSteps(steps: BigInt64Array, { starts }: Buckets): BigInt64Array {
  return BigInt64Array.from({ length: starts.length - 1 }, (_, b) => steps[starts[b]!]!);
}

/** Several values at once: how many are numbers and how many finite, the extremes of the numbers, the mean of the finite ones. */
export interface Gathered {
  readonly numbers: number;
  readonly finite: number;
  readonly min: number;
  readonly max: number;
  readonly mean: number;
}

/**
 * The columns of one ENVELOPE line. Of a bucket of one point the mean is the value itself, bit for bit; of several it is the
 * mean of those that are not NaN. `count` is how many are not NaN; a bucket without any has NaN everywhere and count 0.
 */
export class EnvelopeLine {
  readonly values: Float64Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  readonly count: Float64Array;
  private total = 0;
  private lost = 0;

  constructor(buckets: number) {
    this.values = new Float64Array(buckets).fill(Number.NaN);
    this.min = new Float64Array(buckets).fill(Number.NaN);
    this.max = new Float64Array(buckets).fill(Number.NaN);
    this.count = new Float64Array(buckets);
  }

  /** Adds a value to a bucket. Buckets are filled one after the other, never again once the next has begun. */
  add(bucket: number, value: number): void {
    if (Number.isNaN(value)) return;
    const count = this.count[bucket]! + 1;
    this.count[bucket] = count;
    if (count === 1) {
      this.total = value;
      this.lost = 0;
      this.values[bucket] = value;
      this.min[bucket] = value;
      this.max[bucket] = value;
      return;
    }
    if (value < this.min[bucket]!) this.min[bucket] = value;
    if (value > this.max[bucket]!) this.max[bucket] = value;
    this.sum(value);
    this.values[bucket] = this.corrected() / count;
  }

  /** Adds values of which only the sums are known: the bucket comes out as if they had been added one by one. */
  gather(bucket: number, { numbers, finite, min, max, mean }: Gathered): void {
    if (numbers === 0) return;
    if (numbers === 1) return this.add(bucket, min);
    const before = this.count[bucket]!;
    const count = before + numbers;
    this.count[bucket] = count;
    if (before === 0) this.total = this.lost = 0;
    this.min[bucket] = before > 0 && this.min[bucket]! <= min ? this.min[bucket]! : min;
    this.max[bucket] = before > 0 && this.max[bucket]! >= max ? this.max[bucket]! : max;
    if (finite > 0) this.sum(mean * finite);
    // An infinite value is always an extreme.
    if (max === Infinity) this.sum(Infinity);
    if (min === -Infinity) this.sum(-Infinity);
    this.values[bucket] = this.corrected() / count;
  }

  private sum(value: number): void {
    // Neumaier's compensated sum, as in numerics; an infinite total has nothing to correct.
    const next = this.total + value;
    this.lost += Math.abs(this.total) >= Math.abs(value) ? this.total - next + value : value - next + this.total;
    this.total = next;
  }

  private corrected(): number {
    return Number.isFinite(this.total) ? this.total + this.lost : this.total;
  }
}
