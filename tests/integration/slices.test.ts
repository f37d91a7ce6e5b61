import { type Metric, SeriesReader, type Slice, type SliceRequest, type Writer } from '@graticule/metrics';
import { bits, frame, type MetricLab, metricLab, scalars } from '../support/metric-lab.js';

let lab: MetricLab;
let loss: Metric;
beforeAll(async () => {
  lab = await metricLab();
  loss = await lab.metric('loss');
});
afterAll(() => lab.close());

async function read(run: Writer, request: SliceRequest): Promise<Slice> {
  const slice = await lab.reader.slice(run.runKey, loss, request);
  if (slice.kind !== 'slice') throw new Error(JSON.stringify(slice.problems));
  return slice;
}

/** Logs (step, value) pairs as the next batch of writer 7. */
function logger(run: Writer) {
  let sequence = 0n;
  return async (steps: readonly number[], values: readonly number[], time?: number) => {
    sequence += 1n;
    const outcome = await lab.ingest.acceptFrame(
      run,
      frame({ sequence, scalars: [scalars(loss, steps, values, time)] }),
    );
    expect(outcome.kind).toBe('accepted');
  };
}

const columns = ({ steps, lines }: Slice) => [...steps].map((step, i) => [Number(step), lines[0]!.values[i]]);

it('puts points that came late or out of order into the order of their steps', async () => {
  const run = await lab.newRun();
  const log = logger(run);
  await log([30, 10, 20], [3, 1, 2]);
  await read(run, {});
  await log([15, 5], [1.5, 0.5]);
  const slice = await read(run, { mode: 'RAW' });
  expect(columns(slice)).toEqual([[5, 0.5], [10, 1], [15, 1.5], [20, 2], [30, 3]]); // prettier-ignore
  expect([slice.exact, slice.nextStep, slice.pointsTotal, slice.pointsRead]).toEqual([true, null, 5n, 5n]);
});

it('keeps the last of several writes of a step, within a batch and across batches', async () => {
  const run = await lab.newRun();
  const log = logger(run);
  await log([1, 1, 2], [10, 11, 20]);
  await log([2, 3], [21, 30]);
  expect(columns(await read(run, { mode: 'RAW' }))).toEqual([[1, 11], [2, 21], [3, 30]]); // prettier-ignore
});

it('pages through raw points without thinning them', async () => {
  const run = await lab.newRun();
  await logger(run)([1, 2, 3, 5, 8], [1, 2, 3, 5, 8]);
  const first = await read(run, { mode: 'RAW', maxPoints: 2 });
  expect([columns(first), first.nextStep, first.resolution]).toEqual([[[1, 1], [2, 2]], 3n, 0]); // prettier-ignore
  const rest = await read(run, { mode: 'RAW', maxPoints: 3, steps: { from: first.nextStep! } });
  expect([columns(rest), rest.nextStep]).toEqual([[[3, 3], [5, 5], [8, 8]], null]); // prettier-ignore
  expect(columns(await read(run, { mode: 'RAW', steps: { from: 2n, to: 5n } }))).toHaveLength(3);
});

it('reads the last point of a range', async () => {
  const run = await lab.newRun();
  await logger(run)([1, 2, 3], [1, 2, Number.NaN]);
  expect(columns(await read(run, { mode: 'LAST' }))).toEqual([[3, Number.NaN]]);
  expect(columns(await read(run, { mode: 'LAST', steps: { to: 2n } }))).toEqual([[2, 2]]);
  expect(columns(await read(run, { mode: 'LAST', steps: { from: 9n } }))).toEqual([]);
});

it('reduces to buckets of equal width that show every extreme', async () => {
  const run = await lab.newRun();
  await logger(run)([0, 1, 2, 3, 4, 5, 6, 7], [1, 9, -5, 3, Number.NaN, 7, Number.NaN, Number.NaN]);
  const slice = await read(run, { maxPoints: 4 });
  const [line] = slice.lines;
  expect(slice.resolution).toBe(2);
  expect([...slice.steps]).toEqual([0n, 2n, 4n, 6n]);
  expect([...line!.values]).toEqual([5, -1, 7, Number.NaN]);
  expect([...line!.min!]).toEqual([1, -5, 7, Number.NaN]);
  expect([...line!.max!]).toEqual([9, 3, 7, Number.NaN]);
  expect([...line!.count!]).toEqual([2, 2, 1, 0]);
  expect([slice.pointsTotal, slice.pointsRead, slice.exact]).toEqual([8n, 8n, true]);
});

it('gives every point as it is when they fit', async () => {
  const run = await lab.newRun();
  const values = [-0, Number.NaN, Infinity, -Infinity, 5e-324];
  await logger(run)([1, 2, 3, 4, 5], values);
  const slice = await read(run, { maxPoints: 5 });
  expect(slice.resolution).toBe(0);
  expect(bits(slice.lines[0]!.values)).toEqual(bits(values));
});

it('buckets steps that a double cannot tell apart', async () => {
  const run = await lab.newRun();
  const base = 2n ** 62n;
  const steps = [base, base + 1n, base + 2n, base + 3n];
  await lab.ingest.acceptFrame(run, frame({ scalars: [scalars(loss, steps, [1, 2, 3, 4])] }));
  const slice = await read(run, { maxPoints: 2 });
  expect([[...slice.steps], [...slice.lines[0]!.values]]).toEqual([[base, base + 2n], [1.5, 3.5]]); // prettier-ignore
});

describe('attempts', () => {
  it('hide what earlier ones logged from their first step on, never what they log themselves', async () => {
    const run = await lab.newRun();
    await logger(run)([1, 2, 3, 4], [1, 2, 3, 4]);
    await lab.gate.open(run.runKey, 2, 2n, 3n);
    const second = { ...run, attempt: 2, epoch: 2n };
    const content = { writer: 8n, scalars: [scalars(loss, [1, 4, 5], [-1, -4, -5])] };
    await lab.ingest.acceptFrame(second, frame(content));
    expect(columns(await read(run, { mode: 'RAW' }))).toEqual([[1, -1], [2, 2], [4, -4], [5, -5]]); // prettier-ignore
  });

  it('hide nothing without a first step', async () => {
    const run = await lab.newRun();
    await logger(run)([1, 2], [1, 2]);
    await lab.gate.open(run.runKey, 2, 2n, null);
    const bytes = frame({ writer: 8n, scalars: [scalars(loss, [2], [-2])] });
    await lab.ingest.acceptFrame({ ...run, attempt: 2, epoch: 2n }, bytes);
    expect(columns(await read(run, { mode: 'RAW' }))).toEqual([[1, 1], [2, -2]]); // prettier-ignore
  });

  it('stay hidden behind every later cut, also on a replica that had read before', async () => {
    const run = await lab.newRun();
    await logger(run)([1, 2, 3], [1, 2, 3]);
    expect(columns(await read(run, { mode: 'RAW' }))).toHaveLength(3);
    await lab.gate.open(run.runKey, 2, 2n, 2n);
    await lab.gate.open(run.runKey, 3, 3n, 3n);
    expect(columns(await read(run, { mode: 'RAW' }))).toEqual([[1, 1]]);
  });
});

it('keeps superseded and hidden points as history, and one of identical ones', async () => {
  const run = await lab.newRun();
  const log = logger(run);
  await log([1, 2], [1, 2]);
  await log([2], [20], 5000);
  await log([2], [2], 1001);
  await lab.gate.open(run.runKey, 2, 2n, 2n);
  const slice = await read(run, { mode: 'RAW', history: true });
  expect(columns(slice)).toEqual([[1, 1], [2, 2], [2, 20]]); // prettier-ignore
  expect(columns(await read(run, { mode: 'RAW' }))).toEqual([[1, 1]]);
  const page = await read(run, { mode: 'RAW', history: true, maxPoints: 2 });
  expect([columns(page), page.nextStep, page.nextSkip]).toEqual([[[1, 1], [2, 2]], 2n, 1]); // prettier-ignore
  const rest = await read(run, { mode: 'RAW', history: true, maxPoints: 2, steps: { from: 2n }, skip: 1 });
  expect([columns(rest), rest.nextStep, rest.nextSkip]).toEqual([[[2, 20]], null, 0]); // prettier-ignore
});

it('answers a step that was written more often than a page is long in pages, none longer than was asked for', async () => {
  const run = await lab.newRun();
  const log = logger(run);
  for (let write = 0; write < 7; write++) await log([0], [write], 1000 + write);
  const seen: number[] = [];
  for (let from = 0n, skip = 0; ;) {
    const page = await read(run, { mode: 'RAW', history: true, maxPoints: 3, steps: { from }, skip });
    expect(page.steps.length).toBeLessThanOrEqual(3);
    seen.push(...page.lines[0]!.values);
    if (page.nextStep === null) break;
    [from, skip] = [page.nextStep, page.nextSkip];
  }
  expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6]);
});

it('refuses what cannot be answered, with a sentence', async () => {
  const run = await lab.newRun();
  const codes = async (request: SliceRequest) => {
    const slice = await lab.reader.slice(run.runKey, loss, request);
    return slice.kind === 'invalid' ? slice.problems.map(({ code }) => code) : [];
  };
  expect(await codes({ maxPoints: 0 })).toEqual(['MAX_POINTS']);
  expect(await codes({ maxPoints: 100_001 })).toEqual(['MAX_POINTS']);
  expect(await codes({ history: true })).toEqual(['HISTORY']);
  expect(await codes({ mode: 'RAW', skip: 1 })).toEqual(['SKIP']);
  expect(await codes({ mode: 'RAW', history: true, skip: -1 })).toEqual(['SKIP']);
  expect(await codes({ axis: { reduce: 'MEAN' } })).toEqual(['NO_AXIS']);
  expect(await codes({ maxPoints: 100_000 })).toEqual([]);
});

it('shows a batch to every reader from its acknowledgement on', async () => {
  const run = await lab.newRun();
  const log = logger(run);
  for (let step = 0; step < 20; step++) {
    const busy = [read(run, {}), read(run, {}), read(run, {})];
    await log([step], [step]);
    expect((await read(run, { mode: 'LAST' })).steps[0]).toBe(BigInt(step));
    await Promise.all(busy);
  }
});

it('reads a journal that comes in several portions, with and without memory of it', async () => {
  const run = await lab.newRun();
  const steps = Array.from({ length: 290_000 }, (_, i) => i);
  const batches = [1n, 2n, 3n, 4n].map((writer) =>
    frame({
      writer,
      scalars: [
        scalars(
          loss,
          steps,
          steps.map((step) => step + Number(writer)),
        ),
      ],
    }),
  );
  for (const bytes of batches) expect((await lab.ingest.acceptFrame(run, bytes)).kind).toBe('accepted');
  const forgetful = new SeriesReader(lab.store, lab.dictionary, lab.axes, { cacheBytes: 0 });
  for (const reader of [forgetful, forgetful, lab.reader]) {
    const { values } = await reader.scalars(run.runKey, loss.id);
    expect([values.length, values[0], values.at(-1)]).toEqual([290_000, 4, 290_003]);
  }
});
