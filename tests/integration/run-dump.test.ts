import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunId, type RunKey, runKey } from '@graticule/contracts';
import {
  type Metric,
  type Restored,
  RunDump,
  RunRestore,
  type SliceRequest,
  StoreDoctor,
  writeDumpFile,
} from '@graticule/metrics';
import { newId } from '@graticule/platform';
import { decodeOpen, decodeVectorHistory } from '../../libs/metrics/src/tiles/vector-open.js';
import { bits, type MetricLab, metricLab } from '../support/metric-lab.js';
import { foldAll, newFolder, storedRun } from '../support/store-folding.js';
import { type Life, randomLife } from '../support/store-life.js';
import { newSeed, SeededRandom } from '../support/store-random.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const seed = newSeed();
let home: MetricLab;
let abroad: MetricLab;
let folder: string;
beforeAll(async () => {
  [home, abroad] = [await metricLab(), await metricLab()];
  folder = temporaryFolder('dump');
  // Ids that differ from those at home: nothing may depend on them.
  await abroad.axis('other', 2);
  for (const name of ['spare', 'more', 'rate']) await abroad.metric(name);
});
afterAll(async () => {
  await home.close();
  await abroad.close();
  await rm(folder, { recursive: true, force: true });
});

/** Gives a run of the store the row in the table of runs that the lab leaves out. */
async function record(lab: MetricLab, run: RunKey, status = 'FINISHED'): Promise<RunId> {
  const id = RunId.parse(newId());
  await lab.pool.query(
    `INSERT INTO run (id, public_id, project_id, name, status, config, seed, tags, notes, attempt, epoch, created_at)
     VALUES ($1, $2, $3, 'a “run”', $4, $5, 9007199254740993, '{a,"b c"}', E'two\\nlines', 3, 2, '2026-02-03T04:05:06.789Z')`,
    [
      run,
      id,
      lab.project,
      status,
      '{"rate": 1e-7, "deep": {"list": [1, null, "x"]}, "big": 123456789012345678901234567890}',
    ],
  );
  await lab.pool.query(
    `INSERT INTO attempt (run_id, number, epoch, start_step, status, started_at)
     SELECT $1, number, number, 10 * number, $2, '2026-02-03T04:05:07Z' FROM generate_series(1, 3) AS number`,
    [run, status],
  );
  await lab.pool.query(
    `INSERT INTO transition (project_id, number, run_id, from_status, to_status, cause, actor, attempt, epoch, at)
     SELECT $2::int4, $1::int8 * 10 + number, $1::int8, CASE WHEN number > 1 THEN 'RUNNING' END, 'RUNNING',
            '{"code": "RETRIED", "message": "once more"}', 'key:test', number, number, '2026-02-03T04:05:08Z'
     FROM generate_series(1, 3) AS number`,
    [run, lab.project],
  );
  await lab.pool.query(
    `WITH key AS (
       INSERT INTO store.config_key (project_id, path) VALUES ($2, 'rate'), ($2, 'name'), ($2, 'deep.flag')
       ON CONFLICT (project_id, path) DO UPDATE SET path = excluded.path RETURNING id, path)
     INSERT INTO store.config (run_id, key_id, num, txt, flag)
     SELECT $1, id, CASE path WHEN 'rate' THEN '-0'::float8 END, CASE path WHEN 'name' THEN E'a "\\n"' END,
            CASE path WHEN 'deep.flag' THEN true END
     FROM key`,
    [run, lab.project],
  );
  return id;
}

async function dump(lab: MetricLab, run: RunKey, name: string): Promise<string> {
  const path = join(folder, name);
  const dumped = await writeDumpFile(path, (sink) => new RunDump(() => lab.pool).write(run, sink));
  expect(dumped?.bytes).toBe((await stat(path)).size);
  return path;
}

async function restore(lab: MetricLab, path: string, id: 'keep' | 'keep if free' = 'keep if free'): Promise<Restored> {
  return new RunRestore(lab.pool).read(path, { id, newId });
}

async function restored(lab: MetricLab, path: string): Promise<{ readonly run: RunKey; readonly publicId: RunId }> {
  const outcome = await restore(lab, path);
  if (outcome.kind === 'refused') throw new Error(outcome.why);
  const { rows } = await lab.pool.query<{ id: bigint }>('SELECT id FROM run WHERE public_id = $1', [outcome.publicId]);
  return { run: runKey(rows[0]!.id), publicId: outcome.publicId };
}

const RAW: SliceRequest = { mode: 'RAW', maxPoints: 100_000 };
const QUESTIONS: readonly SliceRequest[] = [RAW, { ...RAW, history: true }, { maxPoints: 20 }, { mode: 'LAST' }];

/** Everything that can be asked about the series of a run, with every bit of every number. */
async function answers(lab: MetricLab, run: RunKey, life: Life) {
  const reader = lab.freshReader();
  const names = new Set([...life.scalars, ...life.vectors].map(({ name }) => name));
  const metrics = [...(await lab.dictionary.byName(lab.project, [...names])).values()];
  const series: object[] = [];
  for (const metric of metrics.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const summaries = await reader.summaries(run, [metric.id]);
    series.push({ name: metric.name, summary: exact(summaries.get(metric.id)) });
    for (const question of QUESTIONS) series.push(exact(await slice(lab, run, metric, question)));
  }
  return { series, listed: (await reader.list(run)).map(({ metric }) => metric.name) };
}

async function slice(lab: MetricLab, run: RunKey, metric: Metric, question: SliceRequest) {
  const axis = metric.axis === null ? {} : { axis: { select: { indices: [0, 1, 2, 3, 4] } } };
  return lab.freshReader().slice(run, metric, { ...question, ...axis });
}

const exact = (value: unknown): object =>
  JSON.parse(
    JSON.stringify(value ?? null, (_, part: unknown) => {
      if (part instanceof Float64Array) return bits(part).map(String);
      if (part instanceof BigInt64Array) return [...part].map(String);
      return typeof part === 'bigint' || typeof part === 'number'
        ? `${typeof part} ${Object.is(part, -0) ? '-0' : part}`
        : part;
    }),
  ) as object;

/** The tiles of a run: of whole vectors, which name their metric and axis, only where they are. */
async function counted(lab: MetricLab, run: RunKey) {
  const { rows } = await lab.pool.query(
    `SELECT name, lvl, blk, lo, gen, hi, tile.n,
            CASE WHEN metric.axis IS NULL OR (lvl >= 0 AND blk <> -1) THEN md5(body) END AS digest
     FROM store.tile JOIN store.metric ON metric.id = tile.metric_id
     WHERE run_id = $1 ORDER BY name, lvl, blk, lo, gen`,
    [run],
  );
  return rows;
}

it('restores a run elsewhere so that every answer is the same, bit for bit', async () => {
  const random = new SeededRandom(seed);
  for (let round = 0; round < 4; round++) {
    const life = await randomLife(home, random, random.pick([20, 300, 2500]));
    await life.live(15);
    const { runKey: there } = life.run;
    const id = await record(home, there);
    if (random.oneIn(2)) await life.end();
    const { run: here, publicId } = await restored(abroad, await dump(home, there, `round-${round}`));
    expect([`SEED=${seed} round ${round}`, publicId]).toEqual([`SEED=${seed} round ${round}`, id]);
    expect(await counted(abroad, here)).toEqual(await counted(home, there));
    expect(await wholeVectors(abroad, here)).toEqual(await wholeVectors(home, there));
    expect(await answers(abroad, here, life)).toEqual(await answers(home, there, life));
    const problems: object[] = [];
    await new StoreDoctor(abroad.pool, () => abroad.pool).examine(here, (problem) => problems.push(problem));
    expect(problems).toEqual([]);
    await life.end();
    await foldAll(newFolder(abroad.pool), here);
    expect(await answers(abroad, here, life)).toEqual(await answers(home, there, life));
  }
}, 180_000);

/** Every whole vector that is folded, without the ids of its metric and axis. */
async function wholeVectors(lab: MetricLab, run: RunKey) {
  const { rows } = await lab.pool.query<{ lvl: number; n: number; body: Buffer }>(
    `SELECT lvl, tile.n, body FROM store.tile JOIN store.metric ON metric.id = tile.metric_id
     WHERE run_id = $1 AND metric.axis IS NOT NULL AND (lvl = -1 OR blk = -1) ORDER BY lvl, gen, blk, lo`,
    [run],
  );
  return rows.flatMap(({ lvl, n, body }) =>
    (lvl === -1 ? decodeVectorHistory(body, n) : decodeOpen(body, n)).map(({ group, ...rest }) =>
      exact({ ...rest, ...group, values: Float64Array.from(group.values), metric: 0, axisVersion: 0 }),
    ),
  );
}

const groupings = async (of: MetricLab, run: RunKey, block: number) =>
  (
    await of.pool.query('SELECT md5(body) FROM store.tile WHERE run_id = $1 AND lvl = 0 AND blk = $2 ORDER BY lo', [
      run,
      block,
    ])
  ).rows;

it('puts rows of groupings where the axis of the other project has them', async () => {
  const life = await randomLife(home, new SeededRandom(seed), 300);
  await life.live(12);
  await life.end();
  const there = life.run.runKey;
  await record(home, there);
  const path = await dump(home, there, 'groupings');
  const lab = await metricLab();
  const attributes = { depth: [0, 0, 1, 1, 2], kind: ['a', 'b', 'a', 'b', null] };
  await lab.axes.put(lab.project, 'layer', { elements: 5, attributes, groupings: ['depth'] });
  const { run: here } = await restored(lab, path);
  expect((await groupings(home, there, -2)).length).toBeGreaterThan(0);
  expect(await groupings(lab, here, -3)).toEqual(await groupings(home, there, -2));
  expect(await groupings(lab, here, -2)).toEqual(await groupings(home, there, -3));
  expect(await wholeVectors(lab, here)).toEqual(await wholeVectors(home, there));
  const problems: object[] = [];
  await new StoreDoctor(lab.pool, () => lab.pool).examine(here, (problem) => problems.push(problem));
  expect(problems).toEqual([]);
  await lab.close();
});

const read = async (lab: MetricLab, run: RunKey, text: string) => (await lab.pool.query(text, [run])).rows;

it('keeps the record of the run: what it was called and set to, its attempts, cuts, and writers', async () => {
  const life = await randomLife(home, new SeededRandom(seed), 10);
  await life.live(20);
  const there = life.run.runKey;
  await record(home, there);
  const { run: here } = await restored(abroad, await dump(home, there, 'record'));
  for (const text of [
    `SELECT public_id, name, status, cause, config::text, seed, tags, notes, recipe, attempt, epoch, created_at, started_at FROM run WHERE id = $1`,
    'SELECT number, epoch, start_step, status, started_at FROM attempt WHERE run_id = $1 ORDER BY number',
    'SELECT attempt, start_step, folded FROM store.cut WHERE run_id = $1 ORDER BY attempt',
    'SELECT writer, seq, last_id FROM store.stream WHERE run_id = $1 ORDER BY writer',
    'SELECT id, writer, attempt, at, n FROM store.journal WHERE run_id = $1 ORDER BY id, writer',
    'SELECT attempt, epoch, fold FROM store.gate WHERE run_id = $1',
    'SELECT from_status, to_status, cause, actor, attempt, epoch, at FROM transition WHERE run_id = $1 ORDER BY number',
    `SELECT path, num, txt, flag FROM store.config JOIN store.config_key ON config_key.id = config.key_id
     WHERE run_id = $1 ORDER BY path`,
  ])
    expect(await read(abroad, here, text)).toEqual(await read(home, there, text));
  expect(await read(abroad, here, 'SELECT open FROM store.gate WHERE run_id = $1')).toEqual([{ open: false }]);
  // What happened becomes the newest of what the project tells.
  const numbers = `SELECT max(number) AS newest, count(*) AS events, max(last_event) AS told
                   FROM transition JOIN project ON project.id = project_id WHERE run_id = $1`;
  const [{ newest, events, told }] = (await read(abroad, here, numbers)) as [
    Record<'newest' | 'events' | 'told', bigint>,
  ];
  expect([newest, events]).toEqual([told, 3n]);
});

it('says of a run that was still running that it was lost', async () => {
  const life = await randomLife(home, new SeededRandom(seed), 10);
  await life.live(2);
  await record(home, life.run.runKey, 'RUNNING');
  const { run } = await restored(abroad, await dump(home, life.run.runKey, 'running'));
  const { rows } = await abroad.pool.query('SELECT status, cause FROM run WHERE id = $1', [run]);
  expect(rows).toEqual([
    {
      status: 'LOST',
      cause: { code: 'HEARTBEAT_LATE', message: 'restored from a dump that was made while it was RUNNING' },
    },
  ]);
});

it('gives a new id to a run whose id is taken, unless it is to be kept', async () => {
  const life = await randomLife(home, new SeededRandom(seed), 10);
  await life.live(4);
  const there = life.run.runKey;
  const id = await record(home, there);
  const path = await dump(home, there, 'twice');
  const { run: copy, publicId } = await restored(home, path);
  expect(publicId).not.toBe(id);
  expect(await answers(home, copy, life)).toEqual(await answers(home, there, life));
  expect((await storedRun(home.pool, copy)).tiles).toEqual((await storedRun(home.pool, there)).tiles);
  expect(await restore(home, path, 'keep')).toEqual({ kind: 'refused', why: `there is a run ${id} already` });
});

/** Everything that a restore could have changed. */
async function everything() {
  const tables = [
    'run',
    'attempt',
    'axis',
    'axis_version',
    'store.metric',
    'store.axis_column',
    'store.gate',
    'store.tile',
    'store.journal',
  ];
  const counts = tables.map((table) => `(SELECT count(*) FROM ${table}) AS "${table}"`);
  return (await abroad.pool.query(`SELECT ${counts.join(', ')}`)).rows;
}

async function refused(damaged: Uint8Array): Promise<string> {
  const path = join(folder, 'damaged');
  await writeFile(path, damaged);
  const before = await everything();
  const outcome = await restore(abroad, path);
  expect(await everything()).toEqual(before);
  if (outcome.kind !== 'refused') throw new Error(`SEED=${seed}: a damaged file was restored`);
  return outcome.why;
}

describe('a file that is not whole', () => {
  let bytes: Buffer;
  beforeAll(async () => {
    const life = await randomLife(home, new SeededRandom(seed), 50);
    await life.live(8);
    await record(home, life.run.runKey);
    bytes = await readFile(await dump(home, life.run.runKey, 'to damage'));
  });

  it('is refused wherever it is cut off', async () => {
    const random = new SeededRandom(seed);
    for (let i = 0; i < 15; i++) {
      const why = await refused(bytes.subarray(0, random.between(16, bytes.length - 1)));
      expect(why).toMatch(/the file cannot be used: it (is cut off in record|ends at byte|does not end)/);
    }
    expect(await refused(bytes.subarray(0, 7))).toBe('the file cannot be used: it is no dump of a run');
  });

  it('is refused whatever byte is changed', async () => {
    const random = new SeededRandom(seed);
    for (let i = 0; i < 25; i++) {
      const damaged = Buffer.from(bytes);
      const at = random.below(bytes.length - 4) + 16;
      if (at >= bytes.length) continue;
      damaged[at]! ^= 1 << random.below(8);
      expect(await refused(damaged)).toMatch(
        /the file cannot be used: (record \d+ at byte \d+ is damaged|it is cut off)/,
      );
    }
  });

  it('is refused when it is of another version or nothing of the kind', async () => {
    const later = Buffer.from(bytes);
    later.writeUInt32LE(2, 8);
    expect(await refused(later)).toBe('the file cannot be used: it has version 2; this program reads 1');
    expect(await refused(Buffer.from('{"a": "json file of another program"}'))).toBe(
      'the file cannot be used: it is no dump of a run',
    );
    expect(await refused(Buffer.concat([bytes, Buffer.from('more')]))).toMatch(/does not end where it should/);
  });

  it('is refused where the project has such a metric over another axis, or where there is no such project', async () => {
    const life = await randomLife(home, new SeededRandom(seed), 5);
    await life.live(5);
    await record(home, life.run.runKey);
    const path = await dump(home, life.run.runKey, 'conflict');
    const other = await new RunRestore(abroad.pool).read(path, { id: 'keep', newId, project: 'nowhere' });
    expect(other).toEqual({ kind: 'refused', why: 'there is no project “nowhere”' });
    await abroad.dictionary.declare(abroad.otherProject, [{ name: 'gradient', dtype: 'f64' }]);
    const outcome = await new RunRestore(abroad.pool).read(path, { id: 'keep', newId, project: 'two' });
    expect(outcome).toEqual({ kind: 'refused', why: 'the project has a metric “gradient” over another axis' });
  });
});

it('leaves no file behind when the run does not exist or the dump fails', async () => {
  const path = join(folder, 'nothing');
  const none = await writeDumpFile(path, (sink) => new RunDump(() => home.pool).write(runKey(999_999n), sink));
  expect(none).toBeUndefined();
  const failing = writeDumpFile(path, async (sink) => {
    await sink(Buffer.from('GRATDUMP'));
    throw new Error('lost');
  });
  await expect(failing).rejects.toThrow('lost');
  expect((await readdir(folder)).filter((name) => name.startsWith('nothing'))).toEqual([]);
});

const columns = async (table: string) =>
  (
    await home.pool.query<{ column_name: string }>(
      `SELECT column_name FROM information_schema.columns WHERE table_schema || '.' || table_name = $1 ORDER BY 1`,
      [table],
    )
  ).rows.map(({ column_name }) => column_name);
const sorted = (text: string) => text.split(' ').toSorted();

it('knows every column of what it dumps', async () => {
  // A column that joins one of these has to join dump and restore, and the version of the file.
  expect(await columns('store.gate')).toEqual(sorted('run_id attempt epoch open ended fold packed'));
  expect(await columns('store.cut')).toEqual(sorted('run_id attempt start_step folded'));
  expect(await columns('store.stream')).toEqual(sorted('run_id writer seq last_id'));
  expect(await columns('store.journal')).toEqual(sorted('run_id id writer attempt at n body'));
  expect(await columns('store.tile')).toEqual(sorted('run_id metric_id lvl blk lo gen hi n body'));
  expect(await columns('store.metric')).toEqual(sorted('id project_id name axis dtype unit description'));
  expect(await columns('store.config')).toEqual(sorted('run_id key_id num txt flag'));
  expect(await columns('store.series')).toHaveLength(18);
  expect(await columns('public.axis_version')).toEqual(sorted('id axis_id version digest size groupings created_at'));
});
