import { LIMITS } from '@graticule/contracts';
import { JournalBacklog, MetricIngest, type Writer } from '@graticule/metrics';
import { frame, type MetricLab, metricLab, scalars } from '../support/metric-lab.js';

let lab: MetricLab;
let nowMs = 0;
const clock = { now: () => new Date(nowMs) };
const later = (seconds: number) => {
  nowMs += 1000 * seconds;
};

beforeAll(async () => {
  lab = await metricLab();
});
afterAll(() => lab.close());
beforeEach(async () => {
  nowMs = 1e12;
  await lab.pool.query('DELETE FROM store.journal');
});

const backlogOf = (bounds: { points?: number; bytes?: number } = {}) =>
  new JournalBacklog([lab.pool], { clock, ...bounds });

/** Rows that another process appended. */
async function append({ runKey }: Writer, rows: readonly { points?: number; bytes?: number; at?: Date }[]) {
  for (const [i, { points = 1, bytes = 1, at = new Date() }] of rows.entries()) {
    await lab.pool.query(
      'INSERT INTO store.journal SELECT $1, coalesce(max(id), 0) + 1, $2, 1, $3, $4, convert_to(repeat($5, $6), $7) FROM store.journal',
      [runKey, i + 1, at, points, 'x', bytes, 'UTF8'],
    );
  }
}

/** What a fold does to the journal. */
const fold = (points: number) =>
  lab.pool.query(
    'DELETE FROM store.journal WHERE (run_id, id) IN (SELECT run_id, id FROM store.journal ORDER BY id LIMIT $1)',
    [points],
  );

it('accepts while the points of all runs reach the bound, refuses above it, and accepts after a fold', async () => {
  const [one, two] = [await lab.newRun(), await lab.newRun()];
  const backlog = backlogOf({ points: 10 });
  await append(one, [{ points: 5 }, { points: 5 }]);
  expect(await backlog.refusal(two.runKey)).toBeUndefined();
  await append(one, [{ points: 1 }]);
  later(1);
  await backlog.current();
  expect(await backlog.refusal(two.runKey)).toBe(10);
  await fold(1);
  later(1);
  expect(await backlog.refusal(two.runKey)).toBeUndefined();
});

it('accepts while the bytes of all runs reach the bound, and refuses above it', async () => {
  const [one, two] = [await lab.newRun(), await lab.newRun()];
  await append(one, [{ bytes: 50 }]);
  await append(two, [{ bytes: 50 }]);
  expect(await backlogOf({ bytes: 100 }).refusal(one.runKey)).toBeUndefined();
  expect(await backlogOf({ bytes: 99 }).refusal(one.runKey)).toBe(1);
});

it('refuses a run above its own bound and no other run', async () => {
  const [one, two] = [await lab.newRun(), await lab.newRun()];
  await append(one, [{ bytes: LIMITS.backlogBytesPerRun - 1 }, { bytes: 1 }]);
  expect(await backlogOf().refusal(one.runKey)).toBeUndefined();
  await append(one, [{ bytes: 1 }]);
  const backlog = backlogOf();
  expect(await backlog.refusal(one.runKey)).toBe(1);
  expect(await backlog.refusal(two.runKey)).toBeUndefined();
});

it('counts what it accepts between two samples', async () => {
  const [run, other] = [await lab.newRun(), await lab.newRun()];
  const backlog = backlogOf({ points: 10 });
  expect(await backlog.refusal(run.runKey)).toBeUndefined();
  backlog.noteAccepted(run.runKey, { rows: 1, points: 5, bytes: 1 });
  backlog.noteAccepted(other.runKey, { rows: 1, points: 5, bytes: 1 });
  expect(await backlog.refusal(run.runKey)).toBeUndefined();
  backlog.noteAccepted(other.runKey, { rows: 1, points: 1, bytes: 1 });
  expect(await backlog.refusal(run.runKey)).toBe(1);
  expect(await backlog.current()).toEqual({ rows: 3, points: 11, bytes: 3, oldest: undefined });
});

it('lets one run fill half of what may wait and no more, so that others go on when its fold fails', async () => {
  const [stuck, other] = [await lab.newRun(), await lab.newRun()];
  const backlog = backlogOf({ points: 10 });
  expect(await backlog.refusal(stuck.runKey)).toBeUndefined();
  backlog.noteAccepted(stuck.runKey, { rows: 1, points: 6, bytes: 1 });
  expect(await backlog.refusal(stuck.runKey)).toBe(1);
  expect(await backlog.refusal(other.runKey)).toBeUndefined();
});

it('says when to come back by how fast the journal shrinks', async () => {
  const run = await lab.newRun();
  const backlog = backlogOf({ points: 10 });
  await append(
    run,
    Array.from({ length: 60 }, () => ({ points: 1 })),
  );
  expect(await backlog.refusal(run.runKey)).toBe(1); // one sample tells no rate
  await fold(10);
  later(1);
  expect(await backlog.refusal(run.runKey)).toBe(4); // 40 too many, 10 a second
  await fold(20);
  later(1);
  expect(await backlog.refusal(run.runKey)).toBe(1); // 20 too many, 20 a second
});

it('asks the database at most once a second', async () => {
  const run = await lab.newRun();
  const backlog = backlogOf({ points: 1 });
  expect(await backlog.refusal(run.runKey)).toBeUndefined();
  await append(run, [{ points: 2 }]);
  later(0.999);
  expect(await backlog.refusal(run.runKey)).toBeUndefined();
  expect(await backlog.current()).toMatchObject({ points: 0 });
  later(0.001);
  expect(await backlog.current()).toMatchObject({ points: 2 });
});

it('keeps what it knows while the database does not answer', async () => {
  const run = await lab.newRun();
  await append(run, [{ points: 3 }]);
  let away = false;
  const flaky = new Proxy(lab.pool, {
    get: (pool, name) =>
      name === 'query'
        ? async (query: never) => (away ? Promise.reject(new Error('away')) : pool.query(query))
        : Reflect.get(pool, name),
  });
  const backlog = new JournalBacklog([flaky], { points: 2, clock });
  expect(await backlog.refusal(run.runKey)).toBe(1);
  away = true;
  backlog.noteAccepted(run.runKey, { rows: 1, points: 1, bytes: 1 });
  later(1);
  expect(await backlog.refusal(run.runKey)).toBe(1);
  expect(await backlog.current()).toMatchObject({ rows: 2, points: 4 });
});

it('answers a batch with busy, counts it, and takes the same batch once the journal has shrunk', async () => {
  const [run, loss] = [await lab.newRun(), await lab.metric('loss')];
  const backlog = backlogOf({ points: 2 });
  const ingest = new MetricIngest(lab.store, lab.dictionary, lab.axes, { backlog });
  const batch = (sequence: bigint) => frame({ sequence, scalars: [scalars(loss, [1, 2, 3], [1, 2, 3])] });
  expect(await ingest.acceptFrame(run, batch(1n))).toMatchObject({ kind: 'accepted' });
  expect(await ingest.acceptFrame(run, batch(2n))).toEqual({ kind: 'busy', retryAfterSeconds: 1 });
  await fold(1);
  later(1);
  expect(await ingest.acceptFrame(run, batch(2n))).toMatchObject({ kind: 'accepted', nextSequence: 3n });
  expect(ingest.report.points).toBe(6);
  expect(Object.fromEntries(ingest.report.batches)).toMatchObject({ accepted: 2, busy: 1, duplicate: 0 });
});
