import { type Dtype, encodeFrame, type VectorGroup } from '@graticule/contracts';
import type { AxisVersion, Folder, Metric, SeriesReader, Slice, SliceRequest, Writer } from '@graticule/metrics';
import { groupQuantiles, groupReduce } from '@graticule/numerics';
import type { MetricLab } from './metric-lab.js';
import { foldAll, newFolder } from './store-folding.js';
import type { SeededRandom } from './store-random.js';

/** How wild a round is. */
export interface VectorTemper {
  readonly elements: number;
  readonly batches: number;
  /** Vectors of a batch, at most. */
  readonly size: number;
  readonly dtypes: readonly Dtype[];
  /** One in so many vectors is sparse. */
  readonly sparseOneIn: number;
  /** One in so many batches is late or sent again. */
  readonly disorderOneIn: number;
  readonly attemptOneIn: number;
  readonly foldOneIn: number;
  readonly checkOneIn: number;
  readonly stride: bigint;
}

type Cells = readonly (number | null)[];

interface Write {
  readonly step: bigint;
  readonly time: number;
  readonly attempt: number;
  readonly dtype: Dtype;
  /** Null: not logged. */
  readonly cells: Cells;
}

type Vector = Pick<Write, 'step' | 'time' | 'cells'>;

const WRITERS = [1n, 2n, 2n ** 62n];
const SPECIAL = [Number.NaN, Infinity, -Infinity, -0, 0];
const GROUPS = 3;
const QUANTILES = [0.5, 0, 0.95];

/** One axis series beside a list of everything written to it, which answers every question by walking it. */
export class VectorModel {
  private run!: Writer;
  private metric!: Metric;
  private axis!: AxisVersion;
  private readonly writes: Write[] = [];
  private readonly cuts: { readonly attempt: number; readonly startStep: bigint }[] = [];
  private readonly sequences = new Map<bigint, bigint>();
  private readonly folder: Folder;
  private frontier = 0;
  private clock = 1_790_000_000_000;
  private last: readonly Write[] = [];
  private batch = 0;

  constructor(
    private readonly lab: MetricLab,
    private readonly random: SeededRandom,
    private readonly temper: VectorTemper,
  ) {
    this.folder = newFolder(lab.pool);
  }

  /** Plays the whole round; throws at the first answer that differs. */
  async play(name: string): Promise<void> {
    const { lab, random, temper } = this;
    const { elements } = temper;
    this.run = await lab.newRun();
    const body = { elements, attributes: { third: [...this.groups()], mass: this.masses() } };
    const stored = await lab.axes.put(lab.project, name, { ...body, groupings: random.oneIn(2) ? ['third'] : [] });
    if (stored.kind !== 'stored') throw new Error(JSON.stringify(stored));
    this.axis = stored.version;
    this.metric = await lab.metric(name, { axis: name });
    for (this.batch = 0; this.batch < temper.batches; this.batch++) {
      if (random.oneIn(temper.attemptOneIn)) await this.resume();
      await this.append();
      if (random.oneIn(temper.foldOneIn)) await foldAll(this.folder, this.run.runKey);
      if (random.oneIn(temper.checkOneIn)) await this.check(lab.reader);
      if (this.batch * 2 === temper.batches) await lab.axes.put(lab.project, name, { ...body, groupings: ['third'] });
    }
    await this.check(lab.freshReader());
    await foldAll(this.folder, this.run.runKey);
    await this.check(lab.reader);
    await lab.gate.close(this.run.runKey, this.run.epoch);
    await foldAll(this.folder, this.run.runKey);
    await this.check(lab.reader);
    await this.check(lab.freshReader());
  }

  private groups = () => Int32Array.from({ length: this.temper.elements }, (_, e) => (e * 7) % GROUPS);
  private masses = () => Array.from({ length: this.temper.elements }, (_, e) => (e % 5) / 4);
  private where = () =>
    `SEED=${this.random.seed}, ${this.temper.elements} elements, run ${this.run.runKey}, batch ${this.batch}`;

  private async resume(): Promise<void> {
    const { random, run } = this;
    this.run = { ...run, attempt: run.attempt + 1, epoch: run.epoch + 1n };
    const place = random.below(this.frontier + 1);
    const startStep = random.oneIn(4) ? null : this.stepAt(place);
    await this.lab.gate.open(this.run.runKey, this.run.attempt, this.run.epoch, startStep);
    if (startStep === null) return;
    this.cuts.push({ attempt: this.run.attempt, startStep });
    if (random.oneIn(2)) this.frontier = place;
  }

  private stepAt = (place: number): bigint => BigInt(place) * this.temper.stride - 50n;

  private async append(): Promise<void> {
    const { random, temper } = this;
    const writer = random.pick(WRITERS);
    const sequence = this.sequences.get(writer) ?? 1n;
    const repeats = this.last.length > 0 && random.oneIn(14);
    const writes = repeats ? this.last : Array.from({ length: random.between(1, temper.size) }, () => this.newWrite());
    const vectors = writes.map((write) => this.groupOf(write));
    const bytes = encodeFrame({ writer, sequence, scalars: [], vectors });
    expect((await this.lab.ingest.acceptFrame(this.run, bytes)).kind).toBe('accepted');
    this.sequences.set(writer, sequence + 1n);
    this.writes.push(...writes.map((write) => ({ ...write, attempt: this.run.attempt })));
    this.last = writes;
  }

  private newWrite(): Write {
    const { random, temper } = this;
    const isLate = this.frontier > 0 && random.oneIn(temper.disorderOneIn);
    const place = isLate ? random.below(this.frontier) : this.frontier;
    if (!isLate) this.frontier += random.oneIn(9) ? random.between(1, 6) : 1;
    const dtype = random.pick(temper.dtypes);
    const logged = random.below(temper.elements);
    const share = random.pick([0.02, 0.3, 0.9]);
    const isSparse = temper.elements > 1 && random.oneIn(temper.sparseOneIn);
    const cells = Array.from({ length: temper.elements }, (_, e) =>
      isSparse && e !== logged && (e === (logged + 1) % temper.elements || random.next() > share)
        ? null
        : newValue(random, dtype),
    );
    return {
      step: this.stepAt(place),
      time: (this.clock += random.below(50)),
      attempt: this.run.attempt,
      dtype,
      cells,
    };
  }

  private groupOf({ step, time, dtype, cells }: Write): VectorGroup {
    const logged = [...cells.keys()].filter((e) => cells[e] !== null);
    const values = logged.map((e) => cells[e]!);
    return {
      metric: this.metric.id,
      axisVersion: this.axis.id,
      step,
      time,
      dtype,
      elements: logged.length === cells.length ? undefined : Uint32Array.from(logged),
      values: dtype === 'f64' ? Float64Array.from(values) : Float32Array.from(values),
    };
  }

  private isHidden = ({ attempt, step }: Write): boolean =>
    this.cuts.some((cut) => cut.attempt > attempt && step >= cut.startStep);

  /** One vector per step. */
  private canonical(): readonly Vector[] {
    const seen = new Map<bigint, Vector>();
    for (const write of this.writes)
      if (!this.isHidden(write)) seen.set(write.step, laidOver(seen.get(write.step), write));
    return [...seen.values()].toSorted((a, b) => (a.step < b.step ? -1 : 1));
  }

  private async check(reader: SeriesReader): Promise<void> {
    const all = this.canonical();
    await this.checkSummary(reader, all);
    if (all.length === 0) return;
    for (let i = 0; i < 2; i++) {
      const range = this.newRange(all);
      const within = all.filter(({ step }) => step >= range.from && step <= range.to);
      await this.checkLines(reader, within, range);
      await this.checkReductions(reader, within, range);
      await this.checkEnvelope(reader, within, range);
    }
    await this.checkVectors(reader, all);
    await this.checkHistory(reader);
  }

  private newRange(all: readonly Vector[]): Range {
    const { random } = this;
    const ends = [random.pick(all).step, random.pick(all).step].toSorted((a, b) => (a < b ? -1 : 1));
    return random.oneIn(3)
      ? { from: -(2n ** 63n), to: 2n ** 63n - 1n }
      : { from: ends[0]! + BigInt(random.between(-1, 1)), to: ends[1]! };
  }

  private chosen(): number[] {
    const { random, temper } = this;
    return Array.from({ length: random.between(1, 4) }, () => random.below(temper.elements));
  }

  private async checkLines(reader: SeriesReader, within: readonly Vector[], steps: Range): Promise<void> {
    const indices = this.random.oneIn(6) ? [...this.groups().keys()].slice(0, 150) : this.chosen();
    const mode = this.random.oneIn(3) ? 'LAST' : 'RAW';
    const slice = await this.read(reader, { mode, maxPoints: 20_000, steps, axis: { select: { indices } } });
    const expected = mode === 'LAST' ? within.slice(-1) : within;
    this.same(
      `${mode} steps`,
      [...slice.steps],
      expected.map(({ step }) => step),
    );
    this.same('total', [slice.pointsTotal, slice.exact], [BigInt(within.length), true]);
    slice.lines.forEach(({ values, count, times }, line) => {
      const cells = expected.map((vector) => vector.cells[indices[line]!]!);
      this.sameBits(`element ${indices[line]}`, values, numbers(cells));
      this.same(
        'presence',
        [...count!],
        cells.map((cell) => (cell === null ? 0 : 1)),
      );
      this.same(
        'times',
        [...times!],
        expected.map(({ time }) => time),
      );
    });
  }

  private async checkReductions(reader: SeriesReader, within: readonly Vector[], steps: Range): Promise<void> {
    const groups = this.groups();
    const reduce = this.random.pick(['SUM', 'MEAN', 'STD', 'MIN', 'MAX', 'COUNT'] as const);
    const weighs = this.random.oneIn(2) && (reduce === 'MEAN' || reduce === 'SUM');
    const axis = { groupBy: 'third', reduce, ...(weighs ? { weights: 'mass' } : {}) };
    const slice = await this.read(reader, { mode: 'RAW', maxPoints: 20_000, steps, axis });
    const masses = weighs ? Float64Array.from(this.masses()) : undefined;
    const expected = within.map(({ cells }) => groupReduce(numbers(cells), groups, GROUPS, reduce, masses).values);
    slice.lines.forEach(({ values, group }) => {
      const wanted = expected.map((row) => row[Number(group)]!);
      this.sameBits(`${reduce} of ${group}, weighed ${weighs}`, values, wanted);
    });
    const spread = { groupBy: 'third', reduce: 'QUANTILES', quantiles: QUANTILES } as const;
    const quantiles = await this.read(reader, { mode: 'RAW', maxPoints: 20_000, steps, axis: spread });
    const rows = within.map(({ cells }) => groupQuantiles(numbers(cells), groups, GROUPS, QUANTILES).values);
    quantiles.lines.forEach(({ values, group, quantile }) => {
      const wanted = rows.map((row) => row[Number(group) * QUANTILES.length + QUANTILES.indexOf(quantile!)]!);
      this.sameBits(`quantile ${quantile} of ${group}`, values, wanted);
    });
  }

  private async checkEnvelope(reader: SeriesReader, within: readonly Vector[], steps: Range): Promise<void> {
    const indices = this.chosen();
    const maxPoints = this.random.between(1, Math.max(2, Math.ceil(within.length / 3)));
    const slice = await this.read(reader, { maxPoints, steps, axis: { select: { indices } } });
    this.same('envelope', [slice.pointsTotal, slice.exact], [BigInt(within.length), true]);
    this.same('buckets', slice.steps.length <= maxPoints && slice.steps[0] === within[0]?.step, true);
    slice.steps.forEach((start, b) => {
      const end = slice.steps[b + 1];
      const inside = within.filter(({ step }) => step >= start && (end === undefined || step < end));
      slice.lines.forEach(({ values, min, max, count }, line) => {
        const cells = inside.map((vector) => vector.cells[indices[line]!]!);
        const found = cells.filter((cell) => cell !== null && !Number.isNaN(cell));
        const told = [count![b], min![b]! + 0, max![b]! + 0];
        const extremes = found.length === 0 ? [NaN, NaN] : [Math.min(...found) + 0, Math.max(...found) + 0];
        this.same(`bucket ${b} of ${slice.steps.length}`, told, [found.length, ...extremes]);
        const mean = found.length === 0 ? NaN : found.reduce((sum, x) => sum + x / found.length, 0);
        const scale = Math.max(0, ...found.map(Math.abs));
        const agrees = Number.isFinite(mean)
          ? Math.abs(values[b]! - mean) <= scale * 1e-12
          : Object.is(values[b], mean);
        this.same(`mean ${values[b]} instead of ${mean} in bucket ${b}`, agrees, true);
      });
    });
  }

  private async checkVectors(reader: SeriesReader, all: readonly Vector[]): Promise<void> {
    for (const at of ['first', 'last', this.random.pick(all).step] as const) {
      const wanted = at === 'first' ? all[0]! : at === 'last' ? all.at(-1)! : all.find(({ step }) => step === at)!;
      const found = await reader.vectorAt(this.run.runKey, this.metric.id, at);
      this.same(`vector ${at}`, [found?.step, found?.time], [wanted.step, wanted.time]);
      this.sameBits(`cells ${at}`, found?.values ?? [], numbers(wanted.cells));
    }
    const [now, then] = [this.random.pick(all), this.random.pick(all)];
    const topK = { k: 5, by: 'LARGEST_CHANGE', atStep: now.step, sinceStep: then.step } as const;
    const slice = await this.read(reader, { mode: 'LAST', axis: { select: { topK } } });
    const changes = numbers(now.cells).map((x, e) => Math.abs(x - (then.cells[e] ?? NaN)));
    const order = [...changes.keys()].filter((e) => !Number.isNaN(changes[e]!));
    const ranked = order.toSorted((a, b) => (changes[a]! > changes[b]! ? -1 : changes[a]! < changes[b]! ? 1 : a - b));
    this.same(
      'ranks',
      slice.lines.map(({ element }) => element!.index),
      ranked.slice(0, 5),
    );
  }

  private async checkSummary(reader: SeriesReader, all: readonly Vector[]): Promise<void> {
    const summary = (await reader.summaries(this.run.runKey, [this.metric.id])).get(this.metric.id);
    const wild = all.map(({ cells }) => cells.filter((cell) => cell !== null && !Number.isFinite(cell)).length);
    const expected = {
      count: BigInt(all.length),
      nonFinite: BigInt(wild.reduce((a, b) => a + b, 0)),
      firstNonFiniteStep: all[wild.findIndex((count) => count > 0)]?.step ?? null,
      firstStep: all[0]?.step ?? null,
      lastStep: all.at(-1)?.step ?? null,
    };
    if (all.length === 0) this.same('summary of nothing', summary, undefined);
    else expect({ where: this.where(), ...summary }).toMatchObject({ where: this.where(), ...expected });
  }

  /** Whatever was written densely at a step that has seen nothing else: identical vectors once, the one that counts last. */
  private async checkHistory(reader: SeriesReader): Promise<void> {
    const element = this.random.below(this.temper.elements);
    const history = {
      mode: 'RAW',
      history: true,
      maxPoints: 20_000,
      axis: { select: { indices: [element] } },
    } as const;
    const slice = await this.read(reader, history);
    const steps = new Map<bigint, Write[]>();
    for (const write of this.writes) steps.set(write.step, [...(steps.get(write.step) ?? []), write]);
    for (const [step, writes] of steps) {
      if (writes.some(({ cells }) => cells.includes(null))) continue;
      const counts = writes.findLast((write) => !this.isHidden(write));
      const seen = new Set(counts === undefined ? [] : [identityOf(counts)]);
      const earlier = writes.filter((write) => {
        const isKnown = seen.has(identityOf(write));
        seen.add(identityOf(write));
        return !isKnown;
      });
      const expected = counts === undefined ? earlier : [...earlier, counts];
      const places = [...slice.steps.keys()].filter((at) => slice.steps[at] === step);
      const told = places.map((at) => face(slice.lines[0]!.times![at]!, slice.lines[0]!.values[at]!));
      const wanted = expected.map(({ time, cells }) => face(time, cells[element]!));
      // A vector that was sent again after others were may stand at either place.
      const repeats = new Set(writes.map(identityOf)).size < writes.length;
      this.same(`history of ${step}`, repeats ? told.toSorted() : told, repeats ? wanted.toSorted() : wanted);
      this.same(`end of the history of ${step}`, told.at(-1), counts === undefined ? told.at(-1) : wanted.at(-1));
    }
  }

  private async read(reader: SeriesReader, request: SliceRequest): Promise<Slice> {
    const slice = await reader.slice(this.run.runKey, this.metric, request);
    if (slice.kind !== 'slice') throw new Error(`${this.where()}: ${JSON.stringify(slice.problems)}`);
    return slice;
  }

  private sameBits(what: string, actual: ArrayLike<number>, expected: ArrayLike<number>): void {
    const [a, b] = [bitsOf(actual), bitsOf(expected)];
    // Comparing bytes first: a list of thousands of numbers takes the matcher long.
    if (Buffer.compare(new Uint8Array(a.buffer), new Uint8Array(b.buffer)) !== 0) this.same(what, [...a], [...b]);
  }

  private same(what: string, actual: unknown, expected: unknown): void {
    expect([this.where(), what, actual]).toEqual([this.where(), what, expected]);
  }
}

interface Range {
  readonly from: bigint;
  readonly to: bigint;
}

function laidOver(before: Vector | undefined, { step, time, cells }: Write): Vector {
  const isDense = !cells.includes(null);
  return {
    step,
    time,
    cells: isDense || before === undefined ? cells : cells.map((cell, e) => cell ?? before.cells[e]!),
  };
}

/** A value that the dtype holds exactly. */
function newValue(random: SeededRandom, dtype: Dtype): number {
  if (random.oneIn(12)) return random.pick(SPECIAL);
  if (dtype === 'f64') return random.next() * 200 - 100;
  if (dtype === 'f32') return Math.fround(random.next() * 200 - 100);
  return (random.below(256) - 128) / 4;
}

const face = (time: number, value: number) => `${time} ${Object.is(value, -0) ? '-0' : value}`;
const IDENTITIES = new WeakMap<Cells, string>();

function identityOf({ attempt, time, cells }: Write): string {
  const known = IDENTITIES.get(cells) ?? cells.map((cell) => (Object.is(cell, -0) ? '-0' : cell)).join();
  IDENTITIES.set(cells, known);
  return `${attempt} ${time} ${known}`;
}
const numbers = (cells: Cells) => Float64Array.from(cells, (cell) => cell ?? Number.NaN);

/** Every bit but the payload of NaN. */
function bitsOf(values: ArrayLike<number>): BigUint64Array {
  const same = new Float64Array(values);
  // oxlint-disable-next-line no-self-compare -- what is not itself is NaN; a global is dear where tests run
  for (let i = 0; i < same.length; i++) if (same[i] !== same[i]) same[i] = NOT_A_NUMBER;
  return new BigUint64Array(same.buffer);
}

const NOT_A_NUMBER = Number.NaN;
