import { FoldLoop, type FoldEvent } from '@graticule/metrics';
import { createLogger } from '@graticule/platform';
import { frame, type MetricLab, metricLab, scalars } from '../support/metric-lab.js';
import { foldAll, newFolder, pointsTiles, storedRun } from '../support/store-folding.js';

/* What a fold has to cope with beyond points in order: ends of runs that go on taking points, the last step there is, very many series,
 * and a run that cannot be folded beside others that can. */
let lab: MetricLab;
beforeAll(async () => {
  lab = await metricLab();
});
afterAll(() => lab.close());

const HIGHEST = 2n ** 63n - 1n;
const fold = (run: Parameters<typeof foldAll>[1]) => foldAll(newFolder(lab.pool), run);

async function send(
  run: Awaited<ReturnType<MetricLab['newRun']>>,
  sequence: bigint,
  groups: Parameters<typeof frame>[0],
) {
  expect((await lab.ingest.acceptFrame(run, frame({ sequence, ...groups }))).kind).toBe('accepted');
}

async function openTiles(run: bigint, metric: number): Promise<bigint> {
  const { rows } = await lab.pool.query<{ n: bigint }>(
    `SELECT count(*) AS n FROM store.tile JOIN store.series USING (run_id, metric_id)
     WHERE run_id = $1 AND metric_id = $2 AND lvl = 0 AND (sealed_hi IS NULL OR lo > sealed_hi)`,
    [run, metric],
  );
  return rows[0]!.n;
}

it('packs a run that has ended though its gate is open, and what is written to it afterwards', async () => {
  const run = await lab.newRun();
  const metric = await lab.metric('loss');
  const steps = Array.from({ length: 3000 }, (_, i) => i);
  await send(run, 1n, { scalars: [scalars(metric, steps, steps)] });
  await fold(run.runKey);
  expect(await openTiles(run.runKey, metric.id)).toBe(1n);
  await lab.gate.end(run.runKey, run.epoch);
  await fold(run.runKey);
  expect(await openTiles(run.runKey, metric.id)).toBe(0n);
  await send(run, 2n, { scalars: [scalars(metric, [5000, 10], [1, -10])] });
  await fold(run.runKey);
  expect([await openTiles(run.runKey, metric.id), (await pointsTiles(lab.pool, run.runKey, metric.id)).points]).toEqual(
    [0n, 3001n],
  );
  // Another attempt: the run goes on, and what it logs is open again.
  await lab.gate.open(run.runKey, 2, run.epoch + 1n, null);
  await send({ ...run, attempt: 2, epoch: run.epoch + 1n }, 3n, { scalars: [scalars(metric, [6000], [6])] });
  await fold(run.runKey);
  expect(await openTiles(run.runKey, metric.id)).toBe(1n);
});

it('folds the last step that there is, and whatever comes after it has been sealed', async () => {
  const run = await lab.newRun();
  const metric = await lab.metric('loss');
  await send(run, 1n, { scalars: [scalars(metric, [1, HIGHEST], [1, 2])] });
  await lab.gate.end(run.runKey, run.epoch);
  await fold(run.runKey);
  const again = { ...run, attempt: 2, epoch: run.epoch + 1n };
  await lab.gate.open(run.runKey, again.attempt, again.epoch, null);
  await send(again, 2n, { scalars: [scalars(metric, [5, HIGHEST], [5, -2])] });
  expect(await fold(run.runKey)).toBe('nothing');
  const { steps, values } = await lab.freshReader().scalars(run.runKey, metric.id);
  expect([[...steps], [...values]]).toEqual([
    [1n, 5n, HIGHEST],
    [1, 5, -2],
  ]);
});

it('folds more series at once than it holds in memory', async () => {
  const run = await lab.newRun();
  const specs = Array.from({ length: 1300 }, (_, m) => ({ name: `many/${m}`, dtype: 'f32' as const }));
  const declared = await lab.dictionary.declare(lab.project, specs);
  if (declared.kind !== 'declared') throw new Error(JSON.stringify(declared));
  const metrics = Uint32Array.from(declared.metrics, ({ id }) => id);
  const columns = { steps: BigInt64Array.of(1n, 2n), times: Float64Array.of(1, 2), dtype: 'f64' as const };
  const values = Float64Array.from({ length: 2 * metrics.length }, (_, i) => i);
  await send(run, 1n, { scalars: [{ ...columns, metrics, values }] });
  await lab.gate.end(run.runKey, run.epoch);
  expect(await fold(run.runKey)).toBe('nothing');
  const summaries = await lab.freshReader().summaries(
    run.runKey,
    declared.metrics.map(({ id }) => id),
  );
  expect(summaries.size).toBe(1300);
  expect(summaries.get(declared.metrics[1299]!.id)).toMatchObject({ first: 2598, last: 2599, count: 2n });
  expect((await storedRun(lab.pool, run.runKey)).journal).toEqual([]);
});

it('folds the others though one run fails, and does not try that one again at once', async () => {
  const metric = await lab.metric('loss');
  const [broken, whole] = [await lab.newRun(), await lab.newRun()];
  for (const run of [broken, whole]) {
    await send(run, 1n, { scalars: [scalars(metric, [1, 2, 3], [1, 2, 3])] });
    await lab.gate.end(run.runKey, run.epoch);
    await fold(run.runKey);
    await send(run, 2n, { scalars: [scalars(metric, [2], [-2])] });
  }
  await lab.pool.query(
    'UPDATE store.tile SET body = set_byte(body, 5, 255 - get_byte(body, 5)) WHERE run_id = $1 AND lvl = 0',
    [broken.runKey],
  );
  await lab.pool.query("UPDATE store.journal SET at = at - interval '1 hour'");
  const stop = new AbortController();
  const events: FoldEvent[] = [];
  const tell = (event: FoldEvent) => {
    events.push(event);
    const failed = events.some(({ kind, run }) => kind === 'failed' && run === broken.runKey);
    const folded = events.some(({ kind, run }) => kind === 'folded' && run === whole.runKey);
    if (failed && folded) stop.abort();
  };
  const log = createLogger('test', 'fatal');
  await new FoldLoop(lab.pool, newFolder(lab.pool), log, { tell, pauseMs: 1 }).run(stop.signal);
  expect(events.filter(({ kind, run }) => kind === 'begins' && run === broken.runKey)).toHaveLength(1);
  expect((await storedRun(lab.pool, broken.runKey)).journal).toHaveLength(1);
  expect((await storedRun(lab.pool, whole.runKey)).journal).toEqual([]);
});
