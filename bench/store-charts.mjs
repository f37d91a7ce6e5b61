// What a long scalar series costs on the disk, and how long charts of many of them take.
import { loss, scalarFrames } from './store-data.mjs';
import { expect, readLimit, timed } from './store-figures.mjs';
import { NOT_DURABLE, withStore } from './store-lab.mjs';

const SIZES = { full: { points: 1e7, runs: [10, 50] }, quick: { points: 1e6, runs: [10, 50] } };
const PIXELS = 1000;
const POINTS_PER_ENTRY = [16, 64, 256, 1024, 4096];
/** Step, time and value as float64. */
const RAW_BYTES = 24;

export function charts({ scale, figures, note }) {
  const { points, runs } = SIZES[scale];
  return withStore(async (lab) => {
    const [metric] = await lab.metrics([{ name: 'loss' }]);
    const first = await lab.newRun();
    note(`logging and folding a run of ${points.toExponential()} points`);
    await lab.log(first, scalarFrames({ metrics: [metric], steps: points, perFrame: 10_000 }));
    await lab.settle();
    await figures.measure('storage, float32 loss at jittered ms times, all in', { atMost: 5.5 }, async () => ({
      value: (await bytesOf(lab.pool)) / points,
      unit: 'B/point',
      limit: { what: 'step, time and value as float64', value: RAW_BYTES },
    }));
    note(`copying it ${Math.max(...runs) - 1} times`);
    const keys = [first.runKey, ...(await lab.copies(first, Math.max(...runs) - 1))];
    await lab.settle();
    for (const count of runs) await chartsOf({ lab, figures, metric, points, keys: keys.slice(0, count) });
  }, NOT_DURABLE);
}

const REACH_MS = { 10: 8, 50: 30 };

async function chartsOf({ lab, figures, metric, points, keys }) {
  const what = `chart of 1,000 px, ${keys.length} runs × ${points.toExponential()} points`;
  const limit = await readLimit(
    lab.pool,
    keys.map((run) => pyramidOf(run, metric.id, points)),
  );
  const chart = (reader, maxPoints = PIXELS) =>
    Promise.all(keys.map((run) => reader.slice(run, metric, { maxPoints })));
  const known = lab.freshReader();
  for (const slice of await chart(known)) checkChart(slice, points);
  // Another width each time: the same question again would be answered from memory.
  await figures.measure(`${what}, warm`, { atMost: REACH_MS[keys.length] }, async () => ({
    ...(await timed((round) => chart(known, PIXELS - 4 - round))),
    limit,
  }));
  await figures.measure(`${what}, first time in this process`, undefined, async () => ({
    ...(await timed(() => chart(lab.freshReader()))),
    limit,
  }));
}

/** The coarsest level of the pyramid with an entry for every pixel: what a chart has to look at. */
function pyramidOf(run, metric, points) {
  const level = POINTS_PER_ENTRY.findLastIndex((size) => points / size >= PIXELS) + 1;
  return `SELECT body FROM store.tile WHERE run_id = ${run} AND metric_id = ${metric} AND lvl = ${level} AND blk = 0`;
}

function checkChart(slice, points) {
  expect('the kind of the chart', slice.kind, 'slice');
  const [{ min, max, count }] = slice.lines;
  expect(
    'the number of points in the chart',
    count.reduce((a, b) => a + b),
    points,
  );
  let least = Infinity;
  let most = -Infinity;
  for (let step = 0; step < Number(slice.steps[1]); step++) {
    least = Math.min(least, loss(step, 0, points));
    most = Math.max(most, loss(step, 0, points));
  }
  expect('the minimum of the first pixel', min[0], least);
  expect('the maximum of the first pixel', max[0], most);
}

async function bytesOf(pool) {
  const { rows } = await pool.query(
    "SELECT sum(pg_total_relation_size(name::regclass))::float8 AS bytes FROM unnest(ARRAY['store.tile', 'store.series', 'store.journal']) AS name",
  );
  return rows[0].bytes;
}
