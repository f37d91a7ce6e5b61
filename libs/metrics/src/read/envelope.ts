import { stepsAsDoubles } from './step-order.js';

/** A partition of points in step order into buckets of equal width in steps. Bucket b holds points starts[b] .. starts[b+1]−1. */
export interface Buckets {
  /** [buckets + 1]; no bucket is empty. */
  readonly starts: Uint32Array;
  /** Steps per bucket; 0 when each point is its own. */
  readonly resolution: number;
}

/** At most `limit` buckets over ascending steps. O(n). */
export function bucketsOf(steps: BigInt64Array, limit: number): Buckets {
  const n = steps.length;
  if (n <= limit) return { starts: Uint32Array.from({ length: n + 1 }, (_, i) => i), resolution: 0 };
  const span = steps[n - 1]! - steps[0]! + 1n;
  const width = (span + BigInt(limit) - 1n) / BigInt(limit);
  const starts = new Uint32Array(limit + 1);
  const bucketAt = bucketFinder(steps, width);
  let buckets = 0;
  let current = -1;
  for (let i = 0; i < n; i++) {
    const bucket = bucketAt(i);
    if (bucket === current) continue;
    current = bucket;
    starts[buckets++] = i;
  }
  starts[buckets] = n;
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
    // Neumaier's compensated sum, as in numerics; an infinite total has nothing to correct.
    const next = this.total + value;
    this.lost += Math.abs(this.total) >= Math.abs(value) ? this.total - next + value : value - next + this.total;
    this.total = next;
    this.values[bucket] = (Number.isFinite(next) ? next + this.lost : next) / count;
  }
}
