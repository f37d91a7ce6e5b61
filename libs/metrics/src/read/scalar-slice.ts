import { bucketsOf, EnvelopeLine, firstSteps } from './envelope.js';
import { endOfPage, pointsBetween, type ScalarPoints } from './scalar-points.js';
import type { Slice } from './slice.js';
import type { SliceRequest } from './slice-request.js';
import { positionsWithin } from './step-order.js';

const SCALAR = { element: null, group: null } as const;

/** Reads points that are whole and in step order, so every answer is exact. */
export function scalarSlice(all: ScalarPoints, request: SliceRequest & { maxPoints: number }): Slice {
  const [begin, end] = positionsWithin(all.steps, request.steps);
  const points = pointsBetween(all, begin, end);
  switch (request.mode ?? 'ENVELOPE') {
    case 'RAW':
      return rawPage(points, request.maxPoints);
    case 'LAST':
      return verbatim(pointsBetween(points, Math.max(0, points.steps.length - 1), points.steps.length), points, null);
    case 'ENVELOPE':
      return envelope(points, request.maxPoints);
  }
}

function rawPage(points: ScalarPoints, limit: number): Slice {
  const end = endOfPage(points.steps, 0, limit);
  return verbatim(pointsBetween(points, 0, end), points, points.steps[end] ?? null);
}

function verbatim(page: ScalarPoints, of: ScalarPoints, nextStep: bigint | null): Slice {
  const { steps, times, values } = page;
  return {
    kind: 'slice',
    steps,
    lines: [{ ...SCALAR, values, times, count: new Float64Array(steps.length).fill(1) }],
    nextStep,
    resolution: 0,
    exact: true,
    pointsTotal: BigInt(of.steps.length),
    pointsRead: BigInt(steps.length),
  };
}

function envelope({ steps, values }: ScalarPoints, limit: number): Slice {
  const buckets = bucketsOf(steps, limit);
  const line = new EnvelopeLine(buckets.starts.length - 1);
  for (let b = 0; b + 1 < buckets.starts.length; b++) {
    for (let i = buckets.starts[b]!; i < buckets.starts[b + 1]!; i++) line.add(b, values[i]!);
  }
  const { min, max, count } = line;
  return {
    kind: 'slice',
    steps: firstSteps(steps, buckets),
    lines: [{ ...SCALAR, values: line.values, min, max, count }],
    nextStep: null,
    resolution: buckets.resolution,
    exact: true,
    pointsTotal: BigInt(steps.length),
    pointsRead: BigInt(steps.length),
  };
}
