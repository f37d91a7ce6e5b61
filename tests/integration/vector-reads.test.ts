import type { AxisVersion, Metric, Slice, SliceRequest, Writer } from '@graticule/metrics';
import { groupReduce } from '@graticule/numerics';
import { bits, frame, type MetricLab, metricLab, vector } from '../support/metric-lab.js';
import { foldAll, newFolder } from '../support/store-folding.js';

/*
 * Series with an axis against a list of everything written, in the order of its acknowledgement: dense, sparse, late and
 * logged again, under cuts, with folds in between. The seed is printed on failure.
 */

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_007);
let state = seed;
const random = () => {
  state = (Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) + 0x9e37_79b9) | 0;
  const mixed = Math.imul(state ^ (state >>> 13), 0x297a_2d39);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
};
const below = (n: number) => Math.floor(random() * n);
const value = () => (below(8) === 0 ? [Number.NaN, Infinity, -Infinity, -0][below(4)]! : below(4000) / 16 - 100);

const SIZE = 7;
const DECILES = Int32Array.from({ length: SIZE }, (_, e) => e % 3);
type Cells = readonly (number | null)[];
interface Written {
  readonly attempt: number;
  readonly step: bigint;
  readonly cells: Cells;
}
interface Model {
  readonly written: Written[];
  readonly cuts: { readonly attempt: number; readonly startStep: bigint }[];
}

let lab: MetricLab;
let axis: AxisVersion;
beforeAll(async () => {
  lab = await metricLab();
  const attributes = { decile: [...DECILES] };
  const stored = await lab.axes.put(lab.project, 'cells', { elements: SIZE, attributes, groupings: ['decile'] });
  if (stored.kind !== 'stored') throw new Error(JSON.stringify(stored));
  axis = stored.version;
});
afterAll(() => lab.close());

function canonical({ written, cuts }: Model): readonly (readonly [bigint, Cells])[] {
  const seen = new Map<bigint, Cells>();
  for (const { attempt, step, cells } of written) {
    if (cuts.some((cut) => cut.attempt > attempt && step >= cut.startStep)) continue;
    const before = seen.get(step);
    const isDense = !cells.includes(null);
    seen.set(step, isDense || before === undefined ? cells : cells.map((cell, e) => cell ?? before[e]!));
  }
  return [...seen].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const dense = (cell: number) => axis.keys().map(() => cell);

const numbers = (cells: Cells) => Float64Array.from(cells, (cell) => cell ?? Number.NaN);

async function read(run: Writer, metric: Metric, request: SliceRequest): Promise<Slice> {
  const slice = await lab.reader.slice(run.runKey, metric, request);
  if (slice.kind !== 'slice') throw new Error(JSON.stringify(slice.problems));
  return slice;
}

async function compare(run: Writer, metric: Metric, model: Model) {
  const all = canonical(model);
  if (all.length === 0) return;
  const from = below(2) === 0 ? undefined : BigInt(below(60));
  const steps = from === undefined ? {} : { from };
  const expected = all.filter(([step]) => from === undefined || step >= from);
  const lines = await read(run, metric, { mode: 'RAW', steps, axis: { select: { range: { from: 0, to: SIZE } } } });
  expect([seed, ...lines.steps]).toEqual([seed, ...expected.map(([step]) => step)]);
  lines.lines.forEach(({ values, count }, e) => {
    expect([seed, ...bits(values)]).toEqual([seed, ...bits(numbers(expected.map(([, cells]) => cells[e]!)))]);
    expect([...count!]).toEqual(expected.map(([, cells]) => (cells[e] === null ? 0 : 1)));
  });
  const means = await read(run, metric, { mode: 'RAW', steps, axis: { groupBy: 'decile', reduce: 'MEAN' } });
  const reduced = expected.map(([, cells]) => groupReduce(numbers(cells), DECILES, 3, 'MEAN').values);
  means.lines.forEach(({ values }, g) => expect(bits(values)).toEqual(bits(reduced.map((groups) => groups[g]!))));
  await compareWhole(run, metric, all);
}

async function compareWhole(run: Writer, metric: Metric, all: readonly (readonly [bigint, Cells])[]) {
  const [step, cells] = all[below(all.length)]!;
  const reading = await lab.reader.vectorAt(run.runKey, metric.id, step);
  expect(bits(reading?.values ?? [])).toEqual(bits(numbers(cells)));
  const summary = (await lab.reader.summaries(run.runKey, [metric.id])).get(metric.id);
  const wild = all.map(([, row]) => row.filter((cell) => cell !== null && !Number.isFinite(cell)).length);
  expect([seed, summary?.count, summary?.nonFinite, summary?.firstNonFiniteStep]).toEqual([
    seed,
    BigInt(all.length),
    BigInt(wild.reduce((a, b) => a + b, 0)),
    all[wild.findIndex((count) => count > 0)]?.[0] ?? null,
  ]);
  const slice = await read(run, metric, { maxPoints: 5, axis: { select: { indices: [0] } } });
  slice.steps.forEach((start, b) => {
    const end = slice.steps[b + 1];
    const inside = all.filter(([at]) => at >= start && (end === undefined || at < end)).map(([, row]) => row[0]!);
    const found = inside.filter((cell) => cell !== null && !Number.isNaN(cell));
    expect(slice.lines[0]!.count![b]).toBe(found.length);
    if (found.length > 0) expect(slice.lines[0]!.max![b]! + 0).toBe(Math.max(...found) + 0);
  });
}

it('agrees with a naive reader after any sequence of vectors, attempts, cuts and folds', async () => {
  const folder = newFolder(lab.pool);
  for (let round = 0; round < 8; round++) {
    let run = await lab.newRun();
    const metric = await lab.metric(`v${round}`, { axis: 'cells' });
    const model: Model = { written: [], cuts: [] };
    for (let sequence = 1n; sequence <= 40n; sequence++) {
      if (below(12) === 0) {
        const startStep = below(3) === 0 ? null : BigInt(below(60));
        run = { ...run, attempt: run.attempt + 1, epoch: run.epoch + 1n };
        await lab.gate.open(run.runKey, run.attempt, run.epoch, startStep);
        if (startStep !== null) model.cuts.push({ attempt: run.attempt, startStep });
      }
      const step = below(60);
      const logged = [...axis.keys().keys()].filter((e) => e === step % SIZE || below(2) === 0);
      const elements = below(2) === 0 || logged.length === SIZE ? undefined : logged;
      const values = (elements ?? [...DECILES]).map(value);
      const vectors = [vector(metric, axis.id, step, values, elements)];
      expect((await lab.ingest.acceptFrame(run, frame({ sequence, vectors }))).kind).toBe('accepted');
      const cells =
        elements === undefined ? values : Array.from(DECILES, (_, e) => values[elements.indexOf(e)] ?? null);
      model.written.push({ attempt: run.attempt, step: BigInt(step), cells });
      if (below(4) === 0) await compare(run, metric, model);
      if (below(5) === 0) await foldAll(folder, run.runKey);
    }
    await compare(run, metric, model);
    await foldAll(folder, run.runKey);
    await compare(run, metric, model);
  }
});

it('tells a logged NaN from an element that was not logged, before and after a fold', async () => {
  const run = await lab.newRun();
  const metric = await lab.metric('nan', { axis: 'cells' });
  const vectors = [vector(metric, axis.id, 1, [Number.NaN, 5], [0, 2])];
  await lab.ingest.acceptFrame(run, frame({ vectors }));
  const seen = async () => {
    const slice = await read(run, metric, { mode: 'RAW', axis: { select: { indices: [0, 1, 2] } } });
    return slice.lines.map(({ values, count }) => [values[0], count![0]]);
  };
  const expected = [[Number.NaN, 1], [Number.NaN, 0], [5, 1]]; // prettier-ignore
  expect(await seen()).toEqual(expected);
  await foldAll(newFolder(lab.pool), run.runKey);
  expect(await seen()).toEqual(expected);
});

it('weighs by a metric of which one part is folded and the other is not', async () => {
  const run = await lab.newRun();
  const [loss, mass] = [await lab.metric('weighed', { axis: 'cells' }), await lab.metric('mass', { axis: 'cells' })];
  const ones = [1, 2, 3, 4, 5, 6, 7];
  const first = [
    vector(loss, axis.id, 0, ones),
    vector(loss, axis.id, 1, ones),
    vector(mass, axis.id, 0, [1, 3], [0, 1]),
  ];
  await lab.ingest.acceptFrame(run, frame({ vectors: first }));
  await foldAll(newFolder(lab.pool), run.runKey);
  await lab.ingest.acceptFrame(run, frame({ sequence: 2n, vectors: [vector(mass, axis.id, 1, [2, 2], [5, 6])] }));
  const slice = await read(run, loss, { mode: 'RAW', axis: { reduce: 'MEAN', weights: 'mass' } });
  expect([...slice.lines[0]!.values]).toEqual([(1 + 2 * 3) / 4, 6.5]);
});

it('keeps what a fold superseded as history', async () => {
  const run = await lab.newRun();
  const metric = await lab.metric('superseded', { axis: 'cells' });
  const folder = newFolder(lab.pool);
  for (const [sequence, cell] of [
    [1n, 4],
    [2n, 5],
    [3n, 6],
  ] as const) {
    await lab.ingest.acceptFrame(run, frame({ sequence, vectors: [vector(metric, axis.id, 3, dense(cell))] }));
    if (sequence < 3n) await foldAll(folder, run.runKey);
  }
  const values = async () => {
    const slice = await read(run, metric, { mode: 'RAW', history: true, axis: { select: { indices: [2] } } });
    return [...slice.lines[0]!.values];
  };
  expect(await values()).toEqual([4, 5, 6]);
  await foldAll(folder, run.runKey);
  expect(await values()).toEqual([4, 5, 6]);
});

it('names a block that cannot be read, and reads all that does not need it', async () => {
  const run = await lab.newRun();
  const wide = await lab.axis('wide', 5000);
  const [broken, whole] = [await lab.metric('broken', { axis: 'wide' }), await lab.metric('whole', { axis: 'wide' })];
  const values = Array.from({ length: 5000 }, (_, e) => e);
  const vectors = Array.from({ length: 40 }, (_, step) =>
    [broken, whole].map((metric) => vector(metric, wide.id, step, values)),
  );
  for (let at = 0; at < 40; at += 4) {
    const bytes = frame({ sequence: BigInt(at / 4 + 1), vectors: vectors.slice(at, at + 4).flat() });
    expect((await lab.ingest.acceptFrame(run, bytes)).kind).toBe('accepted');
  }
  await foldAll(newFolder(lab.pool), run.runKey);
  const { rowCount } = await lab.pool.query(
    `UPDATE store.tile SET body = set_byte(body, 3, 255)
     WHERE run_id = $1 AND metric_id = $2 AND lvl = 0 AND blk = 1 AND lo = 0`,
    [run.runKey, broken.id],
  );
  expect(rowCount).toBe(1);
  const line = (metric: Metric, element: number, from: bigint) =>
    read(run, metric, { mode: 'RAW', steps: { from }, axis: { select: { indices: [element] } } });
  const name = new RegExp(`metric ${broken.id} of run ${run.runKey} at level 0, block 1, step 0,`);
  await expect(line(broken, 4500, 0n)).rejects.toThrow(name);
  await expect(lab.reader.vectorAt(run.runKey, broken.id, 3n)).rejects.toThrow(name);
  expect((await line(broken, 7, 0n)).lines[0]?.values).toEqual(new Float64Array(40).fill(7));
  expect((await line(broken, 4500, 35n)).lines[0]?.values).toEqual(new Float64Array(5).fill(4500));
  expect((await line(whole, 4500, 0n)).lines[0]?.values).toEqual(new Float64Array(40).fill(4500));
  expect((await lab.reader.vectorAt(run.runKey, broken.id, 37n))?.values[4999]).toBe(4999);
});
