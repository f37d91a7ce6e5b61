import type { NamedBatch } from '@graticule/contracts';
import { type MetricLab, metricLab } from '../support/metric-lab.js';

let lab: MetricLab;
beforeAll(async () => {
  lab = await metricLab();
});
afterAll(() => lab.close());

function scalarBatch(values: Record<string, number[]>, identity: Partial<NamedBatch> = {}): NamedBatch {
  const steps = Object.values(values)[0]!.map((_, i) => BigInt(i));
  const columns = new Map(Object.entries(values).map(([name, column]) => [name, Float64Array.from(column)]));
  return { groups: [{ steps: BigInt64Array.from(steps), values: columns }], vectors: [], ...identity };
}

it('declares a scalar on first sight and keeps its numbers as float64', async () => {
  const run = await lab.newRun();
  const outcome = await lab.ingest.acceptNamed(
    run,
    scalarBatch({ 'train/loss': [0.1, Number.NaN], 'train/lr': [1e-300, -0] }),
  );
  expect(outcome).toEqual({ kind: 'accepted', accepted: 4, nextSequence: 2n });
  const names = await lab.dictionary.byName(lab.project, ['train/loss', 'train/lr']);
  expect((await lab.reader.scalars(run.runKey, names.get('train/loss')!.id)).values).toEqual(
    Float64Array.of(0.1, Number.NaN),
  );
  expect((await lab.reader.scalars(run.runKey, names.get('train/lr')!.id)).values).toEqual(Float64Array.of(1e-300, -0));
});

it('takes the time of a point from the batch, else from the clock', async () => {
  const run = await lab.newRun();
  const metric = await lab.metric('timed');
  const batch = scalarBatch({ timed: [1] });
  await lab.ingest.acceptNamed(run, { ...batch, groups: [{ ...batch.groups[0]!, times: Float64Array.of(123) }] });
  expect((await lab.reader.scalars(run.runKey, metric.id)).times).toEqual(Float64Array.of(123));
});

it('stores a batch with writer and sequence once', async () => {
  const run = await lab.newRun();
  const batch = scalarBatch({ once: [1] }, { writer: 5n, sequence: 1n });
  expect(await lab.ingest.acceptNamed(run, batch)).toMatchObject({ kind: 'accepted' });
  expect(await lab.ingest.acceptNamed(run, batch)).toEqual({ kind: 'duplicate', nextSequence: 2n });
});

it('stores a batch with an idempotency key once, and one with neither each time', async () => {
  const run = await lab.newRun();
  const batch = scalarBatch({ repeated: [1] });
  const fromKey = { writer: 99n, sequence: 1n };
  expect(await lab.ingest.acceptNamed(run, batch, fromKey)).toMatchObject({ kind: 'accepted' });
  expect(await lab.ingest.acceptNamed(run, batch, fromKey)).toMatchObject({ kind: 'duplicate' });
  expect(await lab.ingest.acceptNamed(run, batch)).toMatchObject({ kind: 'accepted' });
  expect(await lab.ingest.acceptNamed(run, batch)).toMatchObject({ kind: 'accepted' });
});

it('refuses a writer without a sequence', async () => {
  const outcome = await lab.ingest.acceptNamed(await lab.newRun(), scalarBatch({ a: [1] }, { writer: 5n }));
  expect(outcome).toMatchObject({ kind: 'invalid', problems: [{ code: 'WRITER_WITHOUT_SEQUENCE' }] });
});

it('declares a vector over the axis of the version given', async () => {
  const run = await lab.newRun();
  const axis = await lab.axis('layer', ['in', 'out']);
  const vectors = [{ metric: 'norm', axis: axis.id, step: 3n, values: Float64Array.of(1, 2) }];
  expect(await lab.ingest.acceptNamed(run, { groups: [], vectors })).toMatchObject({ kind: 'accepted', accepted: 2 });
  const norm = (await lab.dictionary.byName(lab.project, ['norm'])).get('norm')!;
  expect(norm.axis).toBe('layer');
  expect((await lab.reader.vectorAt(run.runKey, norm.id, 'last'))?.values).toEqual(Float64Array.of(1, 2));
});

it('lists every wrong name and declares none of the batch', async () => {
  const run = await lab.newRun();
  const axis = await lab.axis('layer', ['in', 'out']);
  await lab.metric('per-layer', { axis: 'layer' });
  const batch: NamedBatch = {
    ...scalarBatch({ 'brand/new': [1], 'per-layer': [1], 'new\nline': [1], both: [1] }),
    vectors: [
      { metric: 'both', axis: axis.id, step: 1n, values: Float64Array.of(1, 2) },
      { metric: 'nowhere', axis: 2_000_000, step: 1n, values: Float64Array.of(1, 2) },
    ],
  };
  const outcome = await lab.ingest.acceptNamed(run, batch);
  expect(outcome.kind === 'invalid' && outcome.problems.map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
    '#/groups/0/values/per-layer NEEDS_VECTOR',
    '#/groups/0/values/new\nline METRIC_NAME',
    '#/groups/0/values/both WRONG_AXIS',
    '#/vectors/1 UNKNOWN_AXIS_VERSION',
  ]);
  expect((await lab.dictionary.byName(lab.project, ['brand/new', 'both'])).size).toBe(0);
  expect(await lab.reader.list(run.runKey)).toEqual([]);
});

describe('the dictionary', () => {
  it('hands out one id for a name, whoever declares it and how often', async () => {
    const specs = [{ name: 'shared', dtype: 'f32' as const }];
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => lab.dictionary.declare(lab.project, specs)));
    const ids = outcomes.map((outcome) => (outcome.kind === 'declared' ? outcome.metrics[0]!.id : undefined));
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toBeGreaterThan(0);
  });

  it('refuses another axis for a declared name, naming both, and declares nothing else of the request', async () => {
    await lab.metric('fixed');
    const outcome = await lab.dictionary.declare(lab.project, [
      { name: 'innocent', dtype: 'f32' },
      { name: 'fixed', dtype: 'f32', axis: 'layer' },
    ]);
    expect(outcome).toMatchObject({
      kind: 'invalid',
      problems: [{ pointer: '#/metrics/1', code: 'REDECLARED', detail: expect.stringMatching(/scalar.*layer/) }],
    });
    expect((await lab.dictionary.byName(lab.project, ['innocent'])).size).toBe(0);
  });

  it('keeps the dtype that a name was declared with first, and takes values of any', async () => {
    const { id } = await lab.metric('loose', { dtype: 'f16' });
    const again = await lab.dictionary.declare(lab.project, [{ name: 'loose', dtype: 'f64' }]);
    expect(again).toMatchObject({ kind: 'declared', metrics: [{ id, dtype: 'f16' }] });
  });

  it('finds metrics by id and keeps projects apart', async () => {
    const mine = await lab.metric('apart');
    const declared = await lab.dictionary.declare(lab.otherProject, [{ name: 'apart', dtype: 'f32', unit: 'nats' }]);
    const theirs = declared.kind === 'declared' ? declared.metrics[0]! : mine;
    expect(theirs.id).not.toBe(mine.id);
    const found = await lab.dictionary.byId([mine.id, theirs.id, 2_000_000]);
    expect([...found.values()].map(({ unit }) => unit)).toEqual([null, 'nats']);
  });
});
