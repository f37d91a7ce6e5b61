import type { Entries } from '../tiles/entries.js';
import type { ScalarPoints } from '../tiles/points.js';
import { type Buckets, bucketsOf, bucketsOver, EnvelopeLine, firstSteps } from './envelope.js';
import type { Patch } from './scalar-patch.js';
import type { Slice } from './slice.js';

const SCALAR = { element: null, group: null } as const;

/** Points as they are. `total`: how many the range has. */
export function verbatim(
  { steps, times, values }: ScalarPoints,
  { total, ...next }: Pick<Slice, 'nextStep' | 'nextSkip'> & { readonly total: number },
): Slice {
  return {
    kind: 'slice',
    steps,
    lines: [{ ...SCALAR, values, times, count: new Float64Array(steps.length).fill(1) }],
    ...next,
    resolution: 0,
    exact: true,
    pointsTotal: BigInt(total),
    pointsRead: BigInt(steps.length),
  };
}

/** At most `limit` buckets. An entry is in the bucket of its first step, so a bucket ends where the next one begins. O(n). */
export function envelope(
  patch: Patch,
  { limit, total, exact }: { readonly limit: number; readonly total: number; readonly exact: boolean },
): Slice {
  const items = itemsOf(patch);
  const buckets = bucketsOfItems(patch, items.steps, limit);
  const line = new EnvelopeLine(buckets.starts.length - 1);
  for (let b = 0; b + 1 < buckets.starts.length; b++) {
    for (let i = buckets.starts[b]!; i < buckets.starts[b + 1]!; i++) {
      const at = items.sources[i]!;
      if (at >= 0) line.add(b, patch.points.values[at]!);
      else line.gather(b, entryAt(patch.entries, -1 - at));
    }
  }
  const { min, max, count, values } = line;
  return {
    kind: 'slice',
    steps: firstSteps(items.steps, buckets),
    lines: [{ ...SCALAR, values, min, max, count }],
    nextStep: null,
    nextSkip: 0,
    resolution: buckets.resolution,
    exact,
    pointsTotal: BigInt(total),
    pointsRead: BigInt(items.steps.length),
  };
}

function bucketsOfItems({ entries, points }: Patch, steps: BigInt64Array, limit: number): Buckets {
  if (entries.length === 0) return bucketsOf(steps, limit);
  const lastEntry = entries.lastSteps[entries.length - 1]!;
  const lastPoint = points.steps.at(-1) ?? lastEntry;
  return bucketsOver(steps, lastPoint > lastEntry ? lastPoint : lastEntry, limit);
}

interface Items {
  /** First steps, in order. */
  readonly steps: BigInt64Array;
  /** A place among the points, or −1 − a place among the entries. */
  readonly sources: Int32Array;
}

function itemsOf({ points, entries }: Patch): Items {
  const [n, m] = [points.steps.length, entries.length];
  const steps = new BigInt64Array(n + m);
  const sources = new Int32Array(n + m);
  let p = 0;
  let e = 0;
  while (p < n || e < m) {
    const at = p + e;
    const takesEntry = p === n || (e < m && entries.firstSteps[e]! <= points.steps[p]!);
    steps[at] = takesEntry ? entries.firstSteps[e]! : points.steps[p]!;
    sources[at] = takesEntry ? -1 - e++ : p++;
  }
  return { steps, sources };
}

function entryAt({ numbers, finite, min, max, mean }: Entries, e: number) {
  return { numbers: numbers[e]!, finite: finite[e]!, min: min[e]!, max: max[e]!, mean: mean[e]! };
}
