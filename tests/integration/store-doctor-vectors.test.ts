import type { RunKey } from '@graticule/contracts';
import { type StoreProblem, StoreDoctor } from '@graticule/metrics';
import { frame, type MetricLab, metricLab, vector } from '../support/metric-lab.js';
import { foldAll, newFolder, storedRun } from '../support/store-folding.js';
import { newSeed, SeededRandom } from '../support/store-random.js';

/* What the doctor says of axis series: element blocks, grouping rows, step pyramids, open rows. */
const seed = newSeed();
let lab: MetricLab;
let doctor: StoreDoctor;
beforeAll(async () => {
  lab = await metricLab();
  doctor = new StoreDoctor(lab.pool, () => lab.pool);
});
afterAll(() => lab.close());

async function problemsOf(run: RunKey): Promise<StoreProblem[]> {
  const problems: StoreProblem[] = [];
  await doctor.examine(run, (problem) => problems.push(problem));
  return problems;
}

const SPECIAL = [Number.NaN, Infinity, -Infinity, -0];

/** A run with a series over `size` elements that are grouped by two attributes. */
async function axisSeries(size: number) {
  const random = new SeededRandom(seed + size);
  const attributes = {
    tenth: Array.from({ length: size }, (_, i) => i % 10),
    kind: Array.from({ length: size }, (_, i) => ['a', 'b', null][i % 3]!),
  };
  const put = await lab.axes.put(lab.project, `of ${size}`, { elements: size, attributes, groupings: ['tenth'] });
  if (put.kind !== 'stored') throw new Error(JSON.stringify(put));
  const metric = await lab.metric(`over ${size}`, { axis: `of ${size}` });
  let run = await lab.newRun();
  let sequence = 0n;
  const all = Array.from({ length: size }, (_, i) => i);
  const value = () => (random.oneIn(40) ? random.pick(SPECIAL) : Math.fround(random.next() - 0.5));
  return {
    run: run.runKey,
    metric,
    random,
    async log(steps: readonly number[]) {
      sequence += 1n;
      const vectors = steps.map((step) => {
        const elements = random.oneIn(3) ? all.filter((element) => element === 1 || random.oneIn(20)) : undefined;
        // Element 1 is always there, with a number that is not special.
        const values = (elements ?? all).map((element) => (element === 1 ? step + 0.5 : value()));
        return vector(metric, put.version.id, step, values, elements);
      });
      expect((await lab.ingest.acceptFrame(run, frame({ sequence, vectors }))).kind).toBe('accepted');
    },
    async resume(startStep: bigint) {
      run = { ...run, attempt: run.attempt + 1, epoch: run.epoch + 1n };
      await lab.gate.open(run.runKey, run.attempt, run.epoch, startStep);
    },
    async regroup() {
      await lab.axes.put(lab.project, `of ${size}`, { elements: size, attributes, groupings: ['kind', 'tenth'] });
    },
    end: () => lab.gate.close(run.runKey, run.epoch),
    fold: () => foldAll(newFolder(lab.pool), run.runKey),
  };
}

it.each([3, 60, 4100])(
  'finds nothing wrong with what folds leave of %i elements',
  async (size) => {
    const series = await axisSeries(size);
    const batch = size > 1000 ? 6 : 40;
    const healthy = async (when: string) =>
      expect([`SEED=${seed} ${when}`, ...(await problemsOf(series.run))]).toEqual([`SEED=${seed} ${when}`]);
    for (let round = 0; round < 7; round++) {
      await series.log(Array.from({ length: batch }, (_, i) => round * batch + i));
      if (round === 3) await series.log([7, 3, 11, 7]);
      if (round === 4) await series.resume(BigInt(2 * batch + 5));
      if (round === 5) await series.regroup();
      await series.fold();
      await healthy(`round ${round}`);
    }
    await series.end();
    await healthy('ended');
    await series.fold();
    await healthy('packed');
  },
  60_000,
);

const flip = (at: string) => `UPDATE store.tile SET body = set_byte(body, ${at}, get_byte(body, ${at}) # 64)`;

describe('names what is wrong with a column', () => {
  const damages: readonly (readonly [what: string, change: string, where: string, finds: RegExp])[] = [
    [
      'a cell of an element',
      flip('16 + 4 * 256 + 4 * 3 + 2'),
      'lvl = 0 AND blk = 0',
      /cannot be read: the checksum of its slices/,
    ],
    [
      'a number of a grouping',
      flip('octet_length(body) - 24 * n - 20'),
      'lvl = 0 AND blk = -2',
      /is not what the cells/,
    ],
    ['a number of a pyramid', flip('20'), 'lvl = 2', /is not what the cells of its column give/],
    ['a step', flip('octet_length(body) - 24 * n'), 'lvl = 0 AND blk = 0', /cannot be read: the checksum/],
    ['a pyramid that is gone', 'DELETE FROM store.tile', 'lvl = 3', /is missing/],
    ['a row of no column', 'UPDATE store.tile SET blk = 9', 'lvl = 2', /1 tiles belong to nothing/],
    ['where the columns end', 'UPDATE store.tile SET hi = hi + 3', 'lvl = 1', /in a column that ends at/],
    ['columns that are counted wrong', 'UPDATE store.series SET sealed_n = 1', 'true', /sealedN 1 instead of 256/],
    ['an open row', 'UPDATE store.tile SET body = substr(body, 1, 50)', 'blk = -1', /cannot be read/],
    [
      'where the columns are said to end',
      'UPDATE store.series SET sealed_hi = 300',
      'true',
      /is open and begins before the end/,
    ],
    [
      'the axis',
      'UPDATE store.series SET axis_version_id = 99',
      'true',
      /bound to axis version 99, which does not exist/,
    ],
  ];
  let series: Awaited<ReturnType<typeof axisSeries>>;
  beforeAll(async () => {
    series = await axisSeries(40);
    await series.log(Array.from({ length: 256 }, (_, i) => i));
    await series.fold();
    await series.log([256, 257, 258]);
    await series.fold();
    expect(await problemsOf(series.run)).toEqual([]);
    for (const table of ['tile', 'series'])
      await lab.pool.query(`CREATE TABLE whole_${table} AS SELECT * FROM store.${table} WHERE run_id = ${series.run}`);
  });
  afterEach(async () => {
    for (const table of ['tile', 'series'])
      await lab.pool.query(
        `DELETE FROM store.${table} WHERE run_id = ${series.run}; INSERT INTO store.${table} SELECT * FROM whole_${table}`,
      );
  });

  it.each(damages)('%s', async (_, change, where, finds) => {
    const { rowCount } = await lab.pool.query(`${change} WHERE run_id = $1 AND ${where}`, [series.run]);
    expect(rowCount).toBe(1);
    const problems = await problemsOf(series.run);
    expect(problems.map(({ what }) => what)).toContainEqual(expect.stringMatching(finds));
    expect(new Set(problems.map(({ metric }) => metric))).toEqual(new Set([series.metric.id]));
  });
});

it('misses a block that is gone, of an axis of several', async () => {
  const series = await axisSeries(4100);
  await series.log(Array.from({ length: 32 }, (_, i) => i));
  await series.fold();
  await lab.pool.query('DELETE FROM store.tile WHERE run_id = $1 AND lvl = 0 AND blk = 1', [series.run]);
  expect((await problemsOf(series.run)).map(({ what }) => what)).toEqual([
    'the column has 1 element blocks instead of 2',
  ]);
});

it('makes a wrong summary of vectors anew', async () => {
  const series = await axisSeries(40);
  await series.log(Array.from({ length: 300 }, (_, i) => i));
  await series.fold();
  const before = await storedRun(lab.pool, series.run);
  await lab.pool.query('UPDATE store.series SET n = 1, non_finite = 0, last_step = 2, sealed_n = 0 WHERE run_id = $1', [
    series.run,
  ]);
  expect((await doctor.repair(series.run, [series.metric.id])).map(({ kind }) => kind)).toEqual(['written']);
  expect(await storedRun(lab.pool, series.run)).toEqual({ ...before, fold: before.fold + 1n });
});

it('names every byte of a cell that changes, though nothing else is made of it', async () => {
  const axis = await lab.axis('plain', 5000);
  const metric = await lab.metric('plain', { axis: 'plain' });
  const run = await lab.newRun();
  const cells = Array.from({ length: 5000 }, (_, element) => element + 0.5);
  const vectors = Array.from({ length: 35 }, (_, step) => vector(metric, axis.id, step, cells));
  for (let at = 0; at < 35; at += 7) {
    const bytes = frame({ sequence: BigInt(at / 7 + 1), vectors: vectors.slice(at, at + 7) });
    expect((await lab.ingest.acceptFrame(run, bytes)).kind).toBe('accepted');
  }
  const fold = () => foldAll(newFolder(lab.pool), run.runKey);
  await fold();
  const damage = async (block: number, byte: number) => {
    const change = `UPDATE store.tile SET body = set_byte(body, $4, 255 - get_byte(body, $4))
      WHERE run_id = $1 AND metric_id = $2 AND lvl = 0 AND blk = $3 AND lo <= 34 AND hi >= 34`;
    expect((await lab.pool.query(change, [run.runKey, metric.id, block, byte])).rowCount).toBe(1);
  };
  // A row of vectors that are still open, and a block of the column that they are sealed in when the run has ended.
  for (const block of [-1, 1]) {
    if (block === 1) await lab.gate.close(run.runKey, run.epoch);
    await fold();
    expect(await problemsOf(run.runKey)).toEqual([]);
    await damage(block, 4001);
    const found = await problemsOf(run.runKey);
    expect(JSON.stringify(found, (_, value) => (typeof value === 'bigint' ? String(value) : value))).toMatch(
      /checksum/,
    );
    const name = new RegExp(`metric ${metric.id} of run ${run.runKey} at level 0, block ${block}, .*checksum`);
    await expect(lab.freshReader().vectorAt(run.runKey, metric.id, 34n)).rejects.toThrow(name);
    await damage(block, 4001);
  }
  expect(await problemsOf(run.runKey)).toEqual([]);
});
