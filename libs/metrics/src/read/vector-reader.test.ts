import { randomInt } from 'node:crypto';
import { axisVersionId, metricId, projectKey } from '@graticule/contracts';
import { groupQuantiles, groupReduce } from '@graticule/numerics';
import { AxisVersion } from '../dictionary/axis-version.js';
import { cellsAlone } from '../store/tile-store.js';
import type { Metric } from '../dictionary/metric.js';
import { type Cells, type LabVector, LabRun, RUN } from './column-lab.test-support.js';
import { RunViews } from './run-views.js';
import type { Slice } from './slice.js';
import type { AxisReading, SliceRequest } from './slice-request.js';
import { VectorReader } from './vector-reader.js';

const seed = Number(process.env['SEED'] ?? randomInt(1_000_000_007));
let state = seed;
const random = () => {
  state = (Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) + 0x9e37_79b9) | 0;
  const mixed = Math.imul(state ^ (state >>> 13), 0x297a_2d39);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
};
const below = (n: number) => Math.floor(random() * n);
const SPECIAL = [Number.NaN, Infinity, -Infinity, -0];
const value = () => (below(9) === 0 ? SPECIAL[below(SPECIAL.length)]! : below(2000) / 8 - 100);

const metricOf = (id: number, name: string): Metric => ({
  id: metricId(id),
  projectKey: projectKey(1),
  name,
  axis: 'token',
  dtype: 'f64',
  unit: null,
  description: null,
});
const X = metricOf(1, 'x');
const W = metricOf(2, 'w');

function axisOf(size: number, groupings: readonly string[] = []): AxisVersion {
  const column = (of: (e: number) => number) => ({
    kind: 'number' as const,
    values: Float64Array.from({ length: size }, (_, e) => of(e)),
  });
  const columns = new Map([
    ['decile', column((e) => e % 3)],
    ['mass', column((e) => (e % 5) / 2)],
  ]);
  const id = axisVersionId(1);
  return new AxisVersion(
    { id, projectKey: projectKey(1), axis: 'token', version: 1, size, groupings },
    columns,
    undefined,
  );
}

/** Everything written, in order; what the store holds is laid down beside it. */
interface World {
  readonly run: LabRun;
  readonly axis: AxisVersion;
  readonly reader: VectorReader;
  readonly writes: LabVector[];
}

function worldOf(axis: AxisVersion): World {
  const run = new LabRun(axis);
  const dictionary = { byName: async () => new Map([['w', W]]) };
  const axes = { byId: async () => axis, refreshed: async () => axis };
  return { run, axis, reader: new VectorReader(new RunViews(run), dictionary, axes), writes: [] };
}

const dense = (size: number): Cells => Array.from({ length: size }, value);
/** At least one cell logged and, of several, at least one not. */
const sparse = (size: number): Cells => {
  const logged = below(size);
  return Array.from({ length: size }, (_, e) =>
    e === logged || (e !== (logged + 1) % size && below(3) === 0) ? value() : null,
  );
};

/** Folded vectors at some of the steps 0 … span−1 in columns and open rows, then a tail and perhaps cuts. */
function randomWorld(size: number, span: number, groupings: readonly string[] = []): World {
  const world = worldOf(axisOf(size, groupings));
  const { run, writes } = world;
  const folded: LabVector[] = [];
  for (let step = 0; step < span; step++) {
    if (below(6) === 0) continue;
    const cells = below(3) === 0 ? sparse(size) : dense(size);
    folded.push({ step: BigInt(step * 3 - 20), attempt: 1 + below(2), time: step, cells });
  }
  for (let at = 0; at < folded.length;) {
    const n = 1 + below(below(2) === 0 ? 70 : 9);
    const part = folded.slice(at, at + n);
    // Some columns were written before the grouping was declared.
    if (at + n < folded.length) run.column(1, part, below(3) === 0 ? [] : groupings);
    else run.open(1, part);
    at += n;
  }
  run.row(1, folded);
  writes.push(...folded);
  if (below(2) === 0) cut(world, span);
  for (let i = below(12); i > 0; i--) {
    const at = below(3) === 0 ? span + below(9) : below(span);
    const step = BigInt(at * 3 - 20 + (below(4) === 0 ? 1 : 0));
    const cells = below(2) === 0 ? sparse(size) : dense(size);
    const vector = { step, attempt: 1 + below(3), time: 5000 + i, cells };
    run.write(1, vector);
    writes.push(vector);
  }
  return world;
}

function cut({ run }: World, span: number): void {
  run.cuts = [{ attempt: 2 + below(2), startStep: BigInt(below(span) * 3 - 20), folded: false }];
}

/** One vector per step: the naive reading. */
function canonical({ writes, run }: World): LabVector[] {
  const seen = new Map<bigint, LabVector>();
  for (const write of writes) {
    if (run.cuts.some(({ attempt, startStep }) => attempt > write.attempt && write.step >= startStep)) continue;
    const before = seen.get(write.step);
    const isDense = !write.cells.includes(null);
    const cells =
      isDense || before === undefined ? write.cells : write.cells.map((cell, e) => cell ?? before.cells[e]!);
    seen.set(write.step, { ...write, cells });
  }
  return [...seen.values()].toSorted((a, b) => (a.step < b.step ? -1 : 1));
}

async function read({ reader }: World, axis: AxisReading, request: SliceRequest = {}): Promise<Slice> {
  const slice = await reader.slice(RUN, X, { maxPoints: 1000, ...request, axis });
  if (slice.kind !== 'slice') throw new Error(JSON.stringify(slice.problems));
  return slice;
}

const bits = (values: ArrayLike<number>) => [
  ...new BigUint64Array(Float64Array.from(values, (x) => (Number.isNaN(x) ? Number.NaN : x)).buffer),
];
const numbers = (cells: Cells) => Float64Array.from(cells, (cell) => cell ?? Number.NaN);

function chosen(size: number): number[] {
  return Array.from({ length: 1 + below(5) }, () => below(size));
}

function rangeOf(span: number): { from?: bigint; to?: bigint } {
  const end = () => BigInt(below(span) * 3 - 20);
  return { ...(below(2) === 0 ? {} : { from: end() }), ...(below(2) === 0 ? {} : { to: end() }) };
}

const within =
  ({ from, to }: { from?: bigint; to?: bigint }) =>
  ({ step }: LabVector) =>
    (from === undefined || step >= from) && (to === undefined || step <= to);

it('reads lines of elements as a naive reader does, whatever is in columns, open or in the journal', async () => {
  for (let round = 0; round < 60; round++) {
    const size = round % 30 === 7 ? 4100 : [1, 3, 9][below(3)]!;
    const span = size > 100 ? 12 : 1 + below(90);
    const world = randomWorld(size, span);
    const indices = chosen(size);
    const steps = rangeOf(span);
    const expected = canonical(world).filter(within(steps));
    const slice = await read(world, { select: { indices } }, { mode: 'RAW', steps });
    expect([seed, round, ...slice.steps]).toEqual([seed, round, ...expected.map(({ step }) => step)]);
    expect(slice.pointsTotal).toBe(BigInt(expected.length));
    slice.lines.forEach((line, l) => {
      expect(bits(line.values)).toEqual(bits(numbers(expected.map(({ cells }) => cells[indices[l]!]!))));
      expect([...line.count!]).toEqual(expected.map(({ cells }) => (cells[indices[l]!] === null ? 0 : 1)));
      expect([...line.times!]).toEqual(expected.map(({ time }) => time));
    });
    const last = await read(world, { select: { indices } }, { mode: 'LAST', steps });
    expect([...last.steps]).toEqual(expected.slice(-1).map(({ step }) => step));
    expect(bits(last.lines.flatMap(({ values }) => [...values]))).toEqual(
      bits(expected.slice(-1).flatMap(({ cells }) => indices.map((e) => cells[e] ?? Number.NaN))),
    );
  }
});

it('puts steps into buckets that hold exactly what lies between their steps, from the pyramid too', async () => {
  let pyramids = 0;
  for (let round = 0; round < 60; round++) {
    const size = 1 + below(5);
    const span = 1 + below(round % 4 === 0 ? 900 : 120);
    const world = randomWorld(size, span);
    const steps = below(2) === 0 ? {} : rangeOf(span);
    const maxPoints = 1 + below(30);
    const expected = canonical(world).filter(within(steps));
    const slice = await read(world, { select: { range: { from: 0, to: size } } }, { steps, maxPoints });
    pyramids += world.run.asked.some(({ level }) => level > 0) ? 1 : 0;
    expect(slice.exact).toBe(true);
    expect(slice.steps.length).toBeLessThanOrEqual(maxPoints);
    expect([seed, round, slice.pointsTotal]).toEqual([seed, round, BigInt(expected.length)]);
    if (expected.length <= maxPoints) expect([...slice.steps]).toEqual(expected.map(({ step }) => step));
    if (expected.length > 0) expect(slice.steps[0]).toBe(expected[0]!.step);
    slice.steps.forEach((start, b) => {
      const end = slice.steps[b + 1];
      const inside = expected.filter(({ step }) => step >= start && (end === undefined || step < end));
      slice.lines.forEach((line, e) => {
        const found = inside.map(({ cells }) => cells[e]!).filter((cell) => cell !== null && !Number.isNaN(cell));
        expect([seed, round, line.count![b]]).toEqual([seed, round, found.length]);
        if (found.length === 0) return expect([line.values[b], line.min![b]]).toEqual([NaN, NaN]);
        expect([line.min![b]! + 0, line.max![b]! + 0]).toEqual([Math.min(...found) + 0, Math.max(...found) + 0]);
        const mean = found.reduce((sum, x) => sum + x, 0) / found.length;
        if (!Number.isFinite(mean)) return expect(line.values[b]).toBe(mean);
        // Values are multiples of 1/8 below 200: only the divisions round.
        expect(Math.abs(line.values[b]! - mean)).toBeLessThan(1e-10);
      });
    });
  }
  expect(pyramids).toBeGreaterThan(5);
});

it('reduces to the same bits from what the fold has kept as from the cells', async () => {
  let kept = 0;
  for (let round = 0; round < 40; round++) {
    const size = 3 + below(9);
    const span = 1 + below(80);
    const world = randomWorld(size, span, ['decile']);
    const expected = canonical(world);
    const groups = Int32Array.from({ length: size }, (_, e) => e % 3);
    const reduce = (['SUM', 'MEAN', 'MIN', 'MAX', 'STD', 'COUNT'] as const)[below(6)]!;
    const slice = await read(world, { groupBy: 'decile', reduce }, { mode: 'RAW' });
    kept += world.run.asked.some(({ block }) => block === -2) ? 1 : 0;
    const results = expected.map(({ cells }) => groupReduce(numbers(cells), groups, 3, reduce).values);
    slice.lines.forEach(({ values }, g) =>
      expect([seed, round, ...bits(values)]).toEqual([seed, round, ...bits(results.map((r) => r[g]!))]),
    );
    const quantiles = below(2) === 0 ? [0.5, 0] : [0.3];
    const spread = await read(world, { groupBy: 'decile', reduce: 'QUANTILES', quantiles }, { mode: 'RAW' });
    const wanted = expected.map(({ cells }) => groupQuantiles(numbers(cells), groups, 3, quantiles).values);
    spread.lines.forEach(({ values }, l) => expect(bits(values)).toEqual(bits(wanted.map((r) => r[l]!))));
  }
  expect(kept).toBeGreaterThan(5);
});

it('weighs by an attribute, and by a metric at the same steps', async () => {
  for (let round = 0; round < 40; round++) {
    const world = randomWorld(6, 1 + below(50));
    const { run } = world;
    const weights = new Map<bigint, Cells>();
    for (const { step } of canonical(world))
      if (below(3) > 0)
        weights.set(
          step,
          Array.from({ length: 6 }, () => below(4)),
        );
    weights.set(10_000n, [1, 1, 1, 1, 1, 1]);
    const stored = [...weights].map(([step, cells]) => ({ step, cells, attempt: 9, time: 0 }));
    run.column(2, stored.slice(0, 5));
    if (stored.length > 5) run.open(2, stored.slice(5));
    run.row(2, stored);
    const all = new Int32Array(6);
    const mass = Float64Array.from({ length: 6 }, (_, e) => (e % 5) / 2);
    const none = new Float64Array(6).fill(Number.NaN);
    const expected = canonical(world);
    const measured = await read(world, { reduce: 'MEAN', weights: 'w' }, { mode: 'RAW' });
    const byMetric = expected.map(
      ({ step, cells }) =>
        groupReduce(numbers(cells), all, 1, 'MEAN', weights.has(step) ? numbers(weights.get(step)!) : none).values[0]!,
    );
    expect([seed, round, ...bits(measured.lines[0]!.values)]).toEqual([seed, round, ...bits(byMetric)]);
    const massive = await read(world, { reduce: 'SUM', weights: 'mass' }, { mode: 'RAW' });
    const byMass = expected.map(({ cells }) => groupReduce(numbers(cells), all, 1, 'SUM', mass).values[0]!);
    expect(bits(massive.lines[0]!.values)).toEqual(bits(byMass));
  }
});

it('reads whole vectors and summaries as a naive reader does', async () => {
  for (let round = 0; round < 60; round++) {
    const size = round % 30 === 7 ? 4100 : [2, 7][below(2)]!;
    const world = randomWorld(size, size > 100 ? 6 : 1 + below(60));
    const { reader, run } = world;
    const expected = canonical(world);
    for (const at of ['first', 'last', expected[below(expected.length)]?.step ?? 0n, 1n] as const) {
      const wanted =
        at === 'first' ? expected[0] : at === 'last' ? expected.at(-1) : expected.find(({ step }) => step === at);
      const found = await reader.vectorAt(RUN, X.id, at);
      expect([seed, round, at, found?.step, found?.time]).toEqual([seed, round, at, wanted?.step, wanted?.time]);
      if (found !== undefined) expect(bits(found.values)).toEqual(bits(numbers(wanted!.cells)));
    }
    const view = await new RunViews(run).read(RUN, { series: [1], tiles: [] });
    const wild = expected.map(({ cells }) => cells.filter((cell) => cell !== null && !Number.isFinite(cell)).length);
    expect([seed, round, await reader.summary(view, 1)]).toMatchObject([
      seed,
      round,
      {
        count: BigInt(expected.length),
        nonFinite: BigInt(wild.reduce((a, b) => a + b, 0)),
        firstNonFiniteStep: expected[wild.findIndex((count) => count > 0)]?.step ?? null,
        firstStep: expected[0]?.step ?? null,
        lastStep: expected.at(-1)?.step ?? null,
      },
    ]);
  }
});

const flat = (of: (e: number) => number, step: bigint): LabVector => ({
  step,
  attempt: 1,
  time: 0,
  cells: Array.from({ length: 5000 }, (_, e) => of(e)),
});

it('ranks by the change between two steps in different columns', async () => {
  const world = worldOf(axisOf(5000));
  const { run } = world;
  run.column(1, [flat(() => 0, 0n), flat(() => 1, 1n)]);
  run.column(1, [flat((e) => (e === 4999 ? -50 : e === 7 ? 20 : e === 9 ? 20 : NaN), 5n)]);
  run.row(1, []);
  const topK = { k: 3, by: 'LARGEST_CHANGE', atStep: 5n, sinceStep: 0n } as const;
  const slice = await read(world, { select: { topK } }, { mode: 'LAST' });
  expect(slice.lines.map(({ element, values }) => [element?.index, values[0]])).toEqual([[4999, -50], [7, 20], [9, 20]]); // prettier-ignore
  const missing = await world.reader.slice(RUN, X, {
    maxPoints: 9,
    axis: { select: { topK: { ...topK, atStep: 4n } } },
  });
  expect(missing).toMatchObject({ kind: 'invalid', problems: [{ code: 'NO_SUCH_STEP' }] });
});

it('goes page by page through every vector once', async () => {
  const world = randomWorld(4, 90);
  const seen: bigint[] = [];
  for (let from: bigint | undefined; ;) {
    const slice = await read(
      world,
      { select: { indices: [1] } },
      { mode: 'RAW', maxPoints: 7, steps: from === undefined ? {} : { from } },
    );
    seen.push(...slice.steps);
    if (slice.nextStep === null) break;
    from = slice.nextStep;
  }
  expect([seed, ...seen]).toEqual([seed, ...canonical(world).map(({ step }) => step)]);
});

const cellAt = (step: bigint, cell: number, attempt = 2): LabVector => ({ step, attempt, time: 0, cells: [cell] });

it('keeps what ceased to count: earlier folds first, then the journal, what counts last', async () => {
  const world = worldOf(axisOf(1));
  const { run } = world;
  run.column(1, [cellAt(0n, 1), cellAt(5n, 2)]);
  run.open(1, [cellAt(9n, 3)]);
  run.history(1, [cellAt(5n, 20), cellAt(0n, 10)]);
  run.fold = 2n;
  run.history(1, [cellAt(5n, 21)]);
  run.cuts = [{ attempt: 2, startStep: 6n, folded: true }];
  run.write(1, cellAt(5n, 22));
  run.write(1, cellAt(9n, 30, 1));
  run.row(1, []);
  const slice = await read(world, { select: { indices: [0] } }, { mode: 'RAW', history: true });
  expect([...slice.steps]).toEqual([0n, 0n, 5n, 5n, 5n, 5n, 9n, 9n]);
  expect([...slice.lines[0]!.values]).toEqual([10, 1, 20, 21, 2, 22, 30, 3]);
});

it('asks only for the elements it answers with', async () => {
  const world = worldOf(axisOf(5000));
  const vectors = Array.from({ length: 40 }, (_, step) => ({
    step: BigInt(step),
    attempt: 1,
    time: 0,
    cells: dense(5000),
  }));
  for (let at = 0; at < 40; at += 8) world.run.column(1, vectors.slice(at, at + 8));
  world.run.row(1, vectors);
  await read(world, { select: { indices: [3, 4500] } }, { mode: 'RAW', steps: { from: 10n, to: 20n } });
  const cells = world.run.asked
    .filter(({ block, from }) => block >= 0 && from !== undefined)
    .map(({ block, element, from, to }) => [block, element, from, to]);
  expect(cells.filter(([, , from]) => from === 8n)).toEqual(
    [[0, cellsAlone(3), 8n, 23n], [1, cellsAlone(404), 8n, 23n]], // prettier-ignore
  );
});

it('starts again when a fold comes between its statements', async () => {
  const world = worldOf(axisOf(3));
  const { run } = world;
  const one = { step: 0n, attempt: 1, time: 0, cells: [1, 2, 3] };
  const two = { step: 1n, attempt: 1, time: 0, cells: [4, 5, 6] };
  run.column(1, [one]);
  run.row(1, [one]);
  run.write(1, two);
  let reads = 0;
  run.beforeRead = () => {
    if (++reads !== 2) return;
    run.fold = 2n;
    run.tiles = [];
    run.forget();
    run.column(1, [one, two]);
  };
  const slice = await read(world, { select: { indices: [2] } }, { mode: 'RAW' });
  expect([...slice.steps]).toEqual([0n, 1n]);
  expect([...slice.lines[0]!.values]).toEqual([3, 6]);
});

it('goes on when the fold that came between has left its columns as they were', async () => {
  const world = worldOf(axisOf(3));
  const { run } = world;
  const one = { step: 0n, attempt: 1, time: 0, cells: [1, 2, 3] };
  run.column(1, [one]);
  run.row(1, [one]);
  run.write(1, { step: 1n, attempt: 1, time: 0, cells: [4, 5, 6] });
  let reads = 0;
  run.beforeRead = () => {
    if (++reads !== 2) return;
    // It took the journal and touched no column.
    run.fold += 1n;
    run.forget();
  };
  const slice = await read(world, { select: { indices: [2] } }, { mode: 'RAW' });
  expect([[...slice.steps], [...slice.lines[0]!.values]]).toEqual([[0n, 1n], [3, 6]]); // prettier-ignore
  // What is known belongs to one fold, so the cells are asked for twice; the answer does not start again.
  expect(reads).toBe(3);
});

it('gives an answer again until the run changes', async () => {
  const world = randomWorld(3, 20);
  const first = await read(world, { reduce: 'SUM' });
  expect(await read(world, { reduce: 'SUM' })).toBe(first);
  world.run.write(1, { step: 500n, attempt: 9, time: 0, cells: [1, 1, 1] });
  expect((await read(world, { reduce: 'SUM' })).steps.at(-1)).toBe(500n);
});

it('names a tile that cannot be read', async () => {
  const world = worldOf(axisOf(2));
  const vector = { step: 4n, attempt: 1, time: 0, cells: [1, 2] };
  world.run.column(1, [vector]);
  world.run.row(1, [vector]);
  world.run.tiles = world.run.tiles.map((tile) => ({ ...tile, body: Buffer.alloc(0) }));
  await expect(read(world, { select: { indices: [0] } })).rejects.toThrow(
    /tile of metric 1 of run 7 at level 0, block 0, step 4/,
  );
});
