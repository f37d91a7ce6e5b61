import type { RunKey } from '@graticule/contracts';
import type { Metric, Slice, SliceRequest } from '@graticule/metrics';
import { frame, type MetricLab, metricLab, scalars } from '../support/metric-lab.js';
import { foldAll, newFolder } from '../support/store-folding.js';

/*
 * A byte of a tile that changes on the disk makes one piece of one series unreadable. A read that needs it says which; every other
 * read of the run is answered as before.
 */
let lab: MetricLab;
let loss: Metric;
let rate: Metric;
let run: RunKey;
beforeAll(async () => {
  lab = await metricLab();
  [loss, rate] = [await lab.metric('loss'), await lab.metric('rate')];
});
afterAll(() => lab.close());

const TILE = 4096;
const STEPS = Array.from({ length: 4 * TILE + 100 }, (_, i) => i);

/** Two series of four sealed tiles and some open points each, every twentieth step written twice. */
beforeEach(async () => {
  const writer = await lab.newRun();
  run = writer.runKey;
  const values = STEPS.map((step) => Math.sin(step));
  const both = { ...scalars(loss, STEPS, values), metrics: Uint32Array.of(loss.id, rate.id) };
  const twice = Float64Array.from([...values, ...values]);
  await lab.ingest.acceptFrame(writer, frame({ scalars: [{ ...both, values: twice }] }));
  await foldAll(newFolder(lab.pool), run);
  const late = STEPS.filter((step) => step % 20 === 0);
  const again = scalars(
    loss,
    late,
    late.map((step) => step / 7),
  );
  await lab.ingest.acceptFrame(writer, frame({ sequence: 2n, scalars: [again] }));
  await foldAll(newFolder(lab.pool), run);
});

async function damage(where: string): Promise<void> {
  const { rowCount } = await lab.pool.query(
    `UPDATE store.tile SET body = set_byte(body, octet_length(body) / 2, get_byte(body, octet_length(body) / 2) # 16)
     WHERE run_id = $1 AND metric_id = $2 AND ${where}`,
    [run, loss.id],
  );
  expect(rowCount).toBe(1);
}

async function read(metric: Metric, request: SliceRequest): Promise<Slice> {
  const slice = await lab.freshReader().slice(run, metric, request);
  if (slice.kind !== 'slice') throw new Error(JSON.stringify(slice.problems));
  return slice;
}

const raw = (from: number, to: number): SliceRequest => ({
  mode: 'RAW',
  maxPoints: 100_000,
  steps: { from: BigInt(from), to: BigInt(to) },
});
const EVERYTHING = raw(0, STEPS.length);

it('says which run, metric and block cannot be read, and reads everything else', async () => {
  await damage(`lvl = 0 AND lo = ${TILE}`);
  const place = `the tile of metric ${loss.id} of run ${run} at level 0, block 0, step ${TILE}, fold`;
  for (const request of [EVERYTHING, raw(TILE, TILE), raw(0, TILE), raw(2 * TILE - 1, 3 * TILE)])
    await expect(read(loss, request)).rejects.toThrow(place);
  await expect(lab.freshReader().scalars(run, loss.id)).rejects.toThrow(place);

  expect((await read(loss, raw(0, TILE - 1))).steps).toHaveLength(TILE);
  expect((await read(loss, raw(2 * TILE, STEPS.length))).steps).toHaveLength(2 * TILE + 100);
  expect((await read(loss, { mode: 'LAST' })).lines[0]!.values[0]).toBe(Math.sin(STEPS.length - 1));
  expect((await read(rate, EVERYTHING)).steps).toHaveLength(STEPS.length);
});

it('draws a curve and knows a summary without the points that cannot be read', async () => {
  const reader = lab.freshReader();
  const [before, summaries] = [await read(loss, { maxPoints: 50 }), await reader.summaries(run, [loss.id])];
  await damage(`lvl = 0 AND lo = ${TILE}`);
  expect(await read(loss, { maxPoints: 50 })).toEqual(before);
  expect(await lab.freshReader().summaries(run, [loss.id])).toEqual(summaries);
  expect((await lab.freshReader().list(run)).map(({ metric }) => metric.name)).toEqual(['loss', 'rate']);
});

it('says which piece of a pyramid cannot be read, and reads the points', async () => {
  await damage('lvl = 3');
  const zoom: SliceRequest = { maxPoints: 50 };
  await expect(read(loss, zoom)).rejects.toThrow(
    `the tile of metric ${loss.id} of run ${run} at level 3, block 0, step 0`,
  );
  expect((await read(loss, EVERYTHING)).steps).toHaveLength(STEPS.length);
  expect((await read(loss, { maxPoints: 4 })).steps.length).toBeGreaterThan(0);
});

it('says which piece of the history cannot be read, and reads what counts', async () => {
  await damage('lvl = -1');
  await expect(read(loss, { ...EVERYTHING, history: true })).rejects.toThrow(
    `the tile of metric ${loss.id} of run ${run} at level -1, block 0`,
  );
  expect((await read(loss, EVERYTHING)).steps).toHaveLength(STEPS.length);
});

it('keeps what was acknowledged when a fold meets a tile that cannot be read', async () => {
  await damage(`lvl = 0 AND lo = ${TILE}`);
  const writer = { runKey: run, projectKey: lab.project, attempt: 1, epoch: 1n };
  const late = scalars(loss, [TILE + 5], [77]);
  expect((await lab.ingest.acceptFrame(writer, frame({ sequence: 3n, scalars: [late] }))).kind).toBe('accepted');
  await expect(newFolder(lab.pool).fold(run)).rejects.toThrow('the checksum does not agree');
  const { rows } = await lab.pool.query('SELECT n FROM store.journal WHERE run_id = $1', [run]);
  expect(rows).toEqual([{ n: 1 }]);
  expect((await read(loss, raw(0, TILE - 1))).steps).toHaveLength(TILE);
});
