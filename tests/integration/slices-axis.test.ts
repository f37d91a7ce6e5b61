import type { AxisVersion, AxisWhere, Metric, Slice, SliceRequest, TopK, Writer } from '@graticule/metrics';
import { frame, type MetricLab, metricLab, vector } from '../support/metric-lab.js';

let lab: MetricLab;
let axis: AxisVersion;
let loss: Metric;
let count: Metric;
let run: Writer;

const NAN = Number.NaN;

beforeAll(async () => {
  lab = await metricLab();
  axis = await lab.axis('token', ['the', 'cat', 'sat', 'zebra', 'quokka'], {
    corpus: [100, 40, 30, 2, null],
    kind: ['word', 'noun', 'verb', 'noun', null],
    decile: [10, 9, 9, 1, 1],
  });
  [loss, count] = [
    await lab.metric('token/loss', { axis: 'token' }),
    await lab.metric('token/count', { axis: 'token' }),
  ];
  run = await lab.newRun();
  const vectors = [
    vector(loss, axis.id, 0, [1, 2, 3, 4, 5]),
    vector(loss, axis.id, 10, [1, 1, 3, 8, NAN]),
    vector(loss, axis.id, 20, [0, 9, 9, 9, 9]),
    // The next write of step 20 replaces all of it; the one after touches two elements.
    vector(loss, axis.id, 20, [0.5, 1, 2, 9, 6]),
    vector(loss, axis.id, 20, [10, -4], [1, 4]),
    vector(count, axis.id, 0, [10, 5, 1, 1, 0]),
    vector(count, axis.id, 20, [2, 2, 2, 4], [0, 1, 2, 3]),
  ];
  const outcome = await lab.ingest.acceptFrame(run, frame({ vectors }));
  expect(outcome).toMatchObject({ kind: 'accepted' });
});
afterAll(() => lab.close());

async function read(request: SliceRequest, metric = loss): Promise<Slice> {
  const slice = await lab.reader.slice(run.runKey, metric, request);
  if (slice.kind !== 'slice') throw new Error(JSON.stringify(slice.problems));
  return slice;
}

const keysWhere = async (where: AxisWhere) =>
  (await read({ mode: 'LAST', axis: { select: { where } } })).lines.map((line) => line.element?.key);

const keysOfTop = async (topK: Partial<TopK>) => {
  const select = { topK: { k: 2, by: 'LARGEST', atStep: 20n, ...topK } } as const;
  return table(await read({ mode: 'LAST', axis: { select } })).map(([key]) => key);
};

const vectorAt = async (at: 'first' | 'last' | bigint) => [
  ...((await lab.reader.vectorAt(run.runKey, loss.id, at))?.values ?? []),
];

const refusal = async (request: SliceRequest) => {
  const slice = await lab.reader.slice(run.runKey, loss, request);
  return slice.kind === 'invalid' ? slice.problems.map((problem) => problem.detail).join() : 'a slice';
};

const table = ({ lines }: Slice) =>
  lines.map(({ element, group, quantile, values }) => [element?.key ?? group ?? quantile ?? null, ...values]);

it('reads the lines of chosen elements, by index, key, range or attribute', async () => {
  expect(table(await read({ mode: 'RAW', axis: { select: { indices: [4, 1] } } }))).toEqual([
    ['quokka', 5, NAN, -4],
    ['cat', 2, 1, 10],
  ]);
  expect(table(await read({ mode: 'RAW', axis: { select: { keys: ['zebra'] } } }))).toEqual([['zebra', 4, 8, 9]]);
  expect(table(await read({ mode: 'LAST', axis: { select: { range: { from: 0, to: 2 } } } }))).toEqual([
    ['the', 0.5],
    ['cat', 10],
  ]);
  const rare = { where: { attribute: 'corpus', lt: 40 } };
  expect(table(await read({ mode: 'LAST', axis: { select: rare } }))).toEqual([['sat', 2], ['zebra', 9]]); // prettier-ignore
});

it('chooses by every comparison of an attribute; null satisfies none but ne', async () => {
  expect(await keysWhere({ attribute: 'corpus', eq: 40 })).toEqual(['cat']);
  expect(await keysWhere({ attribute: 'corpus', ne: 40 })).toEqual(['the', 'sat', 'zebra', 'quokka']);
  expect(await keysWhere({ attribute: 'corpus', gte: 30, lte: 40 })).toEqual(['cat', 'sat']);
  expect(await keysWhere({ attribute: 'corpus', gt: 40 })).toEqual(['the']);
  expect(await keysWhere({ attribute: 'kind', in: ['noun', 'verb'] })).toEqual(['cat', 'sat', 'zebra']);
  expect(await keysWhere({ attribute: 'kind', ne: 'noun' })).toEqual(['the', 'sat', 'quokka']);
});

it('ranks the elements at a step, and by how much they changed', async () => {
  expect(await keysOfTop({})).toEqual(['cat', 'zebra']);
  expect(await keysOfTop({ by: 'SMALLEST' })).toEqual(['quokka', 'the']);
  expect(await keysOfTop({ by: 'LARGEST_CHANGE', sinceStep: 0n })).toEqual(['quokka', 'cat']);
  expect(await keysOfTop({ atStep: 10n, k: 9 })).toEqual(['zebra', 'sat', 'the', 'cat']);
});

it('tells a logged NaN from an element that was not logged', async () => {
  const slice = await read({ mode: 'RAW', axis: { select: { keys: ['quokka'] } } }, count);
  expect([[...slice.lines[0]!.values], [...slice.lines[0]!.count!]]).toEqual([[0, NAN], [1, 0]]); // prettier-ignore
  const logged = await read({ mode: 'RAW', axis: { select: { keys: ['quokka'] } } });
  expect([...logged.lines[0]!.count!]).toEqual([1, 1, 1]);
});

it('reduces over all elements or those selected, leaving NaN out', async () => {
  const last = async (reduce: 'SUM' | 'MEAN' | 'MIN' | 'MAX' | 'STD' | 'COUNT') =>
    (await read({ mode: 'RAW', steps: { from: 10n, to: 10n }, axis: { reduce } })).lines[0]!.values[0];
  expect(await last('SUM')).toBe(13);
  expect(await last('MEAN')).toBe(3.25);
  expect([await last('MIN'), await last('MAX'), await last('COUNT')]).toEqual([1, 8, 4]);
  // Σ(x − 3.25)² = 32.75 over n − 1 = 3.
  expect(await last('STD')).toBeCloseTo(Math.sqrt(32.75 / 3), 12);
  const some = { reduce: 'SUM', select: { keys: ['the', 'zebra'] } } as const;
  expect(table(await read({ mode: 'RAW', axis: some }))).toEqual([[null, 5, 9, 9.5]]);
});

it('makes one line per value of an attribute: numbers by size, texts as they appear, no value in none', async () => {
  expect(table(await read({ mode: 'RAW', axis: { groupBy: 'decile', reduce: 'MEAN' } }))).toEqual([
    ['1', 4.5, 8, 2.5],
    ['9', 2.5, 2, 6],
    ['10', 1, 1, 0.5],
  ]);
  const kinds = table(await read({ mode: 'LAST', axis: { groupBy: 'kind', reduce: 'MAX' } }));
  expect(kinds).toEqual([['word', 0.5], ['noun', 10], ['verb', 2]]); // prettier-ignore
});

it('makes one line per group and quantile', async () => {
  const slice = await read({ mode: 'LAST', axis: { groupBy: 'decile', reduce: 'QUANTILES', quantiles: [0, 0.5] } });
  expect(slice.lines.map(({ group, quantile, values }) => [group, quantile, values[0]])).toEqual([
    ['1', 0, -4],
    ['1', 0.5, 2.5],
    ['9', 0, 2],
    ['9', 0.5, 6],
    ['10', 0, 0.5],
    ['10', 0.5, 0.5],
  ]);
});

it('weighs by an attribute: Σ w·x / Σ w over the elements that have both', async () => {
  const slice = await read({ mode: 'RAW', axis: { reduce: 'MEAN', weights: 'corpus' } });
  expect(slice.lines[0]!.values[0]).toBeCloseTo((100 * 1 + 40 * 2 + 30 * 3 + 2 * 4) / 172, 12);
  expect(slice.lines[0]!.values[1]).toBeCloseTo((100 * 1 + 40 * 1 + 30 * 3 + 2 * 8) / 172, 12);
  expect(slice.lines[0]!.values[2]).toBeCloseTo((100 * 0.5 + 40 * 10 + 30 * 2 + 2 * 9) / 172, 12);
});

it('weighs by a metric on the same axis at the same step, and has no mean where that was not logged', async () => {
  const slice = await read({ mode: 'RAW', axis: { groupBy: 'decile', reduce: 'MEAN', weights: 'token/count' } });
  expect(table(slice)).toEqual([
    ['1', 4, NAN, 9],
    ['9', (5 * 2 + 1 * 3) / 6, NAN, (2 * 10 + 2 * 2) / 4],
    ['10', 1, NAN, 0.5],
  ]);
});

it('buckets the steps of every line', async () => {
  const slice = await read({ maxPoints: 2, axis: { select: { keys: ['cat', 'quokka'] } } });
  expect([...slice.steps]).toEqual([0n, 20n]);
  const [cat, quokka] = slice.lines;
  expect([cat!.values, cat!.min, cat!.max, cat!.count].map((column) => [...column!])).toEqual([
    [1.5, 10],
    [1, 10],
    [2, 10],
    [2, 1],
  ]);
  expect([[...quokka!.values], [...quokka!.count!]]).toEqual([[5, -4], [1, 1]]); // prettier-ignore
  expect(slice.pointsTotal).toBe(3n);
});

it('keeps every vector that was sent as history', async () => {
  const slice = await read({ mode: 'RAW', history: true, steps: { from: 20n }, axis: { select: { keys: ['cat'] } } });
  expect([[...slice.lines[0]!.values], [...slice.lines[0]!.count!]]).toEqual([[9, 1, 10], [1, 1, 1]]); // prettier-ignore
});

it('reads the whole vector at the first, the last or a given step', async () => {
  expect(await vectorAt('first')).toEqual([1, 2, 3, 4, 5]);
  expect(await vectorAt('last')).toEqual([0.5, 10, 2, 9, -4]);
  expect(await vectorAt(10n)).toEqual([1, 1, 3, 8, NAN]);
  expect(await vectorAt(11n)).toEqual([]);
});

it('answers with no lines where nothing was logged', async () => {
  const other = await lab.newRun();
  const slice = await lab.reader.slice(other.runKey, loss, { axis: { reduce: 'MEAN' } });
  expect(slice).toMatchObject({ kind: 'slice', lines: [], pointsTotal: 0n });
});

it('refuses a reading that makes no sense, with a sentence', async () => {
  expect(await refusal({})).toMatch(/has the axis “token”/);
  expect(await refusal({ axis: {} })).toMatch(/select elements, or reduce/);
  expect(await refusal({ axis: { select: { indices: [0] }, groupBy: 'kind' } })).toMatch(/groups need a reduction/);
  expect(await refusal({ axis: { reduce: 'MAX', weights: 'corpus' } })).toMatch(/SUM, MEAN and STD/);
  expect(await refusal({ axis: { reduce: 'MEAN', weights: 'nothing' } })).toMatch(/“nothing” is neither/);
  expect(await refusal({ axis: { reduce: 'MEAN', weights: 'kind' } })).toMatch(/“kind” is neither/);
  expect(await refusal({ axis: { reduce: 'QUANTILES' } })).toMatch(/needs a list of quantiles/);
  expect(await refusal({ axis: { reduce: 'QUANTILES', quantiles: [1.5] } })).toMatch(/between 0 and 1/);
  expect(await refusal({ axis: { reduce: 'MEAN', groupBy: 'missing' } })).toMatch(/it has “corpus”, “decile”, “kind”/);
  expect(await refusal({ axis: { select: { indices: [5] } } })).toMatch(/0 to 4/);
  expect(await refusal({ axis: { select: { keys: ['dog'] } } })).toMatch(/“dog”/);
  expect(await refusal({ axis: { select: { range: { from: 3, to: 3 } } } })).toMatch(/0 ≤ from < to ≤ 5/);
  expect(await refusal({ axis: { select: { where: { attribute: 'kind', lt: 3 } } } })).toMatch(/no order/);
  expect(await refusal({ axis: { select: { where: { attribute: 'corpus', eq: 'x' } } } })).toMatch(/with a number/);
  expect(await refusal({ axis: { select: { where: { attribute: 'corpus' } } } })).toMatch(/at least one comparison/);
  expect(await refusal({ axis: { select: { topK: { k: 2, by: 'LARGEST', atStep: 11n } } } })).toMatch(
    /no vector at step 11/,
  );
  expect(await refusal({ axis: { select: { topK: { k: 2, by: 'LARGEST_CHANGE', atStep: 10n } } } })).toMatch(
    /needs it/,
  );
});

it('refuses more lines or values than a slice may have', async () => {
  const wide = await lab.axis('wide', 20_000);
  const metric = await lab.metric('wide/x', { axis: 'wide' });
  const other = await lab.newRun();
  const vectors = Array.from({ length: 30 }, (_, step) => vector(metric, wide.id, step, [step], [0]));
  await lab.ingest.acceptFrame(
    other,
    frame({
      vectors: [
        ...vectors,
        vector(
          metric,
          wide.id,
          99,
          Array.from({ length: 20_000 }, () => 1),
        ),
      ],
    }),
  );
  const code = async (to: number) => {
    const slice = await lab.reader.slice(other.runKey, metric, { axis: { select: { range: { from: 0, to } } } });
    return slice.kind === 'invalid' ? slice.problems[0]?.code : slice.lines.length;
  };
  expect(await code(10_000)).toBe(10_000);
  expect(await code(10_001)).toBe('TOO_MANY_LINES');
});
