import type { Metric, Writer } from '@graticule/metrics';
import { bits, frame, type MetricLab, metricLab, scalars, vector } from '../support/metric-lab.js';

/*
 * A reader that is too simple to be wrong against the real one: everything written is kept in a list in the order of its
 * acknowledgement; a question walks the list. The batches come from a seeded generator; its seed is printed on failure.
 */

const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000_007);
let state = seed;
const random = () => {
  state = (Math.imul(state ^ (state >>> 15), 0x2c1b_3c6d) + 0x9e37_79b9) | 0;
  const mixed = Math.imul(state ^ (state >>> 13), 0x297a_2d39);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
};
const below = (n: number) => Math.floor(random() * n);
const SPECIAL = [Number.NaN, Infinity, -Infinity, -0, 0, 5e-324, 1e308];
const value = () => (below(8) === 0 ? SPECIAL[below(SPECIAL.length)]! : Math.fround((random() - 0.5) * 1000) / 7);

interface Written {
  readonly attempt: number;
  readonly step: bigint;
  readonly value: number;
}
interface Model {
  readonly written: Written[];
  readonly cuts: { readonly attempt: number; readonly startStep: bigint }[];
}

function canonical({ written, cuts }: Model): readonly [bigint, number][] {
  const seen = new Map<bigint, number>();
  for (const point of written) {
    const hidden = cuts.some((cut) => cut.attempt > point.attempt && point.step >= cut.startStep);
    if (!hidden) seen.set(point.step, point.value);
  }
  return [...seen].toSorted(([a], [b]) => (a < b ? -1 : 1));
}

let lab: MetricLab;
beforeAll(async () => {
  lab = await metricLab();
});
afterAll(() => lab.close());

async function compare(run: Writer, metric: Metric, model: Model) {
  const expected = canonical(model);
  const where = `seed ${seed}, ${model.written.length} writes`;
  const { steps, values } = await lab.reader.scalars(run.runKey, metric.id);
  expect([where, ...steps]).toEqual([where, ...expected.map(([step]) => step)]);
  expect(bits(values)).toEqual(bits(expected.map(([, v]) => v)));
  await compareEnvelope(run, metric, expected);
  const summary = (await lab.reader.summaries(run.runKey, [metric.id])).get(metric.id);
  const numbers = expected.filter(([, v]) => !Number.isNaN(v));
  expect(summary?.count ?? 0n).toBe(BigInt(expected.length));
  if (summary === undefined) return;
  expect(summary.nonFinite).toBe(BigInt(expected.filter(([, v]) => !Number.isFinite(v)).length));
  const max = Math.max(...numbers.map(([, v]) => v));
  expect(summary.maxStep).toBe(numbers.find(([, v]) => v === max)?.[0] ?? null);
}

async function compareEnvelope(run: Writer, metric: Metric, expected: readonly (readonly [bigint, number])[]) {
  const maxPoints = 1 + below(30);
  const slice = await lab.reader.slice(run.runKey, metric, { maxPoints });
  if (slice.kind !== 'slice') throw new Error('refused');
  expect(slice.steps.length).toBeLessThanOrEqual(maxPoints);
  const line = slice.lines[0]!;
  let counted = 0;
  slice.steps.forEach((start, b) => {
    // A bucket holds the points from its step up to that of the next.
    const end = slice.steps[b + 1];
    const inside = expected.filter(([step]) => step >= start && (end === undefined || step < end));
    const numbers = inside.map(([, v]) => v).filter((v) => !Number.isNaN(v));
    counted += inside.length;
    expect(line.count![b]).toBe(numbers.length);
    if (numbers.length === 0) return expect([line.values[b], line.min![b], line.max![b]]).toEqual([NaN, NaN, NaN]);
    // As numbers: of −0 and 0 either may stand for the extreme.
    expect([line.min![b]! + 0, line.max![b]! + 0]).toEqual([Math.min(...numbers) + 0, Math.max(...numbers) + 0]);
    const mean = numbers.reduce((a, c) => a + c / numbers.length, 0);
    const scale = Math.max(...numbers.map(Math.abs));
    // Both sums of at most a few hundred numbers: their difference is a few rounding errors of the largest.
    if (Number.isFinite(scale) && scale < 1e300)
      expect(Math.abs(line.values[b]! - mean)).toBeLessThanOrEqual(scale * 1e-12);
  });
  expect(counted).toBe(expected.length);
}

it('agrees with a naive reader after any sequence of batches, attempts and cuts', async () => {
  for (let round = 0; round < 12; round++) {
    let run = await lab.newRun();
    const metric = await lab.metric(`m${round}`);
    const offset = [0n, -500n, 2n ** 62n, 2n ** 53n - 50n][below(4)]!;
    const model: Model = { written: [], cuts: [] };
    const next = new Map<bigint, bigint>();
    for (let batch = 0; batch < 25; batch++) {
      if (below(9) === 0) {
        const startStep = below(3) === 0 ? null : offset + BigInt(below(200));
        run = { ...run, attempt: run.attempt + 1, epoch: run.epoch + 1n };
        await lab.gate.open(run.runKey, run.attempt, run.epoch, startStep);
        if (startStep !== null) model.cuts.push({ attempt: run.attempt, startStep });
      }
      const writer = BigInt(1 + below(3));
      const sequence = next.get(writer) ?? 1n;
      const ordered = below(2) === 0;
      const start = below(200);
      const steps = Array.from({ length: 1 + below(40) }, (_, i) => offset + BigInt(ordered ? start + i : below(250)));
      const values = steps.map(value);
      const bytes = frame({ writer, sequence, scalars: [scalars(metric, steps, values)] });
      expect((await lab.ingest.acceptFrame(run, bytes)).kind).toBe('accepted');
      if (below(4) === 0) expect((await lab.ingest.acceptFrame(run, bytes)).kind).toBe('duplicate');
      next.set(writer, sequence + 1n);
      steps.forEach((step, i) => model.written.push({ attempt: run.attempt, step, value: values[i]! }));
      if (below(5) === 0) await compare(run, metric, model);
    }
    await compare(run, metric, model);
    const fresh = await lab.freshReader().scalars(run.runKey, metric.id);
    expect(bits(fresh.values)).toEqual(bits(canonical(model).map(([, v]) => v)));
  }
});

it('agrees with a naive reader on dense and sparse vectors, reduced and weighted', async () => {
  const size = 12;
  const axis = await lab.axis('cells', size, { w: Array.from({ length: size }, () => below(5)) });
  const metric = await lab.metric('cells/x', { axis: 'cells' });
  const run = await lab.newRun();
  const model = new Map<number, number[]>();
  for (let sequence = 1n; sequence <= 60n; sequence++) {
    const step = below(15);
    const dense = below(3) === 0;
    const elements = Array.from({ length: size }, (_, i) => i).filter(() => dense || below(3) === 0);
    if (elements.length === 0) elements.push(0);
    const values = elements.map(() => (below(6) === 0 ? Number.NaN : random()));
    const cells = dense || !model.has(step) ? Array.from({ length: size }, () => Number.NaN) : model.get(step)!;
    elements.forEach((element, i) => (cells[element] = values[i]!));
    model.set(step, cells);
    await lab.ingest.acceptFrame(
      run,
      frame({ sequence, vectors: [vector(metric, axis.id, step, values, dense ? undefined : elements)] }),
    );
  }
  const steps = [...model.keys()].toSorted((a, b) => a - b);
  const raw = await lab.reader.slice(run.runKey, metric, {
    mode: 'RAW',
    axis: { select: { range: { from: 0, to: size } } },
  });
  const weighed = await lab.reader.slice(run.runKey, metric, { mode: 'RAW', axis: { reduce: 'MEAN', weights: 'w' } });
  if (raw.kind !== 'slice' || weighed.kind !== 'slice') throw new Error('refused');
  expect([seed, ...raw.steps].map(Number)).toEqual([seed, ...steps]);
  const column = axis.columns.get('w');
  const weights = column?.kind === 'number' ? [...column.values] : [];
  steps.forEach((step, s) => {
    const cells = model.get(step)!;
    expect(raw.lines.map((line) => line.values[s])).toEqual(cells);
    const used = cells.map((x, i) => [x, weights[i]!] as const).filter(([x, w]) => !Number.isNaN(x) && w > 0);
    const mean = used.reduce((sum, [x, w]) => sum + x * w, 0) / used.reduce((sum, [, w]) => sum + w, 0);
    // A dozen values below 5: the sums differ by a few rounding errors.
    if (used.length > 0) expect(weighed.lines[0]!.values[s]).toBeCloseTo(mean, 12);
    else expect(weighed.lines[0]!.values[s]).toBeNaN();
  });
});
