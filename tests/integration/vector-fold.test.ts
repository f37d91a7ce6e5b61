import { type Dtype, encodeFrame, type VectorGroup } from '@graticule/contracts';
import type { AxisVersion, Metric, Writer } from '@graticule/metrics';
import { groupQuantiles, groupReduce } from '@graticule/numerics';
import { axisGrouping } from '../../libs/metrics/src/dictionary/axis-grouping.js';
import { statNames } from '../../libs/metrics/src/tiles/group-stats.js';
import { decodeGroupRow, decodeGroupStat } from '../../libs/metrics/src/tiles/group-tile.js';
import { decodeElementEntries, decodeVectorEntries } from '../../libs/metrics/src/tiles/vector-pyramid.js';
import { bits, type MetricLab, metricLab } from '../support/metric-lab.js';
import { foldAll, newFolder } from '../support/store-folding.js';
import { newSeed, SeededRandom } from '../support/store-random.js';
import {
  cellsOf,
  foldedVectors,
  type FoldedVector,
  historyVectors,
  tilesIn,
  trajectory,
} from '../support/vector-tiles.js';

/*
 * Axis series whose vectors are folded whenever chance will have it, beside a list of everything written that is walked for every
 * question. A complaint begins with the seed: SEED=… plays it again.
 */
const seed = newSeed();
let lab: MetricLab;
beforeAll(async () => {
  lab = await metricLab();
});
afterAll(() => lab.close());

interface Write {
  readonly attempt: number;
  readonly group: VectorGroup;
}

interface Temper {
  readonly size: number;
  readonly dtypes: readonly Dtype[];
  readonly sparseOneIn: number;
  readonly batches: number;
  readonly vectors: number;
}

const STRANGE = [Number.NaN, Infinity, -Infinity, -0, 0];

class VectorModel {
  readonly writes: Write[] = [];
  readonly cuts = new Map<number, bigint>();
  private sequence = 1n;
  private frontier = 0;

  constructor(
    readonly random: SeededRandom,
    readonly temper: Temper,
    readonly series: { run: Writer; metric: Metric; axis: AxisVersion },
  ) {}

  async append(): Promise<void> {
    const { random, temper, series } = this;
    const vectors = Array.from({ length: random.between(1, temper.vectors) }, () => this.newVector());
    const frame = { writer: 5n, sequence: this.sequence, scalars: [], vectors };
    expect(await lab.ingest.acceptFrame(series.run, encodeFrame(frame))).toMatchObject({ kind: 'accepted' });
    this.sequence++;
    for (const group of vectors) this.writes.push({ attempt: series.run.attempt, group });
  }

  /** A new attempt, which begins somewhere before the end, or nowhere in particular. */
  async restart(): Promise<void> {
    const { run } = this.series;
    const from = Math.max(0, this.frontier - this.random.below(60));
    const start = this.random.oneIn(3) ? null : BigInt(from);
    this.series.run = { ...run, attempt: run.attempt + 1, epoch: run.epoch + 1n };
    await lab.gate.open(run.runKey, run.attempt + 1, run.epoch + 1n, start);
    if (start === null) return;
    this.cuts.set(run.attempt + 1, start);
    this.frontier = from;
  }

  isHidden({ attempt, group }: Write): boolean {
    return [...this.cuts].some(([later, start]) => later > attempt && group.step >= start);
  }

  /** What counts of each step, in step order. */
  expected(): readonly Omit<FoldedVector, 'nonFinite'>[] {
    const states = new Map<bigint, Omit<FoldedVector, 'nonFinite'>>();
    for (const write of this.writes.filter((each) => !this.isHidden(each))) {
      const { step, time, elements } = write.group;
      const before = elements === undefined ? undefined : states.get(step)?.cells;
      const cells = new Map([...(before ?? []), ...cellsOf(write.group)]);
      states.set(step, { step, time, attempt: write.attempt, cells });
    }
    return [...states.values()].toSorted((a, b) => (a.step < b.step ? -1 : 1));
  }

  private newVector(): VectorGroup {
    const { random, temper, series } = this;
    const isLate = random.oneIn(6);
    const step = BigInt(isLate ? random.below(this.frontier + 1) : this.frontier++);
    const dtype = random.pick(temper.dtypes);
    const elements = random.oneIn(temper.sparseOneIn) ? this.someElements() : undefined;
    const raw = Float64Array.from({ length: elements?.length ?? temper.size }, () => this.newValue(dtype));
    const head = {
      metric: series.metric.id,
      axisVersion: series.axis.id,
      step,
      time: random.below(5),
      dtype,
      elements,
    };
    return { ...head, values: dtype === 'f64' ? raw : Float32Array.from(raw) };
  }

  private someElements(): Uint32Array {
    const { random, temper } = this;
    const odds = random.pick([2, 40]);
    return Uint32Array.from({ length: temper.size }, (_, e) => e).filter((e) => e === 0 || random.oneIn(odds));
  }

  private newValue(dtype: Dtype): number {
    if (this.random.oneIn(50)) return this.random.pick(STRANGE);
    // Eighths of small numbers are exact in every dtype.
    return dtype === 'f64' && this.random.oneIn(2) ? this.random.next() : this.random.between(-100, 100) / 8;
  }
}

async function newModel(temper: Temper, round: number): Promise<VectorModel> {
  const groups = Array.from({ length: temper.size }, (_, e) => (e % 7 === 6 ? null : e % 3));
  const frequency = Array.from({ length: temper.size }, (_, e) => (e % 11 === 0 ? 0 : 1 / (e + 1)));
  const attributes = { part: groups, frequency };
  const name = `axis ${seed} ${round}`;
  const put = { elements: temper.size, attributes, groupings: ['part'] };
  const stored = await lab.axes.put(lab.project, name, put);
  if (stored.kind !== 'stored') throw new Error(JSON.stringify(stored));
  const metric = await lab.metric(`vectors ${seed} ${round}`, { axis: name });
  return new VectorModel(new SeededRandom(seed + round), temper, {
    run: await lab.newRun(),
    metric,
    axis: stored.version,
  });
}

const plain = ({ step, time, attempt, cells }: Omit<FoldedVector, 'nonFinite'>) => {
  const elements = [...cells.keys()].toSorted((a, b) => a - b);
  return { step, time, attempt, elements, bits: bits(elements.map((e) => cells.get(e)!)) };
};

async function check(model: VectorModel): Promise<void> {
  const { run, metric, axis } = model.series;
  const series = [lab.pool, run.runKey, metric.id] as const;
  const expected = model.expected();
  const folded = await foldedVectors(series, axis);
  expect({ seed: model.random.seed, vectors: folded.map(plain) }).toEqual({
    seed: model.random.seed,
    vectors: expected.map(plain),
  });
  await checkTrajectories(model, expected);
  await checkSummary(model, expected);
  await checkGroupings(model, folded);
  await checkHistory(model, folded);
}

async function checkTrajectories(
  { series, random, temper }: VectorModel,
  expected: readonly Pick<FoldedVector, 'step' | 'cells'>[],
) {
  const { run, metric } = series;
  for (const element of [0, temper.size - 1, random.below(temper.size)]) {
    const path = await trajectory([lab.pool, run.runKey, metric.id], element);
    for (const { step, cells } of expected) if (path.has(step)) expect(path.get(step)).toBe(cells.get(element));
  }
}

const isWild = (value: number) => !Number.isFinite(value);

async function checkSummary(
  { series, random }: VectorModel,
  expected: readonly Pick<FoldedVector, 'step' | 'cells'>[],
) {
  const { rows } = await lab.pool.query(
    'SELECT n, non_finite, first_non_finite_step, first_step, last_step FROM store.series WHERE run_id = $1 AND metric_id = $2',
    [series.run.runKey, series.metric.id],
  );
  const wild = expected.map(({ cells }) => [...cells.values()].filter(isWild).length);
  expect({ seed: random.seed, ...rows[0] }).toEqual({
    seed: random.seed,
    n: BigInt(expected.length),
    non_finite: BigInt(wild.reduce((a, b) => a + b, 0)),
    first_non_finite_step: expected[wild.findIndex((n) => n > 0)]?.step ?? null,
    first_step: expected[0]?.step ?? null,
    last_step: expected.at(-1)?.step ?? 0n,
  });
}

/** Every bit, but one NaN is as good as another. */
const bitsButNaNs = (values: ArrayLike<number>) =>
  bits(Array.from(values, (value) => (Number.isNaN(value) ? Number.NaN : value)));

/** Every sealed vector has its groups, with the numbers of numerics; entries of the pyramid agree with the cells. */
async function checkGroupings({ series, temper, random }: VectorModel, folded: readonly FoldedVector[]) {
  const { axis, run, metric } = series;
  const key = [lab.pool, run.runKey, metric.id] as const;
  const { groups, labels } = axisGrouping(axis, 'part')!;
  const frequency = axis.columns.get('frequency')!;
  const stats = statNames(axis.columns);
  const columns = await tilesIn(key, 0, 0);
  const rows = await tilesIn(key, 0, -2);
  expect(rows.map(({ lo, hi, n }) => [lo, hi, n])).toEqual(columns.map(({ lo, hi, n }) => [lo, hi, n]));
  const place = random.below(stats.length);
  const cut = await tilesIn(key, 0, -2, place);
  rows.forEach(({ body, n, lo }, c) => {
    const row = decodeGroupRow(body, n);
    expect(row.stats).toEqual(stats);
    const size = labels.length * n;
    const { values } = decodeGroupStat(cut[c]!.body, n, place);
    expect(bits(values)).toEqual(bits(row.values.subarray(place * size, (place + 1) * size)));
    const at = random.below(n);
    const first = folded.findIndex(({ step }) => step === lo);
    const whole = Float64Array.from({ length: temper.size }, (_, e) => folded[first + at]!.cells.get(e) ?? Number.NaN);
    const of = (stat: string) => labels.map((_, g) => row.values[(stats.indexOf(stat) * labels.length + g) * n + at]!);
    for (const reduction of ['COUNT', 'SUM', 'MEAN', 'STD', 'MIN', 'MAX'] as const)
      expect(bitsButNaNs(of(reduction))).toEqual(
        bitsButNaNs(groupReduce(whole, groups, labels.length, reduction).values),
      );
    for (const q of [0, 0.05, 0.5, 0.95, 1])
      expect(bitsButNaNs(of(`QUANTILE ${q}`))).toEqual(
        bitsButNaNs(groupQuantiles(whole, groups, labels.length, [q]).values),
      );
    if (frequency.kind !== 'number') throw new Error('frequency is a number');
    const weighted = groupReduce(whole, groups, labels.length, 'MEAN', frequency.values).values;
    expect(bitsButNaNs(of('MEAN by frequency'))).toEqual(bitsButNaNs(weighted));
  });
  if (temper.size <= 4096) await checkPyramid({ key, random, temper }, folded);
}

async function checkPyramid(
  { key, random, temper }: { key: Parameters<typeof tilesIn>[0]; random: SeededRandom; temper: Temper },
  folded: readonly FoldedVector[],
) {
  const element = random.below(temper.size);
  for (const [i, size] of [16, 64, 256].entries()) {
    const rows = await tilesIn(key, i + 1, 0);
    const cut = await tilesIn(key, i + 1, 0, element);
    const columns = await tilesIn(key, 0, 0);
    expect(rows.map(({ lo, hi, n }) => [lo, hi, n])).toEqual(
      columns.map(({ lo, hi, n }) => [lo, hi, Math.ceil(n / size)]),
    );
    rows.forEach(({ body, n, lo }, c) => {
      const whole = decodeVectorEntries(body, n);
      const { entries, ...own } = decodeElementEntries(cut[c]!.body, n, element);
      expect(entries).toEqual(whole.entries);
      const first = folded.findIndex(({ step }) => step === lo);
      const at = random.below(n);
      const part = folded.slice(first + at * size, first + Math.min((at + 1) * size, columns[c]!.n));
      const numbers = part.flatMap(({ cells }) => cells.get(element) ?? []).filter((value) => !Number.isNaN(value));
      expect(entries.firstSteps[at]).toBe(part[0]!.step);
      expect(entries.lastSteps[at]).toBe(part.at(-1)!.step);
      expect(entries.vectors[at]).toBe(part.length);
      expect(own.numbers[at]).toBe(numbers.length);
      expect(own.numbers[at]).toBe(whole.numbers[element * n + at]);
      expect(own.min[at]).toBe(numbers.length === 0 ? Number.NaN : Math.min(...numbers) + 0 || own.min[at]);
      expect(own.max[at]).toBe(numbers.length === 0 ? Number.NaN : Math.max(...numbers) + 0 || own.max[at]);
      const finite = numbers.filter(Number.isFinite);
      expect(own.finite[at]).toBe(finite.length);
      const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
      // A plain sum of 256 numbers of this size is this exact.
      if (finite.length > 0) expect(own.mean[at]).toBeCloseTo(mean, 9);
      else expect(own.mean[at]).toBeNaN();
    });
  }
}

/** Nothing that was ever logged is lost: it counts, or it is in the history. */
async function checkHistory({ series, writes, random }: VectorModel, folded: readonly FoldedVector[]) {
  const history = await historyVectors([lab.pool, series.run.runKey, series.metric.id]);
  const states = new Map<bigint, FoldedVector[]>();
  for (const state of [...folded, ...history]) states.set(state.step, [...(states.get(state.step) ?? []), state]);
  for (const { attempt, group } of writes) {
    const there = (states.get(group.step) ?? []).filter((state) => state.attempt === attempt);
    for (const [element, value] of cellsOf(group)) {
      if (there.some(({ cells }) => cells.has(element) && Object.is(cells.get(element), value))) continue;
      throw new Error(`seed ${random.seed}: ${value} of element ${element} at step ${group.step} is lost`);
    }
  }
}

const TEMPERS: Record<string, Temper> = {
  'a few elements, any dtype': {
    size: 3,
    dtypes: ['f32', 'f16', 'bf16', 'f64'],
    sparseOneIn: 3,
    batches: 60,
    vectors: 60,
  },
  'layers, one dtype': { size: 700, dtypes: ['f16'], sparseOneIn: 9, batches: 14, vectors: 40 },
  'mostly sparse': { size: 5000, dtypes: ['f32'], sparseOneIn: 1, batches: 12, vectors: 12 },
  'two blocks, dense': { size: 4100, dtypes: ['f32', 'f64'], sparseOneIn: 20, batches: 12, vectors: 10 },
};

it.each(Object.keys(TEMPERS))(
  'agrees with a naive list of vectors: %s',
  async (name) => {
    const temper = TEMPERS[name]!;
    const model = await newModel(temper, Object.keys(TEMPERS).indexOf(name));
    const folder = newFolder(lab.pool);
    for (let batch = 0; batch < temper.batches; batch++) {
      await model.append();
      if (model.random.oneIn(8)) await model.restart();
      if (!model.random.oneIn(3)) continue;
      await foldAll(folder, model.series.run.runKey);
      if (model.random.oneIn(4)) await check(model);
    }
    await lab.gate.close(model.series.run.runKey, model.series.run.epoch);
    await foldAll(folder, model.series.run.runKey);
    await check(model);
    expect(await tilesIn([lab.pool, model.series.run.runKey, model.series.metric.id], 0, -1)).toEqual([]);
  },
  120_000,
);
