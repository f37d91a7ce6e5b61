import { LIMITS } from '@graticule/contracts';
import type { AxisLines } from './axis-lines.js';
import { bucketsOf, EnvelopeLine, firstSteps } from './envelope.js';
import { endOfPage } from './scalar-points.js';
import type { Slice, Unreadable } from './slice.js';
import type { SliceRequest } from './slice-request.js';
import { positionsWithin } from './step-order.js';
import type { VectorPoint } from './vector-points.js';

/** Reads the lines of an axis series from its vectors, one vector at a time. */
export function vectorSlice(
  all: readonly VectorPoint[],
  lines: AxisLines,
  request: SliceRequest & { maxPoints: number },
): Slice | Unreadable {
  const allSteps = BigInt64Array.from(all, (point) => point.step);
  const [begin, end] = positionsWithin(allSteps, request.steps);
  const points = all.slice(begin, end);
  const steps = allSteps.subarray(begin, end);
  const cells = lines.heads.length * Math.min(points.length, request.mode === 'LAST' ? 1 : request.maxPoints);
  if (cells > LIMITS.cellsPerSlice) return tooManyCells(lines.heads.length, cells);
  switch (request.mode ?? 'ENVELOPE') {
    case 'RAW': {
      const stop = endOfPage(steps, 0, request.maxPoints);
      return verbatim(points.slice(0, stop), lines, { total: points.length, nextStep: steps[stop] ?? null });
    }
    case 'LAST':
      return verbatim(points.slice(-1), lines, { total: points.length, nextStep: null });
    case 'ENVELOPE':
      return envelope(points, lines, { steps, limit: request.maxPoints });
  }
}

function tooManyCells(lines: number, cells: number): Unreadable {
  const detail = `${lines} lines make ${cells} values; a slice has at most ${LIMITS.cellsPerSlice}: ask for fewer points or lines`;
  return { kind: 'invalid', problems: [{ pointer: '#/maxPoints', code: 'TOO_MANY_VALUES', detail }] };
}

function verbatim(
  points: readonly VectorPoint[],
  lines: AxisLines,
  { total, nextStep }: { readonly total: number; readonly nextStep: bigint | null },
): Slice {
  const { heads, presenceAt } = lines;
  const times = Float64Array.from(points, (point) => point.time);
  const values = heads.map(() => new Float64Array(points.length));
  const counts = presenceAt === undefined ? undefined : heads.map(() => new Float64Array(points.length));
  points.forEach((point, i) => {
    scatter(lines.valuesAt(point), values, i);
    if (counts !== undefined && presenceAt !== undefined) scatter(presenceAt(point), counts, i);
  });
  return {
    kind: 'slice',
    steps: BigInt64Array.from(points, (point) => point.step),
    lines: heads.map((head, line) => ({
      ...head,
      values: values[line]!,
      times,
      ...(counts === undefined ? {} : { count: counts[line]! }),
    })),
    nextStep,
    resolution: 0,
    exact: true,
    pointsTotal: BigInt(total),
    pointsRead: BigInt(points.length),
  };
}

function scatter(row: Float64Array, columns: readonly Float64Array[], at: number): void {
  columns.forEach((column, line) => {
    column[at] = row[line]!;
  });
}

function envelope(
  points: readonly VectorPoint[],
  lines: AxisLines,
  { steps, limit }: { readonly steps: BigInt64Array; readonly limit: number },
): Slice {
  const { heads } = lines;
  const buckets = bucketsOf(steps, limit);
  const columns = heads.map(() => new EnvelopeLine(buckets.starts.length - 1));
  let bucket = 0;
  points.forEach((point, i) => {
    if (i === buckets.starts[bucket + 1]) bucket++;
    const row = lines.valuesAt(point);
    columns.forEach((column, line) => column.add(bucket, row[line]!));
  });
  return {
    kind: 'slice',
    steps: firstSteps(steps, buckets),
    lines: columns.map(({ values, min, max, count }, line) => ({ ...heads[line]!, values, min, max, count })),
    nextStep: null,
    resolution: buckets.resolution,
    exact: true,
    pointsTotal: BigInt(points.length),
    pointsRead: BigInt(points.length),
  };
}
