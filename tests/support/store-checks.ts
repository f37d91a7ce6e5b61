import type { Metric, SeriesReader, Slice, SliceRequest, Writer } from '@graticule/metrics';
import type { SeededRandom } from './store-random.js';
import { type ReferenceCut, type ReferencePoints, type ReferenceSeries, within } from './store-reference.js';

/** A series of the store beside its reference. `where` goes in front of every complaint: it names the seed. */
export interface Compared {
  readonly reader: SeriesReader;
  readonly run: Writer;
  readonly metric: Metric;
  readonly reference: ReferenceSeries;
  readonly cuts: readonly ReferenceCut[];
  readonly where: string;
}

const FIRST = -(2n ** 63n);
const LAST = 2n ** 63n - 1n;

/** Pages of a large series are read to their end only when there are few. */
const PAGES = 40;

export async function checkSeries(compared: Compared, random: SeededRandom, exactness: 'exact' | 'may be inexact') {
  const points = compared.reference.canonical(compared.cuts);
  await checkScalars(compared, points);
  await checkSummary(compared, points);
  await checkLast(compared, points, someRange(points, random));
  await checkPages(compared, points, { ...someRange(points, random), limit: pageOf(points.steps.length, random) });
  for (let i = 0; i < 3; i++) {
    const limit = random.oneIn(8) ? 1 : random.between(1, random.oneIn(2) ? 40 : 2000);
    await checkEnvelope(compared, points, { ...someRange(points, random), limit, exactness });
  }
}

interface Range {
  readonly from: bigint;
  readonly to: bigint;
}

function someRange({ steps }: ReferencePoints, random: SeededRandom): Range {
  if (steps.length === 0 || random.oneIn(3)) return { from: FIRST, to: LAST };
  const ends = [random.below(steps.length), random.below(steps.length)].toSorted((a, b) => a - b);
  const off = BigInt(random.between(-1, 1));
  return { from: clamp(steps[ends[0]!]! + off), to: clamp(steps[ends[1]!]! - off) };
}

export const clamp = (step: bigint) => (step < FIRST ? FIRST : step > LAST ? LAST : step);
export const pageOf = (n: number, random: SeededRandom, pages = PAGES) =>
  Math.min(100_000, Math.max(1, Math.ceil(n / random.between(1, pages))));

export async function checkScalars(compared: Compared, points: ReferencePoints) {
  const answer = await compared.reader.scalars(compared.run.runKey, compared.metric.id);
  sameColumns(`${compared.where}: scalars`, answer, points);
}

/** Columns bit for bit; of NaN only that it is one. */
function sameColumns(where: string, actual: ReferencePoints, expected: ReferencePoints): void {
  const n = expected.steps.length;
  const lengths = [actual.steps.length, actual.times.length, actual.values.length];
  if (lengths.some((length) => length !== n))
    throw new Error(`${where}: ${lengths.join()} points instead of ${n}${firstStray(actual, expected)}`);
  for (let i = 0; i < n; i++) {
    if (
      actual.steps[i] === expected.steps[i] &&
      actual.times[i] === expected.times[i] &&
      Object.is(actual.values[i], expected.values[i])
    )
      continue;
    throw new Error(`${where}: point ${i} of ${n} is ${tell(actual, i)} instead of ${tell(expected, i)}`);
  }
}

const tell = ({ steps, times, values }: ReferencePoints, i: number) =>
  `(step ${steps[i]}, time ${times[i]}, value ${Object.is(values[i], -0) ? '-0' : values[i]})`;

function firstStray(actual: ReferencePoints, expected: ReferencePoints): string {
  const n = Math.min(actual.steps.length, expected.steps.length);
  for (let i = 0; i < n; i++) {
    if (actual.steps[i] !== expected.steps[i])
      return `; point ${i} is ${tell(actual, i)} instead of ${tell(expected, i)}`;
  }
  return '';
}

export function demand(holds: boolean, complaint: () => string): asserts holds {
  if (!holds) throw new Error(complaint());
}

function summaryOf({ steps, values }: ReferencePoints) {
  const finite = [...values].filter(Number.isFinite);
  const wild = values.findIndex((value) => !Number.isFinite(value));
  let [least, most] = [-1, -1];
  values.forEach((value, i) => {
    if (Number.isNaN(value)) return;
    if (least < 0 || value < values[least]!) least = i;
    if (most < 0 || value > values[most]!) most = i;
  });
  return {
    mean: finite.length === 0 ? null : meanOf(finite),
    scale: finite.reduce((scale, value) => Math.max(scale, Math.abs(value)), 0),
    exact: {
      count: BigInt(steps.length),
      nonFinite: BigInt(steps.length - finite.length),
      firstNonFiniteStep: steps[wild] ?? null,
      firstStep: steps[0] ?? null,
      lastStep: steps.at(-1) ?? null,
      first: values[0] ?? null,
      last: values.at(-1) ?? null,
      // As numbers: of −0 and 0 either may stand for the extreme.
      min: least < 0 ? null : values[least]! + 0,
      minStep: steps[least] ?? null,
      max: most < 0 ? null : values[most]! + 0,
      maxStep: steps[most] ?? null,
    },
  };
}

/** Kahan's sum: as good as exact for what is compared with 1e-12. */
function meanOf(values: readonly number[]): number {
  let [sum, lost] = [0, 0];
  for (const value of values) {
    const next = value / values.length - lost;
    const total = sum + next;
    lost = total - sum - next;
    sum = total;
  }
  return sum;
}

/** Below it a double has too few bits for twelve digits. */
const DENORMAL = 1e-310;

/** 1e-12 of the largest number that entered; the mean of numbers whose sum overflows may overflow with it. */
function sameMean(actual: number, mean: number, scale: number): boolean {
  return scale > 1e300 || Math.abs(actual - mean) <= Math.max(scale * 1e-12, DENORMAL);
}

async function checkSummary({ reader, run, metric, where }: Compared, points: ReferencePoints) {
  const summary = (await reader.summaries(run.runKey, [metric.id])).get(metric.id);
  const { exact, mean, scale } = summaryOf(points);
  demand(
    (summary === undefined) === (points.steps.length === 0),
    () => `${where}: summary ${summary === undefined ? 'missing' : 'of nothing'}`,
  );
  if (summary === undefined) return;
  const { mean: actual, min, max, ...rest } = summary;
  const told = { ...rest, min: min === null ? null : min + 0, max: max === null ? null : max + 0 };
  expect({ where, ...told }).toEqual({ where, ...exact });
  const agrees = actual === null || mean === null ? actual === mean : sameMean(actual, mean, scale);
  demand(agrees, () => `${where}: mean ${actual} instead of ${mean}, scale ${scale}`);
}

/** What store.series says of a run of which everything is folded: the run table sorts and filters by it. */
export function checkSeriesRow(
  where: string,
  row: Readonly<Record<string, unknown>> | undefined,
  points: ReferencePoints,
) {
  const { exact, mean, scale } = summaryOf(points);
  if (points.steps.length === 0 && (row === undefined || row['n'] === 0n)) return;
  demand(row !== undefined, () => `${where}: no row in store.series`);
  const number = (name: string) => (row[name] === null ? null : Number(row[name]) + 0);
  expect({
    where,
    n: row['n'],
    nonFinite: row['non_finite'],
    firstNonFinite: row['first_non_finite_step'],
    firstStep: row['first_step'],
    lastStep: row['last_step'],
    first: row['first'],
    last: row['last'],
    min: number('min'),
    minStep: row['argmin'],
    max: number('max'),
    maxStep: row['argmax'],
  }).toEqual({
    where,
    n: exact.count,
    nonFinite: exact.nonFinite,
    firstNonFinite: exact.firstNonFiniteStep,
    firstStep: exact.firstStep,
    lastStep: exact.lastStep,
    first: exact.first,
    last: exact.last,
    min: exact.min,
    minStep: exact.minStep,
    max: exact.max,
    maxStep: exact.maxStep,
  });
  const actual = row['mean'] as number | null;
  const agrees = actual === null || mean === null ? actual === mean : sameMean(actual, mean, scale);
  demand(agrees, () => `${where}: mean ${actual} in store.series instead of ${mean}, scale ${scale}`);
}

export async function read({ reader, run, metric, where }: Compared, request: SliceRequest): Promise<Slice> {
  const slice = await reader.slice(run.runKey, metric, request);
  if (slice.kind !== 'slice') throw new Error(`${where}: ${JSON.stringify(slice.problems)}`);
  return slice;
}

export const columnsOf = (slice: Slice): ReferencePoints => ({
  steps: slice.steps,
  times: slice.lines[0]?.times ?? new Float64Array(0),
  values: slice.lines[0]?.values ?? new Float64Array(0),
});

const part = ({ steps, times, values }: ReferencePoints, begin: number, end: number): ReferencePoints => ({
  steps: steps.subarray(begin, end),
  times: times.subarray(begin, end),
  values: values.subarray(begin, end),
});

async function checkLast(compared: Compared, points: ReferencePoints, { from, to }: Range) {
  const [begin, end] = within(points, from, to);
  const slice = await read(compared, { mode: 'LAST', steps: { from, to } });
  const where = `${compared.where}: LAST ${from}…${to}`;
  sameColumns(where, columnsOf(slice), part(points, Math.max(begin, end - 1), end));
  checkHead(where, slice, end - begin, 'exact');
}

function checkHead(where: string, slice: Slice, total: number, exactness: 'exact' | 'may be inexact') {
  demand(slice.exact || exactness === 'may be inexact', () => `${where}: not exact`);
  if (slice.exact)
    demand(slice.pointsTotal === BigInt(total), () => `${where}: pointsTotal ${slice.pointsTotal} instead of ${total}`);
}

async function checkPages(
  compared: Compared,
  points: ReferencePoints,
  { from, to, limit }: Range & { readonly limit: number },
) {
  const [begin, end] = within(points, from, to);
  let at = begin;
  let next: bigint = from;
  for (let page = 0; page < PAGES + 1; page++) {
    const slice = await read(compared, { mode: 'RAW', maxPoints: limit, steps: { from: next, to } });
    const where = `${compared.where}: RAW page ${page} of ${limit} in ${next}…${to}`;
    const stop = Math.min(end, at + limit);
    sameColumns(where, columnsOf(slice), part(points, at, stop));
    checkHead(where, slice, end - at, 'exact');
    const follows = stop < end ? points.steps[stop]! : null;
    demand(slice.nextSkip === 0, () => `${where}: goes on within a step`);
    demand(slice.nextStep === follows, () => `${where}: goes on at ${slice.nextStep} instead of ${follows}`);
    if (slice.nextStep === null) return;
    [at, next] = [stop, slice.nextStep];
  }
}

type EnvelopeRange = Range & { readonly limit: number; readonly exactness: 'exact' | 'may be inexact' };

/** Bucket b holds the points from steps[b] to before steps[b + 1]. */
async function checkEnvelope(
  compared: Compared,
  points: ReferencePoints,
  { from, to, limit, exactness }: EnvelopeRange,
) {
  const [begin, end] = within(points, from, to);
  const slice = await read(compared, { maxPoints: limit, steps: { from, to } });
  const where = `${compared.where}: ENVELOPE of ${limit} in ${from}…${to}`;
  checkHead(where, slice, end - begin, exactness);
  demand(slice.steps.length <= limit, () => `${where}: ${slice.steps.length} buckets`);
  if (!slice.exact) return;
  demand(
    end - begin > limit || slice.resolution === 0,
    () => `${where}: ${end - begin} points in buckets of ${slice.resolution}`,
  );
  let at = begin;
  slice.steps.forEach((step, b) => {
    demand(
      points.steps[at] === step && at < end,
      () => `${where}: bucket ${b} begins at ${step} instead of ${points.steps[at]}`,
    );
    const after = slice.steps[b + 1];
    const stop = after === undefined ? end : within(points, step, after > to ? to : after - 1n)[1];
    demand(
      slice.resolution !== 0 || stop === at + 1,
      () => `${where}: bucket ${b} of resolution 0 has ${stop - at} points`,
    );
    checkBucket(`${where}: bucket ${b} at ${step}`, slice, { b, values: points.values.subarray(at, stop) });
    at = stop;
  });
  demand(at === end, () => `${where}: ${end - at} points are in no bucket`);
}

function checkBucket(
  where: string,
  slice: Slice,
  { b, values }: { readonly b: number; readonly values: Float64Array },
) {
  const line = slice.lines[0]!;
  const told = { count: line.count![b]!, min: line.min![b]!, max: line.max![b]!, mean: line.values[b]! };
  let [count, finite, scale, min, max] = [0, 0, 0, Infinity, -Infinity];
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    count++;
    min = Math.min(min, value);
    max = Math.max(max, value);
    if (Number.isFinite(value)) [finite, scale] = [finite + 1, Math.max(scale, Math.abs(value))];
  }
  if (count === 0) [min, max] = [Number.NaN, Number.NaN];
  const extremes = Object.is(told.min + 0, min + 0) && Object.is(told.max + 0, max + 0);
  demand(
    told.count === count && extremes,
    () => `${where}: ${JSON.stringify(told, wild)} instead of ${JSON.stringify({ count, min, max }, wild)}`,
  );
  if (values.length === 1)
    return demand(
      Object.is(told.mean, values[0]),
      () => `${where}: ${told.mean} instead of the one point ${values[0]}`,
    );
  if (count > finite || count === 0) {
    const infinite = count === 0 || (min === -Infinity && max === Infinity) ? Number.NaN : max === Infinity ? max : min;
    return demand(
      Object.is(told.mean, infinite) || scale > 1e300,
      () => `${where}: mean ${told.mean} instead of ${infinite}`,
    );
  }
  const mean = meanOf([...values].filter((value) => !Number.isNaN(value)));
  demand(sameMean(told.mean, mean, scale), () => `${where}: mean ${told.mean} instead of ${mean}, scale ${scale}`);
}

const wild = (_: string, value: unknown) =>
  typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
