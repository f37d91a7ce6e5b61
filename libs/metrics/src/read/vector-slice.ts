import { LIMITS } from '@graticule/contracts';
import type { AxisLines } from './axis-lines.js';
import { bucketsOf, bucketsOver, EnvelopeLine, firstSteps } from './envelope.js';
import type { Slice, Unreadable } from './slice.js';
import type { EntryChunk, LineChunk, ValueChunk } from './vector-chunks.js';
import type { VectorTimeline } from './vector-timeline.js';

export type LineChunks = AsyncIterable<LineChunk>;

/** What is wrong with the size of an answer. points: vectors within the requested steps. */
export function sizeProblem(lines: number, points: number): Unreadable | undefined {
  const cells = lines * points;
  if (cells <= LIMITS.cellsPerSlice) return undefined;
  const detail = `${lines} lines make ${cells} values; a slice has at most ${LIMITS.cellsPerSlice}: ask for fewer points or lines`;
  return { kind: 'invalid', problems: [{ pointer: '#/maxPoints', code: 'TOO_MANY_VALUES', detail }] };
}

/** The vectors of a page as they are. total: of all pages. */
export async function verbatim(
  page: VectorTimeline,
  { heads, kind }: AxisLines,
  {
    chunks,
    total,
    ...next
  }: Pick<Slice, 'nextStep' | 'nextSkip'> & { readonly chunks: LineChunks; readonly total: number },
): Promise<Slice> {
  const { steps, times, length } = page;
  const values = heads.map(() => new Float64Array(length));
  const counts = kind === 'elements' ? heads.map(() => new Float64Array(length).fill(1)) : undefined;
  for await (const chunk of chunks) {
    if (chunk.kind === 'entries')
      throw new TypeError('entries of the pyramid stand for vectors that are wanted one by one');
    scatter(chunk.values, chunk, values);
    if (counts !== undefined && chunk.present !== undefined) scatter(chunk.present, chunk, counts);
  }
  return {
    kind: 'slice',
    steps,
    lines: heads.map((head, line) => ({
      ...head,
      values: values[line]!,
      times,
      ...(counts === undefined ? {} : { count: counts[line]! }),
    })),
    ...next,
    resolution: 0,
    exact: true,
    pointsTotal: BigInt(total),
    pointsRead: BigInt(length),
  };
}

function scatter(from: Float64Array | Uint8Array, { at, length }: ValueChunk, into: readonly Float64Array[]): void {
  into.forEach((column, line) => column.set(from.subarray(line * length, (line + 1) * length), at));
}

/**
 * Buckets of steps. units: the places at which single vectors and entries of the pyramid begin; an entry belongs to the bucket of
 * its first step whole, so a bucket is exactly what lies between its step and the next one's.
 */
export async function envelope(
  timeline: VectorTimeline,
  { heads }: AxisLines,
  { chunks, units, limit }: { readonly chunks: LineChunks; readonly units: Uint32Array; readonly limit: number },
): Promise<Slice> {
  const steps =
    units.length === timeline.length ? timeline.steps : BigInt64Array.from(units, (at) => timeline.steps[at]!);
  const isOneByOne = steps.length <= limit && steps.length === timeline.length;
  const buckets = isOneByOne ? bucketsOf(steps, limit) : bucketsOver(steps, timeline.steps.at(-1)!, limit);
  const lines = new EnvelopeLines(heads.length, buckets.starts);
  for await (const chunk of chunks) {
    if (chunk.kind === 'values') lines.addValues(chunk);
    else lines.addEntries(chunk);
  }
  return {
    kind: 'slice',
    steps: firstSteps(steps, buckets),
    lines: lines.columns.map(({ values, min, max, count }, line) => ({ ...heads[line]!, values, min, max, count })),
    nextStep: null,
    nextSkip: 0,
    resolution: buckets.resolution,
    exact: true,
    pointsTotal: BigInt(timeline.length),
    pointsRead: BigInt(units.length),
  };
}

class EnvelopeLines {
  readonly columns: readonly EnvelopeLine[];
  /** [units] */
  private readonly bucketOf: Uint32Array;
  private unit = 0;

  /** starts: the first unit of each bucket, and their number. */
  constructor(lines: number, starts: Uint32Array) {
    const buckets = starts.length - 1;
    this.columns = Array.from({ length: lines }, () => new EnvelopeLine(buckets));
    this.bucketOf = new Uint32Array(starts[buckets]!);
    for (let b = 0; b < buckets; b++) this.bucketOf.fill(b, starts[b], starts[b + 1]);
  }

  addValues({ length, values }: ValueChunk): void {
    this.columns.forEach((column, line) => {
      for (let i = 0; i < length; i++) column.add(this.bucketOf[this.unit + i]!, values[line * length + i]!);
    });
    this.unit += length;
  }

  addEntries({ rows, elements, length }: EntryChunk): void {
    this.columns.forEach((column, line) => {
      const { numbers, finite, min, max, mean } = rows[elements === undefined ? line : 0]!;
      const first = elements === undefined ? 0 : elements[line]! * length;
      for (let i = 0; i < length; i++) {
        const at = first + i;
        const bucket = this.bucketOf[this.unit + i]!;
        column.gather(bucket, {
          numbers: numbers[at]!,
          finite: finite[at]!,
          min: min[at]!,
          max: max[at]!,
          mean: mean[at]!,
        });
      }
    });
    this.unit += length;
  }
}
