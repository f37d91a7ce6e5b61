import { type Dtype, encodeFrame, type ScalarGroup } from '@graticule/contracts';
import type { Folder, Metric, Writer } from '@graticule/metrics';
import type { MetricLab } from './metric-lab.js';
import { checkScalars, checkSeries, checkSeriesRow, demand } from './store-checks.js';
import { foldAll, foldByTwo, newFolder, pointsTiles, storedRun, unfolded } from './store-folding.js';
import { checkHistory } from './store-history-checks.js';
import { SeededRandom } from './store-random.js';
import { type ReferenceCut, ReferenceSeries, type Ruler, stepAt } from './store-reference.js';

/** How wild a round is. */
export interface Temper {
  readonly name: string;
  readonly batches: number;
  /** Steps of a group. */
  readonly size: readonly [low: number, high: number];
  readonly metrics: number;
  /** One in so many groups goes on where the series ends; the others are late, shuffled or sent again. */
  readonly disorderOneIn: number;
  readonly attemptOneIn: number;
  readonly foldOneIn: number;
  readonly checkOneIn: number;
  readonly ruler: Ruler;
}

const FIRST_STEP = -(2n ** 63n);

export const RULERS: readonly Ruler[] = [
  { base: 0n, stride: 1n },
  { base: -5000n, stride: 1n },
  { base: 2n ** 53n - 700n, stride: 1n },
  { base: -(2n ** 53n) - 700n, stride: 3n },
  { base: 2n ** 62n, stride: 1n },
  { base: FIRST_STEP, stride: 2n ** 40n },
  { base: 100n, stride: 250n },
];

const START_MS = 1_790_000_000_000;
const WRITERS = [1n, 2n, 2n ** 62n];
const SPECIAL = [Number.NaN, Infinity, -Infinity, -0, 0];
const EXTREME = [...SPECIAL, 5e-324, -5e-324, Number.MAX_VALUE, 1e308];

interface Batch {
  readonly key: string;
  /** Per series: the first and the last place in the batch. */
  readonly extent: ReadonlyMap<number, readonly [low: number, high: number]>;
}

type Columns = Pick<ScalarGroup, 'dtype'> & {
  readonly places: readonly number[];
  readonly times: readonly number[];
  readonly keys: readonly number[];
  /** [key][step] */
  readonly values: readonly number[];
};

/** One run, its reference, and everything that happens to both. */
export class StoreModel {
  points = 0;
  private run!: Writer;
  private readonly cuts: ReferenceCut[] = [];
  private metrics!: readonly Metric[];
  private readonly series: readonly ReferenceSeries[];
  private readonly folders: readonly [Folder, Folder];
  private readonly sequences = new Map<bigint, bigint>();
  private readonly batches: Batch[] = [];
  private readonly random: SeededRandom;
  private frontier = 0;
  private clock = START_MS;
  private last: Columns | undefined;
  private cutsPending: 'yes' | 'no' = 'no';

  constructor(
    private readonly lab: MetricLab,
    readonly seed: number,
    private readonly temper: Temper,
  ) {
    this.random = new SeededRandom(seed);
    this.series = Array.from({ length: temper.metrics }, () => new ReferenceSeries(temper.ruler));
    this.folders = [newFolder(lab.pool), newFolder(lab.pool)];
  }

  /** Plays the whole round; throws at the first answer that differs. */
  async play(): Promise<void> {
    const { batches, foldOneIn, checkOneIn, attemptOneIn, metrics } = this.temper;
    this.run = await this.lab.newRun();
    this.metrics = await Promise.all(Array.from({ length: metrics }, (_, m) => this.lab.metric(`m${m}`)));
    for (let batch = 0; batch < batches; batch++) {
      if (this.random.oneIn(attemptOneIn)) await this.resume();
      await this.append();
      if (this.random.oneIn(foldOneIn)) await this.fold();
      if (this.random.oneIn(checkOneIn)) await this.check('remembered');
    }
    await this.check('fresh');
    await this.foldWhole();
    await this.check('remembered');
    await this.lab.gate.close(this.run.runKey, this.run.epoch);
    await this.foldWhole();
    await this.check('remembered');
    await this.check('fresh');
  }

  private where(what: string): string {
    const { temper, seed, batches } = this;
    return `SEED=${seed} ${temper.name}, run ${this.run.runKey}, ${batches.length} batches, ${what}`;
  }

  /** Another attempt, or the same one opened again with a lower first step; sometimes after the run had ended. */
  private async resume(): Promise<void> {
    const { random } = this;
    if (random.oneIn(3)) {
      await this.lab.gate.close(this.run.runKey, this.run.epoch);
      if (random.oneIn(2)) await this.foldWhole();
    }
    const again = this.run.attempt > 1 && random.oneIn(4);
    const attempt = this.run.attempt + (again ? 0 : 1);
    this.run = { ...this.run, attempt, epoch: this.run.epoch + 1n };
    const place = random.oneIn(3)
      ? random.below(this.frontier + 1)
      : Math.floor(this.frontier * (0.7 + 0.3 * random.next()));
    const { base, stride } = this.temper.ruler;
    // Between two steps as well; before the first one only where there is a step before it.
    const off = stride > 2n ? BigInt(random.between(place === 0 && base === FIRST_STEP ? 0 : -1, 1)) : 0n;
    const startStep = random.oneIn(4) ? null : stepAt(this.temper.ruler, place) + off;
    await this.lab.gate.open(this.run.runKey, attempt, this.run.epoch, startStep);
    if (startStep === null) return;
    const known = this.cuts.findIndex((cut) => cut.attempt === attempt);
    // A cut only ever moves down: what it once hid stays hidden.
    if (known < 0) this.cuts.push({ attempt, startStep });
    else if (this.cuts[known]!.startStep > startStep) this.cuts[known] = { attempt, startStep };
    this.cutsPending = 'yes';
    if (random.oneIn(2)) this.frontier = place;
  }

  private async append(): Promise<void> {
    const { random, run, lab } = this;
    const writer = random.pick(WRITERS);
    const sequence = this.sequences.get(writer) ?? 1n;
    const groups = Array.from({ length: random.oneIn(4) ? 2 : 1 }, () => this.newGroup());
    const bytes = encodeFrame({ writer, sequence, vectors: [], scalars: groups.map((group) => this.groupOf(group)) });
    if (random.oneIn(10)) {
      const early = encodeFrame({
        writer,
        sequence: sequence + 1n,
        vectors: [],
        scalars: groups.map((group) => this.groupOf(group)),
      });
      expect(await lab.ingest.acceptFrame(run, early)).toEqual({ kind: 'gap', expected: sequence });
      if (run.attempt > 1)
        expect((await lab.ingest.acceptFrame({ ...run, attempt: run.attempt - 1 }, bytes)).kind).toBe('stale');
    }
    expect((await lab.ingest.acceptFrame(run, bytes)).kind).toBe('accepted');
    if (random.oneIn(6)) expect((await lab.freshIngest().acceptFrame(run, bytes)).kind).toBe('duplicate');
    this.sequences.set(writer, sequence + 1n);
    const extent = new Map<number, readonly [number, number]>();
    for (const group of groups) this.note(group, extent);
    this.batches.push({ key: `${writer} ${sequence}`, extent });
    this.last = groups.at(-1);
  }

  private groupOf({ keys, places, times, values, dtype }: Columns): ScalarGroup {
    return {
      metrics: Uint32Array.from(keys, (key) => this.metrics[key]!.id),
      steps: BigInt64Array.from(places, (place) => stepAt(this.temper.ruler, place)),
      times: Float64Array.from(times),
      dtype,
      values: dtype === 'f64' ? Float64Array.from(values) : Float32Array.from(values),
    };
  }

  private note({ keys, places, times, values }: Columns, extent: Map<number, readonly [number, number]>): void {
    const { attempt } = this.run;
    this.points += values.length;
    keys.forEach((key, k) => {
      const series = this.series[key]!;
      let [low, high] = extent.get(key) ?? [Infinity, -Infinity];
      places.forEach((place, i) => {
        series.write({ place, attempt, time: times[i]!, value: values[k * places.length + i]! });
        [low, high] = [Math.min(low, place), Math.max(high, place)];
      });
      extent.set(key, [low, high]);
    });
  }

  private newGroup(): Columns {
    const { random, temper } = this;
    if (this.last !== undefined && random.oneIn(12)) return this.last; // the very same points once more
    const n = random.between(...temper.size);
    const places = this.newPlaces(n);
    const beat = random.oneIn(3) ? random.next() * 10 : random.below(100);
    const times = places.map((_, i) => this.clock + i * beat);
    this.clock = random.oneIn(20) ? START_MS - 50 : this.clock + n * beat;
    const all = this.series.map((_, key) => key);
    const keys = random.oneIn(3) ? [random.pick(all)] : all.filter(() => !random.oneIn(4));
    if (keys.length === 0) keys.push(0);
    return { places, times, keys, ...newValues(random, n * keys.length) };
  }

  private newPlaces(n: number): number[] {
    const { random, frontier } = this;
    const ahead = Array.from({ length: n }, (_, i) => frontier + i);
    if (!random.oneIn(this.temper.disorderOneIn)) {
      const gap = random.oneIn(5) ? random.below(n * 2) : 0;
      this.frontier = frontier + n + gap;
      return ahead;
    }
    // Far back, around the end, or on few steps again and again.
    const reach = random.pick([frontier + n, Math.min(frontier, n * 2) + n, Math.min(frontier + n, 5)]);
    const low = random.oneIn(2) ? Math.max(0, frontier + n - reach) : random.below(Math.max(1, frontier + n - reach));
    this.frontier = Math.max(frontier, low + reach);
    return ahead.map(() => low + random.below(reach));
  }

  private async fold(): Promise<void> {
    const { random, run } = this;
    const way = random.below(4);
    if (way < 2) await this.folders[way]!.fold(run.runKey);
    else if (way === 2) await this.foldWhole();
    else {
      // Folding changes no answer: one that is given in its middle is right too.
      const series = random.below(this.series.length);
      await Promise.all([foldByTwo(this.folders, run.runKey), this.checkWhileFolding(series)]);
      this.cutsPending = 'no';
    }
  }

  private async checkWhileFolding(key: number): Promise<void> {
    for (const reader of [this.lab.reader, this.lab.freshReader()]) {
      const compared = this.compared(key, { reader, what: 'read while folding' });
      await checkScalars(compared, compared.reference.canonical(this.cuts));
    }
  }

  private async foldWhole(): Promise<void> {
    const { run, lab } = this;
    expect(await foldAll(this.folders[0], run.runKey)).toBe('nothing');
    this.cutsPending = 'no';
    const stored = await storedRun(lab.pool, run.runKey);
    expect(stored.journal).toEqual([]);
    for (const [key, series] of this.series.entries()) {
      const points = series.canonical(this.cuts);
      const metric = this.metrics[key]!.id;
      const where = this.where(`metric ${metric}`);
      const tiles = await pointsTiles(lab.pool, run.runKey, metric);
      demand(
        tiles.points === BigInt(points.steps.length),
        () => `${where}: ${tiles.points} points in tiles instead of ${points.steps.length}`,
      );
      demand(tiles.overlaps === 0n, () => `${where}: ${tiles.overlaps} points tiles overlap`);
      const rows = stored.series as readonly Record<string, unknown>[];
      checkSeriesRow(
        where,
        rows.find((row) => row['metric_id'] === metric),
        points,
      );
    }
  }

  private compared(key: number, { reader, what }: { readonly reader: MetricLab['reader']; readonly what: string }) {
    const [metric, reference] = [this.metrics[key]!, this.series[key]!];
    const where = this.where(`${reference.length} writes of metric ${metric.id}, ${what}`);
    return { reader, run: this.run, metric, reference, cuts: this.cuts, where };
  }

  private async check(memory: 'remembered' | 'fresh'): Promise<void> {
    const reader = memory === 'fresh' ? this.lab.freshReader() : this.lab.reader;
    const tail = await unfolded(this.lab.pool, this.run.runKey);
    const listed = (await reader.list(this.run.runKey)).map(({ metric }) => metric.name).toSorted();
    const there = this.metrics.filter((_, key) => this.series[key]!.canonical(this.cuts).steps.length > 0);
    expect([this.where('list'), ...listed]).toEqual([this.where('list'), ...there.map(({ name }) => name).toSorted()]);
    for (const key of this.series.keys()) {
      const compared = this.compared(key, { reader, what: `${memory} reader` });
      await checkSeries(compared, this.random, this.exactness(key, tail));
      await checkHistory(compared, this.random);
    }
  }

  /** An answer may be inexact only while a cut, or a step that is not beyond what is folded, waits for the fold. */
  private exactness(key: number, tail: ReadonlySet<string>): 'exact' | 'may be inexact' {
    if (this.cutsPending === 'yes') return 'may be inexact';
    const [waiting, folded] = [Infinity, -Infinity].map((none, side) => {
      const places = this.batches
        .filter((batch) => tail.has(batch.key) === (side === 0))
        .flatMap(({ extent }) => extent.get(key)?.[side === 0 ? 0 : 1] ?? []);
      return side === 0 ? Math.min(none, ...places) : Math.max(none, ...places);
    });
    return waiting! > folded! ? 'exact' : 'may be inexact';
  }
}

/** Values of one kind, in a type that holds them. */
function newValues(random: SeededRandom, n: number): { readonly dtype: Dtype; readonly values: readonly number[] } {
  const special = random.pick([0, 0, 6, 300]);
  const list = random.oneIn(4) ? EXTREME : SPECIAL;
  const of = (make: (i: number) => number) =>
    Array.from({ length: n }, (_, i) => (special > 0 && random.oneIn(special) ? random.pick(list) : make(i)));
  let walk = random.next() * 100;
  switch (random.below(8)) {
    case 0:
      return { dtype: 'f64', values: of(() => (random.next() - 0.5) * 1000) };
    case 1:
      return { dtype: 'f32', values: of(() => random.next() - 0.5).map(Math.fround) };
    case 2:
      return { dtype: 'f64', values: of((i) => i) };
    case 3:
      return { dtype: 'f64', values: of(() => Math.round(random.next() * 10_000) / 100) };
    case 4:
      return { dtype: 'f64', values: of(() => Math.fround((walk += random.next() - 0.5))) };
    case 5:
      return { dtype: 'f64', values: of(() => walk) };
    case 6:
      // Whole numbers that half a float holds exactly; of the extremes it holds none.
      return {
        dtype: random.oneIn(2) ? 'f16' : 'bf16',
        values: of(() => random.below(512) - 256).map((v) => (Math.abs(v) < 1 || Math.abs(v) > 256 ? SPECIAL[0]! : v)),
      };
    default:
      return { dtype: 'f64', values: of(() => (random.next() - 0.5) * 10 ** random.between(-280, 280)) };
  }
}
