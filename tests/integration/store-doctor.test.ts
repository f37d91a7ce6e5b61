import { type RunKey, runKey } from '@graticule/contracts';
import { type StoreProblem, StoreDoctor } from '@graticule/metrics';
import { frame, type MetricLab, metricLab, scalars, vector } from '../support/metric-lab.js';
import { foldAll, newFolder, storedRun } from '../support/store-folding.js';
import { randomLife } from '../support/store-life.js';
import { newSeed, SeededRandom } from '../support/store-random.js';

/*
 * The doctor has to be silent about every store that the fold leaves, at any moment, and to speak of every byte that is not as the fold
 * left it. The first is tried on random lives of a run, the second by damage of every kind.
 */
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

const fold = (run: RunKey) => foldAll(newFolder(lab.pool), run);

/** A run with a sealed series of three tiles, open points, a vector series, and a tail that waits. */
async function furnished() {
  const run = await lab.newRun();
  const random = new SeededRandom(seed);
  const [loss, rate] = [await lab.metric('loss'), await lab.metric('rate')];
  const axis = await lab.axis('layer', 3);
  const gradient = await lab.metric('gradient', { axis: 'layer', dtype: 'f64' });
  let sequence = 0n;
  const send = async (content: Parameters<typeof frame>[0]) => {
    sequence += 1n;
    const outcome = await lab.ingest.acceptFrame(run, frame({ sequence, ...content }));
    expect(outcome.kind).toBe('accepted');
  };
  const steps = Array.from({ length: 13_000 }, (_, i) => i);
  await send({
    scalars: [
      scalars(
        loss,
        steps,
        steps.map((i) => (random.oneIn(500) ? Number.NaN : random.next() + i)),
      ),
    ],
    vectors: [10, 20, 30].map((step) => vector(gradient, axis.id, step, [step, Number.NaN, -0])),
  });
  await fold(run.runKey);
  await send({ scalars: [scalars(loss, [5, 7], [1, 2]), scalars(rate, [1, 2, 3], [-0, 0, 0.5])] });
  await fold(run.runKey);
  await send({ scalars: [scalars(rate, [4], [1])] });
  return { run: run.runKey, loss, rate, gradient, send, writer: run };
}

it('finds nothing wrong with what folds leave, whatever the life of a run was', async () => {
  const random = new SeededRandom(seed);
  const healthy = async (run: RunKey) =>
    expect([`SEED=${seed} run ${run}`, ...(await problemsOf(run))]).toEqual([`SEED=${seed} run ${run}`]);
  for (let round = 0; round < 6; round++) {
    const life = await randomLife(lab, random, random.pick([5, 40, 400, 3000]));
    for (let i = 0; i < 6; i++) {
      await life.live(random.between(1, 6));
      await healthy(life.run.runKey);
    }
    await life.end();
    await healthy(life.run.runKey);
  }
  const all: RunKey[] = [];
  for await (const { run } of doctor.runs()) all.push(run);
  expect(all).toHaveLength(6);
}, 120_000);

it('finds nothing wrong while a run is written and folded', async () => {
  const { run, loss, send } = await furnished();
  const random = new SeededRandom(seed);
  const written = new AbortController();
  const writing = (async () => {
    for (let batch = 0; batch < 25; batch++) {
      const steps = Array.from({ length: 500 }, () => random.below(20_000));
      await send({
        scalars: [
          scalars(
            loss,
            steps,
            steps.map(() => random.next()),
          ),
        ],
      });
      if (random.oneIn(2)) await fold(run);
    }
    written.abort();
  })();
  let examined = 0;
  while (!written.signal.aborted) {
    expect(await problemsOf(run)).toEqual([]);
    examined++;
  }
  await writing;
  expect(examined).toBeGreaterThan(1);
  expect(await problemsOf(run)).toEqual([]);
}, 60_000);

describe('names what is wrong', () => {
  const tile = 'UPDATE store.tile SET';
  const damages: readonly (readonly [what: string, change: string, where: string, finds: RegExp])[] = [
    [
      'a byte of points',
      `${tile} body = set_byte(body, 600, get_byte(body, 600) # 1)`,
      'lvl = 0 AND lo = 0 AND METRIC',
      /cannot be read: the checksum/,
    ],
    [
      'a byte of a pyramid',
      `${tile} body = set_byte(body, 600, get_byte(body, 600) # 1)`,
      'lvl = 1 AND METRIC',
      /cannot be read: the checksum/,
    ],
    [
      'a byte of the history',
      `${tile} body = set_byte(body, 30, get_byte(body, 30) # 1)`,
      'lvl = -1 AND METRIC',
      /cannot be read: the checksum/,
    ],
    ['a tile that is gone', 'DELETE FROM store.tile', 'lvl = 0 AND lo = 4096 AND METRIC', /entries for the tile/],
    ['a row of the pyramid that is gone', 'DELETE FROM store.tile', 'lvl = 3 AND METRIC', /has 0 entries for the tile/],
    [
      'a first step',
      `${tile} lo = lo + 1`,
      'lvl = 0 AND lo = 4096 AND METRIC',
      /says steps 4097 to 8191 and holds 4096/,
    ],
    [
      'tiles that overlap',
      `${tile} hi = hi + 1`,
      'lvl = 0 AND lo = 0 AND METRIC',
      /overlaps the tile of steps 0 to 4096/,
    ],
    [
      'a number of points',
      `${tile} n = n - 1`,
      'lvl = 0 AND lo = 0 AND METRIC',
      /cannot be read: 4096 rows instead of 4095/,
    ],
    ['a fold to come', `${tile} gen = gen + 9`, 'lvl = 0 AND lo = 0 AND METRIC', /is of fold \d+/],
    [
      'where the sealed part ends',
      'UPDATE store.series SET sealed_hi = sealed_hi - 1',
      'METRIC',
      /beyond the last sealed/,
    ],
    ['an extreme', 'UPDATE store.series SET max = max + 1', 'METRIC', /the summary has max/],
    ['a mean', 'UPDATE store.series SET mean = mean * (1 + 1e-10)', 'METRIC', /the summary has mean/],
    ['a count', 'UPDATE store.series SET n = n + 1', 'METRIC', /the summary has n 13001 instead of 13000/],
    ['a summary that is gone', 'DELETE FROM store.series', 'METRIC', /have no summary/],
    [
      'a batch that was acknowledged',
      'UPDATE store.stream SET seq = seq + 1',
      'true',
      /acknowledged; the last one in the journal is 3/,
    ],
    ['a batch of another writer', 'UPDATE store.journal SET writer = 8', 'true', /holds a batch of writer 7/],
    ['a byte of a batch', 'UPDATE store.journal SET body = set_byte(body, 0, 0)', 'true', /cannot be read/],
    ['an attempt to come', 'UPDATE store.gate SET attempt = 0', 'true', /of attempt 1; the run is at 0/],
    ['a run without a gate', 'DELETE FROM store.gate', 'true', /no row in store.gate/],
  ];
  it.each(damages)('%s', async (_, change, where, finds) => {
    const { run, loss } = await furnished();
    const condition = where.replace('METRIC', `metric_id = ${loss.id}`);
    const { rowCount } = await lab.pool.query(`${change} WHERE run_id = $1 AND ${condition}`, [run]);
    expect(rowCount).toBeGreaterThan(0);
    const problems = await problemsOf(run);
    expect(problems.map(({ what }) => what)).toContainEqual(expect.stringMatching(finds));
    if (where.includes('METRIC')) expect(new Set(problems.map(({ metric }) => metric))).toEqual(new Set([loss.id]));
  });
});

it('says level, block and first step of the tile that cannot be read', async () => {
  const { run, loss } = await furnished();
  await lab.pool.query(
    'UPDATE store.tile SET body = set_byte(body, 700, get_byte(body, 700) # 255) WHERE run_id = $1 AND metric_id = $2 AND lvl = 0 AND lo = 4096',
    [run, loss.id],
  );
  expect(await problemsOf(run)).toEqual([
    {
      kind: 'rows',
      metric: loss.id,
      level: 0,
      block: 0,
      step: 4096n,
      what: 'cannot be read: the checksum does not agree',
    },
  ]);
});

const withoutMeans = (rows: readonly object[]) => rows.map((row) => ({ ...row, mean: undefined }));

it('names a metric that is in no dictionary', async () => {
  const run = await lab.newRun();
  const gone = await lab.metric('gone');
  await lab.ingest.acceptFrame(run, frame({ scalars: [scalars(gone, [1], [1])] }));
  await fold(run.runKey);
  await lab.pool.query('DELETE FROM store.metric WHERE id = $1', [gone.id]);
  expect(await problemsOf(run.runKey)).toEqual([
    { kind: 'rows', metric: gone.id, what: 'the metric is in no dictionary' },
  ]);
});

it('makes wrong summaries anew, and nothing else', async () => {
  const { run, loss, rate, gradient } = await furnished();
  const before = await storedRun(lab.pool, run);
  await lab.pool.query(
    'UPDATE store.series SET n = 1, min = 5, argmin = 5, mean = 0, last = 1, sealed_n = 0 WHERE run_id = $1',
    [run],
  );
  expect((await problemsOf(run)).every(({ kind }) => kind === 'summary')).toBe(true);
  const repairs = await doctor.repair(run, [loss.id, rate.id, gradient.id]);
  expect(repairs.map(({ kind }) => kind)).toEqual(['written', 'written', 'written']);
  expect(await problemsOf(run)).toEqual([]);
  const after = await storedRun(lab.pool, run);
  expect(withoutMeans(after.series)).toEqual(withoutMeans(before.series));
  expect(after).toEqual({ ...before, series: after.series, fold: before.fold + 1n });
  expect((await doctor.repair(run, [loss.id])).map(({ kind }) => kind)).toEqual(['right already']);
});

it('shows a repaired summary to readers that remember the wrong one', async () => {
  const { run, rate } = await furnished();
  await lab.pool.query('UPDATE store.series SET max = 77 WHERE run_id = $1 AND metric_id = $2', [run, rate.id]);
  expect((await lab.reader.summaries(run, [rate.id])).get(rate.id)?.max).toBe(77);
  await doctor.repair(run, [rate.id]);
  expect((await lab.reader.summaries(run, [rate.id])).get(rate.id)?.max).toBe(1);
});

it('does not make a summary from tiles that are damaged', async () => {
  const { run, loss } = await furnished();
  await lab.pool.query('UPDATE store.series SET n = 1 WHERE run_id = $1', [run]);
  await lab.pool.query('UPDATE store.tile SET body = body || $2 WHERE run_id = $1 AND lvl = 0', [
    run,
    Buffer.from('x'),
  ]);
  const before = await storedRun(lab.pool, run);
  expect(await doctor.repair(run, [loss.id])).toEqual([
    { kind: 'not repaired', metric: loss.id, why: 'a tile of the series cannot be read' },
  ]);
  expect(await storedRun(lab.pool, run)).toEqual(before);
});

it('knows a run by its public id, and no other', async () => {
  expect(
    await doctor.runOf('0190a000-0000-7000-8000-000000000000' as Parameters<StoreDoctor['runOf']>[0]),
  ).toBeUndefined();
  await lab.pool.query('INSERT INTO store.stream VALUES (5, 1, 1, 1)');
  const found: RunKey[] = [];
  for await (const { run } of doctor.runs()) found.push(run);
  expect(found[0]).toBe(runKey(5n));
  expect(new Set(found).size).toBe(found.length);
  expect((await problemsOf(runKey(5n)))[0]?.what).toBe('has measurements and no row in store.gate');
});

it('goes through more runs than one page holds', async () => {
  const before: RunKey[] = [];
  for await (const { run } of doctor.runs()) before.push(run);
  await lab.pool.query(`INSERT INTO store.gate (run_id, attempt, epoch, open)
    SELECT number, 1, 1, true FROM generate_series(1000000, 1002999) AS number`);
  await lab.pool.query('INSERT INTO store.stream VALUES (2000000, 1, 1, 1)');
  const found: RunKey[] = [];
  for await (const { run } of doctor.runs()) found.push(run);
  const added = Array.from({ length: 3000 }, (_, i) => runKey(1_000_000n + BigInt(i)));
  expect(found).toEqual([...before, ...added, runKey(2_000_000n)]);
});
