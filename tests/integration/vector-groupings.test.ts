import { encodeFrame } from '@graticule/contracts';
import { decodeGroupRow } from '../../libs/metrics/src/tiles/group-tile.js';
import { type MetricLab, metricLab, vector } from '../support/metric-lab.js';
import { foldAll, newFolder } from '../support/store-folding.js';
import { tilesIn } from '../support/vector-tiles.js';

let lab: MetricLab;
beforeAll(async () => {
  lab = await metricLab();
});
afterAll(() => lab.close());

const ELEMENTS = { elements: 6, attributes: { part: ['a', 'a', 'b', 'b', 'b', null], half: [0, 0, 0, 1, 1, 1] } };

async function axisWith(name: string, groupings: string[]) {
  const stored = await lab.axes.put(lab.project, name, { ...ELEMENTS, groupings });
  if (stored.kind !== 'stored') throw new Error(JSON.stringify(stored));
  return stored.version;
}

/** 300 vectors at steps 0 … 299: cell e of step s is s + e. A column of this axis has 256. */
async function loggedRun(name: string, groupings: string[]) {
  const axis = await axisWith(name, groupings);
  const metric = await lab.metric(name, { axis: name });
  const run = await lab.newRun();
  const vectors = Array.from({ length: 300 }, (_, step) => {
    return vector(
      metric,
      axis.id,
      step,
      [0, 1, 2, 3, 4, 5].map((e) => step + e),
    );
  });
  const frame = encodeFrame({ writer: 1n, sequence: 1n, scalars: [], vectors });
  expect(await lab.ingest.acceptFrame(run, frame)).toMatchObject({ kind: 'accepted' });
  return { run, metric, series: [lab.pool, run.runKey, metric.id] as const };
}

/** Sums of both groups at the steps of the rows of a grouping. */
async function sumsIn(series: Parameters<typeof tilesIn>[0], grouping: number) {
  const rows = (await tilesIn(series, 0, -2 - grouping)).map(({ body, n }) => decodeGroupRow(body, n));
  return rows.flatMap(({ values, trailer, groups, stats }) => {
    const n = trailer.steps.length;
    const sum = (g: number, place: number) => values[(stats.indexOf('SUM') * groups + g) * n + place];
    return Array.from(trailer.steps, (step, place) => [Number(step), sum(0, place), sum(1, place)]);
  });
}

const partSums = (steps: number) => Array.from({ length: steps }, (_, s) => [s, 2 * s + 1, 3 * s + 9]);

it('computes the groups of whole columns when it seals them, and of the rest at the end of the run', async () => {
  const { run, series } = await loggedRun('at once', ['part']);
  const folder = newFolder(lab.pool);
  await foldAll(folder, run.runKey);
  expect(await sumsIn(series, 0)).toEqual(partSums(256));
  await lab.gate.close(run.runKey, run.epoch);
  await foldAll(folder, run.runKey);
  expect(await sumsIn(series, 0)).toEqual(partSums(300));
});

it('goes back to a run that has ended when a grouping is declared after it', async () => {
  const { run, series } = await loggedRun('after the end', []);
  const folder = newFolder(lab.pool);
  await lab.gate.close(run.runKey, run.epoch);
  await foldAll(folder, run.runKey);
  expect(await folder.fold(run.runKey)).toEqual({ kind: 'nothing' });
  await axisWith('after the end', ['half', 'part']);
  await foldAll(folder, run.runKey);
  expect(await sumsIn(series, 1)).toEqual(partSums(300));
  expect(await tilesIn(series, 0, -2)).toHaveLength(2);
  expect(await folder.fold(run.runKey)).toEqual({ kind: 'nothing' });
});

it('fills a grouping in that was declared while the run goes on when the next column is sealed', async () => {
  const { run, metric, series } = await loggedRun('while it runs', []);
  const folder = newFolder(lab.pool);
  await foldAll(folder, run.runKey);
  const axis = await axisWith('while it runs', ['part']);
  const vectors = Array.from({ length: 212 }, (_, i) => {
    return vector(
      metric,
      axis.id,
      300 + i,
      [0, 1, 2, 3, 4, 5].map((e) => 300 + i + e),
    );
  });
  await lab.ingest.acceptFrame(run, encodeFrame({ writer: 1n, sequence: 2n, scalars: [], vectors }));
  await foldAll(folder, run.runKey);
  expect(await sumsIn(series, 0)).toEqual(partSums(512));
});

it('keeps no rows of a grouping with more than 1024 groups', async () => {
  const name = 'each its own';
  const attributes = { index: Array.from({ length: 1025 }, (_, e) => e) };
  const stored = await lab.axes.put(lab.project, name, { elements: 1025, attributes, groupings: ['index'] });
  if (stored.kind !== 'stored') throw new Error(JSON.stringify(stored));
  const metric = await lab.metric(name, { axis: name });
  const run = await lab.newRun();
  const vectors = [
    vector(
      metric,
      stored.version.id,
      1,
      Array.from({ length: 1025 }, () => 1),
    ),
  ];
  await lab.ingest.acceptFrame(run, encodeFrame({ writer: 1n, sequence: 1n, scalars: [], vectors }));
  await lab.gate.close(run.runKey, run.epoch);
  const folder = newFolder(lab.pool);
  await foldAll(folder, run.runKey);
  const series = [lab.pool, run.runKey, metric.id] as const;
  expect(await tilesIn(series, 0, 0)).toHaveLength(1);
  expect(await tilesIn(series, 0, -2)).toEqual([]);
  expect(await folder.fold(run.runKey)).toEqual({ kind: 'nothing' });
});
