import { type RunKey, runKey } from '@graticule/contracts';
import { type Metric, RunFork, StoreDoctor, type Writer } from '@graticule/metrics';
import { bits, frame, type MetricLab, metricLab, scalars, vector } from '../support/metric-lab.js';
import { foldAll, newFolder, storedRun } from '../support/store-folding.js';
import { type Life, randomLife } from '../support/store-life.js';
import { newSeed, SeededRandom } from '../support/store-random.js';

/*
 * A fork has, bit for bit, what counts of another run below a step, and nothing else of it; from then on the two know nothing of each
 * other. Tried on random lives of a run, folded whenever chance will have it, at steps within, between and beyond its tiles.
 */
const seed = newSeed();
let lab: MetricLab;
let fork: RunFork;
let doctor: StoreDoctor;
beforeAll(async () => {
  lab = await metricLab();
  fork = new RunFork(() => lab.pool, newFolder(lab.pool));
  doctor = new StoreDoctor(lab.pool, () => lab.pool);
});
afterAll(() => lab.close());

let forks = 900_000n;

async function forked(from: Writer, step: bigint): Promise<Writer> {
  const key = runKey((forks += 1n));
  const attempt = await fork.begin(key, { from: from.runKey, step });
  expect(attempt).toBe(from.attempt + 1);
  return { ...from, runKey: key, attempt: from.attempt + 1, epoch: 0n };
}

async function problemsOf(run: RunKey): Promise<unknown[]> {
  const problems: unknown[] = [];
  await doctor.examine(run, (problem) => problems.push(problem));
  return problems;
}

const NO_END = { maxPoints: 100_000, mode: 'RAW' } as const;
const ALL = { select: { range: { from: 0, to: 5 } } };

/** Everything that counts of a run below a step, every bit. */
async function belowOf(
  { runKey: run }: Writer,
  step: bigint,
  { scalars: numbers, vectors }: Pick<Life, 'scalars' | 'vectors'>,
) {
  const reader = lab.freshReader();
  const slices = async (metric: Metric, axis?: typeof ALL, history = false) => {
    const slice = await reader.slice(run, metric, {
      ...NO_END,
      history,
      ...(axis && { axis }),
      steps: { to: step - 1n },
    });
    if (slice.kind === 'invalid') throw new Error(JSON.stringify(slice));
    return {
      steps: [...slice.steps],
      lines: slice.lines.map(({ values, times }) => [bits(values), times && [...times]]),
    };
  };
  return {
    numbers: await Promise.all(numbers.map((metric) => slices(metric))),
    vectors: await Promise.all(vectors.map((metric) => slices(metric, ALL))),
  };
}

async function everythingOf(run: Writer, life: Pick<Life, 'scalars' | 'vectors'>) {
  return belowOf(run, 2n ** 62n, life);
}

it('has what counts of the other run below the step, whenever and wherever it begins', async () => {
  const random = new SeededRandom(seed);
  for (let round = 0; round < 8; round++) {
    const size = random.pick([5, 40, 400, 6000]);
    const life = await randomLife(lab, random, size);
    for (let i = 0; i < 4; i++) {
      await life.live(random.between(1, 6));
      if (i === 3 && random.oneIn(2)) await life.end();
      const before = await storedRun(lab.pool, life.run.runKey);
      const step = BigInt(random.below(3 * size));
      const child = await forked(life.run, step);
      const where = `SEED=${seed} round ${round}.${i}, run ${child.runKey} from ${life.run.runKey} at ${step}`;
      const wanted = await belowOf(life.run, step, life);
      expect({ where, ...(await everythingOf(child, life)) }).toEqual({ where, ...wanted });
      expect([where, ...(await problemsOf(child.runKey))]).toEqual([where]);
      // Nothing waits, nothing is remembered of what never was its own, and the other run is as it was.
      const stored = await storedRun(lab.pool, child.runKey);
      const history = stored.tiles.filter((tile) => 'lvl' in tile && tile.lvl === -1);
      expect({ where, journal: stored.journal, history }).toEqual({ where, journal: [], history: [] });
      expect(await storedRun(lab.pool, life.run.runKey)).toEqual(before);
    }
  }
}, 120_000);

it('goes on by itself: neither run sees what the other logs later', async () => {
  const random = new SeededRandom(seed);
  const life = await randomLife(lab, random, 3000);
  await life.live(8);
  const child = await forked(life.run, 1500n);
  const [loss] = life.scalars;
  const gradient = life.vectors[0]!;
  const axis = await lab.axis('layer', 5, { depth: [0, 0, 1, 1, 2], kind: ['a', 'b', 'a', 'b', null] });
  const began = await everythingOf(child, life);
  await life.live(4);
  expect(await everythingOf(child, life)).toEqual(began);
  const parent = await everythingOf(life.run, life);
  // The same writer counts anew in the fork; late points, points beyond the step, and vectors all the same.
  const own = frame({
    writer: 1n,
    sequence: 1n,
    scalars: [scalars(loss!, [3, 1500, 1501], [-0, Number.NaN, 7])],
    vectors: [vector(gradient, axis.id, 1500, [1, 2, 3, 4, 5])],
  });
  expect((await lab.ingest.acceptFrame(child, own)).kind).toBe('accepted');
  for (const moment of ['waiting', 'folded'] as const) {
    if (moment === 'folded') await foldAll(newFolder(lab.pool), child.runKey);
    const columns = await lab.freshReader().scalars(child.runKey, loss!.id);
    const at = (step: bigint) => columns.values[columns.steps.indexOf(step)];
    expect([at(3n), at(1500n), at(1501n), columns.steps.at(-1)]).toEqual([-0, Number.NaN, 7, 1501n]);
    expect((await lab.freshReader().vectorAt(child.runKey, gradient.id, 1500n))?.values[4]).toBe(5);
    expect(await problemsOf(child.runKey)).toEqual([]);
  }
  expect(await everythingOf(life.run, life)).toEqual(parent);
});

it('can be forked again, and from a step below everything it is empty', async () => {
  const random = new SeededRandom(seed);
  const life = await randomLife(lab, random, 200);
  await life.live(6);
  const child = await forked(life.run, 150n);
  const grandchild = await forked(child, 60n);
  expect(await everythingOf(grandchild, life)).toEqual(await belowOf(life.run, 60n, life));
  const empty = await forked(grandchild, -5n);
  expect(await lab.freshReader().list(empty.runKey)).toEqual([]);
  expect([...(await problemsOf(grandchild.runKey)), ...(await problemsOf(empty.runKey))]).toEqual([]);
});

it('sees one instant of a run that is written and folded while it is made', async () => {
  const run = await lab.newRun();
  const metric = await lab.metric('loss');
  let sequence = 0n;
  const send = async (n: number) => {
    sequence += 1n;
    const from = Number(sequence - 1n) * n;
    const steps = Array.from({ length: n }, (_, i) => from + i);
    await lab.ingest.acceptFrame(run, frame({ sequence, scalars: [scalars(metric, steps, steps)] }));
  };
  const writing = (async () => {
    for (let i = 0; i < 60; i++) await send(300);
  })();
  const folding = (async () => {
    for (let i = 0; i < 20; i++) await newFolder(lab.pool).fold(run.runKey);
  })();
  const children: Writer[] = [];
  for (let i = 0; i < 10; i++) children.push(await forked(run, 2n ** 40n));
  await Promise.all([writing, folding]);
  for (const child of children) {
    const { steps, values } = await lab.freshReader().scalars(child.runKey, metric.id);
    expect(steps.length % 300).toBe(0);
    expect([...steps]).toEqual(Array.from({ length: steps.length }, (_, i) => BigInt(i)));
    expect([...values]).toEqual(Array.from(steps, Number));
  }
});

it('has nothing to begin with when nobody could write to the other run yet', async () => {
  expect(await fork.begin(runKey((forks += 1n)), { from: runKey(5_000_000n), step: 3n })).toBeUndefined();
});
