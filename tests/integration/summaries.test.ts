import { frame, type MetricLab, metricLab, scalars, vector } from '../support/metric-lab.js';

let lab: MetricLab;
beforeAll(async () => {
  lab = await metricLab();
});
afterAll(() => lab.close());

it('counts, and finds first, last, extremes with their steps, and the mean of the finite values', async () => {
  const [run, loss] = [await lab.newRun(), await lab.metric('loss')];
  const values = [3, Number.NaN, 1, Infinity, 1, -2, 7];
  await lab.ingest.acceptFrame(run, frame({ scalars: [scalars(loss, [10, 20, 30, 40, 50, 60, 70], values)] }));
  expect((await lab.reader.summaries(run.runKey, [loss.id])).get(loss.id)).toEqual({
    count: 7n,
    nonFinite: 2n,
    firstNonFiniteStep: 20n,
    firstStep: 10n,
    lastStep: 70n,
    first: 3,
    last: 7,
    min: -2,
    minStep: 60n,
    max: Infinity,
    maxStep: 40n,
    mean: 2,
  });
});

it('takes back an extreme that was logged again', async () => {
  const [run, loss] = [await lab.newRun(), await lab.metric('loss')];
  await lab.ingest.acceptFrame(run, frame({ scalars: [scalars(loss, [1, 2, 3], [5, 100, 6])] }));
  await lab.reader.summaries(run.runKey, [loss.id]);
  await lab.ingest.acceptFrame(run, frame({ sequence: 2n, scalars: [scalars(loss, [2], [4])] }));
  expect((await lab.reader.summaries(run.runKey, [loss.id])).get(loss.id)).toMatchObject({
    count: 3n,
    max: 6,
    maxStep: 3n,
    min: 4,
    minStep: 2n,
    mean: 5,
  });
});

it('has no number where every value is NaN', async () => {
  const [run, loss] = [await lab.newRun(), await lab.metric('loss')];
  await lab.ingest.acceptFrame(run, frame({ scalars: [scalars(loss, [1, 2], [Number.NaN, Number.NaN])] }));
  const summary = (await lab.reader.summaries(run.runKey, [loss.id])).get(loss.id);
  expect(summary).toMatchObject({ nonFinite: 2n, min: null, minStep: null, max: null, mean: null, last: Number.NaN });
});

it('sums without losing what is small beside what is large', async () => {
  const [run, loss] = [await lab.newRun(), await lab.metric('loss')];
  await lab.ingest.acceptFrame(run, frame({ scalars: [scalars(loss, [1, 2, 3, 4], [1, 1e100, 1, -1e100])] }));
  expect((await lab.reader.summaries(run.runKey, [loss.id])).get(loss.id)?.mean).toBe(0.5);
});

it('counts the vectors of an axis series and leaves the numbers open', async () => {
  const run = await lab.newRun();
  const axis = await lab.axis('layer', 2);
  const norm = await lab.metric('norm', { axis: 'layer' });
  const vectors = [
    vector(norm, axis.id, 5, [1, 2]),
    vector(norm, axis.id, 9, [3, 4]),
    vector(norm, axis.id, 9, [5], [1]),
  ];
  await lab.ingest.acceptFrame(run, frame({ vectors }));
  expect((await lab.reader.summaries(run.runKey, [norm.id])).get(norm.id)).toMatchObject({
    count: 2n,
    firstStep: 5n,
    lastStep: 9n,
    first: null,
    mean: null,
  });
});

it('leaves out a metric that this run never logged', async () => {
  const [run, other] = [await lab.newRun(), await lab.metric('never')];
  expect(await lab.reader.summaries(run.runKey, [other.id])).toEqual(new Map());
});

it('lists the series of a run by name, with the axis version each is bound to', async () => {
  const run = await lab.newRun();
  const axis = await lab.axis('layer', 2);
  const [norm, loss, acc] = [
    await lab.metric('norm', { axis: 'layer' }),
    await lab.metric('loss'),
    await lab.metric('acc'),
  ];
  const content = {
    scalars: [scalars(loss, [1], [1]), scalars(acc, [1], [1])],
    vectors: [vector(norm, axis.id, 1, [1, 2])],
  };
  await lab.ingest.acceptFrame(run, frame(content));
  const heads = await lab.reader.list(run.runKey);
  expect(heads.map(({ metric, axisVersion }) => [metric.name, axisVersion])).toEqual([
    ['acc', null],
    ['loss', null],
    ['norm', axis.id],
  ]);
});

it('lists only what the new attempt logged where it began before everything else', async () => {
  const run = await lab.newRun();
  const axis = await lab.axis('layer', 2);
  const [norm, loss, acc] = [
    await lab.metric('norm', { axis: 'layer' }),
    await lab.metric('loss'),
    await lab.metric('acc'),
  ];
  const scalar = [scalars(loss, [0, 1], [1, 2]), scalars(acc, [0], [1])];
  await lab.ingest.acceptFrame(run, frame({ scalars: scalar, vectors: [vector(norm, axis.id, 1, [1, 2])] }));
  const names = async () => (await lab.reader.list(run.runKey)).map(({ metric }) => metric.name);
  expect(await names()).toEqual(['acc', 'loss', 'norm']);
  await lab.gate.open(run.runKey, 2, 2n, 0n);
  expect(await names()).toEqual([]);
  expect(await lab.reader.summaries(run.runKey, [loss.id, norm.id])).toEqual(new Map());
  const next = { ...run, attempt: 2, epoch: 2n };
  await lab.ingest.acceptFrame(next, frame({ writer: 2n, scalars: [scalars(loss, [0], [3])] }));
  expect(await names()).toEqual(['loss']);
});

it('counts the cells of an axis series that were logged as NaN or infinite', async () => {
  const run = await lab.newRun();
  const axis = await lab.axis('layer', 3);
  const norm = await lab.metric('norm', { axis: 'layer' });
  const vectors = [
    vector(norm, axis.id, 1, [1, 2], [0, 2]),
    vector(norm, axis.id, 5, [Number.NaN, Infinity, 1]),
    // Takes one of them back and adds none.
    vector(norm, axis.id, 5, [3], [1]),
    vector(norm, axis.id, 9, [-Infinity], [1]),
  ];
  await lab.ingest.acceptFrame(run, frame({ vectors }));
  const summary = (await lab.reader.summaries(run.runKey, [norm.id])).get(norm.id);
  expect(summary).toMatchObject({ count: 3n, nonFinite: 2n, firstNonFiniteStep: 5n, min: null, mean: null });
});
