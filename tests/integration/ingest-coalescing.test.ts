import { PostgresMetricStore, type Writer } from '@graticule/metrics';
import pg from 'pg';
import { frame, type MetricLab, metricLab, scalars } from '../support/metric-lab.js';

let lab: MetricLab;
let pool: pg.Pool;
beforeAll(async () => {
  lab = await metricLab();
});
afterAll(() => lab.close());
/** With one flush at a time, everything that is sent at once after the first batch shares a statement. */
beforeEach(() => {
  pool = narrowPool();
});
afterEach(() => pool.end());

function narrowPool(): pg.Pool {
  const { connectionString, types } = lab.pool.options;
  const narrow = new pg.Pool({ connectionString, types: types!, max: 1 });
  narrow.on('error', () => undefined);
  narrow.on('connect', (client) => client.on('error', () => undefined));
  return narrow;
}

const batch = (writer: number, sequence: number) => {
  const body = frame({
    writer: BigInt(writer),
    sequence: BigInt(sequence),
    scalars: [scalars({ id: 1 } as never, [writer, sequence], [writer, sequence])],
  });
  return { writer: BigInt(writer), sequence: BigInt(sequence), points: 2, body };
};

async function journalOf({ runKey }: Writer) {
  const text = 'SELECT writer, body FROM store.journal WHERE run_id = $1 ORDER BY id, writer';
  return (await lab.pool.query<{ writer: bigint; body: Buffer }>(text, [runKey])).rows;
}

/** How many commits carried the rows of a run. */
async function commitsOf({ runKey }: Writer): Promise<number> {
  const text = 'SELECT count(DISTINCT xmin::text)::int AS commits FROM store.journal WHERE run_id = $1';
  return (await lab.pool.query<{ commits: number }>(text, [runKey])).rows[0]!.commits;
}

it('takes the batches of many writers in few commits, byte for byte', async () => {
  const run = await lab.newRun();
  const store = new PostgresMetricStore(() => pool);
  const writers = Array.from({ length: 65 }, (_, i) => i + 1);
  const outcomes = await Promise.all(writers.map((writer) => store.append(run, batch(writer, 1))));
  expect(outcomes.every(({ kind }) => kind === 'accepted')).toBe(true);
  const rows = await journalOf(run);
  expect(rows).toHaveLength(65);
  for (const { writer, body } of rows) expect(body.equals(batch(Number(writer), 1).body)).toBe(true);
  expect(await commitsOf(run)).toBe(3);
});

it('refuses what is wrong with a batch and takes the thirty-one beside it', async () => {
  const [run, ended, overtaken] = [await lab.newRun(), await lab.newRun(), await lab.newRun()];
  const nowhere = { ...run, runKey: (run.runKey + 1_000_000n) as Writer['runKey'] };
  await lab.gate.close(ended.runKey, 1n);
  await lab.gate.open(overtaken.runKey, 2, 2n, null);
  const store = new PostgresMetricStore(() => pool);
  await store.append(run, batch(500, 1));
  const good = Array.from({ length: 27 }, (_, i) => store.append(run, batch(i + 1, 1)));
  const bad = [
    store.append(run, batch(400, 3)),
    store.append(run, batch(500, 1)),
    store.append(ended, batch(1, 1)),
    store.append(overtaken, batch(1, 1)),
    store.append(nowhere, batch(1, 1)),
  ];
  expect((await Promise.all(good)).every(({ kind }) => kind === 'accepted')).toBe(true);
  expect(await Promise.all(bad)).toEqual([
    { kind: 'gap', expected: 1n },
    { kind: 'duplicate', nextSequence: 2n },
    { kind: 'closed' },
    { kind: 'stale' },
    { kind: 'unknown' },
  ]);
  expect(await journalOf(run)).toHaveLength(28);
});

it('keeps the order of a writer that does not wait for its answers', async () => {
  const run = await lab.newRun();
  const store = new PostgresMetricStore(() => lab.pool);
  const sequences = Array.from({ length: 100 }, (_, i) => i + 1);
  const outcomes = await Promise.all(sequences.map((sequence) => store.append(run, batch(7, sequence))));
  expect(outcomes).toEqual(sequences.map((sequence) => ({ kind: 'accepted', nextSequence: BigInt(sequence + 1) })));
  const stored = (await journalOf(run)).map(({ body }) => body.readBigInt64LE(16));
  expect(stored).toEqual(sequences.map(BigInt));
});

it('stores once what several replicas send at once, and none of their statements wait in a circle', async () => {
  const run = await lab.newRun();
  const pools = [narrowPool(), narrowPool(), narrowPool()];
  const stores = pools.map((each) => new PostgresMetricStore(() => each));
  const writers = Array.from({ length: 40 }, (_, i) => i + 1);
  for (let sequence = 1; sequence <= 5; sequence++) {
    const outcomes = await Promise.all(
      stores.flatMap((store, i) =>
        // Each sends in another order.
        [...writers.slice(i * 13), ...writers.slice(0, i * 13)].map((writer) =>
          store.append(run, batch(writer, sequence)),
        ),
      ),
    );
    const kinds = outcomes.map(({ kind }) => kind).toSorted();
    expect(kinds).toEqual([...Array(40).fill('accepted'), ...Array(80).fill('duplicate')]);
  }
  expect(await journalOf(run)).toHaveLength(200);
  await Promise.all(pools.map((each) => each.end()));
});

it('loses nothing when the connection is killed under a flush and its batches are sent again', async () => {
  const run = await lab.newRun();
  const store = new PostgresMetricStore(() => pool);
  await store.append(run, batch(1, 1));
  const { rows } = await pool.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  // The row lock of writer 5 holds the flush in the middle: writers 1 to 4 are done by then, and not yet committed.
  const holder = await lab.pool.connect();
  await holder.query('BEGIN');
  await holder.query('INSERT INTO store.stream VALUES ($1, 5, 1, 0)', [run.runKey]);
  const first = store.append(run, batch(1, 2)).catch((error: unknown) => error);
  const writers = [2, 3, 4, 5, 6];
  const sent = writers.map((writer) => store.append(run, batch(writer, 1)).catch((error: unknown) => error));
  await first;
  await waitsForLock(rows[0]!.pid);
  await lab.pool.query('SELECT pg_terminate_backend($1)', [rows[0]!.pid]);
  for (const error of await Promise.all(sent)) expect(error).toBeInstanceOf(Error);
  await holder.query('ROLLBACK');
  holder.release();
  expect(await journalOf(run)).toHaveLength(2);

  const again = await Promise.all(writers.map((writer) => store.append(run, batch(writer, 1))));
  expect(again.map(({ kind }) => kind)).toEqual(writers.map(() => 'accepted'));
  expect((await journalOf(run)).map(({ writer }) => String(writer)).toSorted()).toEqual([
    '1',
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
  ]);
});

async function waitsForLock(pid: number): Promise<void> {
  const text = "SELECT FROM pg_stat_activity WHERE pid = $1 AND wait_event_type = 'Lock'";
  for (;;) if ((await lab.pool.query(text, [pid])).rowCount === 1) return;
}
