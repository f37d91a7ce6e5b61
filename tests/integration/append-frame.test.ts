import type { Database } from '@graticule/database';
import { testDatabase } from '../support/test-database.js';

let database: Database;
let run = 0n;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  run += 1n;
  await open(1, 0n);
});

async function append(batch: { attempt?: number; epoch?: bigint; sequence: number; writer?: bigint }) {
  const { attempt = 1, epoch = 0n, sequence, writer = 7n } = batch;
  const { rows } = await database.pool.query(
    'SELECT outcome, expected FROM store.append_frame($1, $2, $3, $4, $5, 1, $6)',
    [run, attempt, epoch, writer, sequence, Buffer.from([sequence])],
  );
  return rows[0];
}

async function open(attempt: number, epoch: bigint, startStep: bigint | null = null): Promise<void> {
  await database.pool.query('SELECT store.open_gate($1, $2, $3, $4)', [run, attempt, epoch, startStep]);
}

async function stored(): Promise<number> {
  const { rows } = await database.pool.query('SELECT count(*)::int AS n FROM store.journal WHERE run_id = $1', [run]);
  return rows[0].n;
}

it('accepts a batch whose turn it is and says which is next', async () => {
  expect(await append({ sequence: 1 })).toEqual({ outcome: 'accepted', expected: 2n });
  expect(await append({ sequence: 2 })).toEqual({ outcome: 'accepted', expected: 3n });
  expect(await stored()).toBe(2);
});

it('recognises a batch that was stored already and stores it once', async () => {
  await append({ sequence: 1 });
  expect(await append({ sequence: 1 })).toEqual({ outcome: 'duplicate', expected: 2n });
  expect(await stored()).toBe(1);
});

it('refuses a batch that leaves a gap and names the one that is due', async () => {
  expect(await append({ sequence: 3 })).toEqual({ outcome: 'gap', expected: 1n });
  await append({ sequence: 1 });
  expect(await append({ sequence: 3 })).toEqual({ outcome: 'gap', expected: 2n });
  expect(await stored()).toBe(1);
});

it('numbers each writer on its own', async () => {
  await append({ sequence: 1, writer: 1n });
  expect(await append({ sequence: 1, writer: 2n })).toMatchObject({ outcome: 'accepted' });
});

it('refuses an attempt or epoch that another has taken over', async () => {
  await open(2, 5n, 0n);
  expect(await append({ sequence: 1 })).toMatchObject({ outcome: 'stale' });
  expect(await append({ sequence: 1, attempt: 2, epoch: 4n })).toMatchObject({ outcome: 'stale' });
  expect(await append({ sequence: 1, attempt: 2, epoch: 5n })).toMatchObject({ outcome: 'accepted' });
});

it('refuses a run that was closed', async () => {
  await database.pool.query('SELECT store.close_gate($1, 0)', [run]);
  expect(await append({ sequence: 1 })).toMatchObject({ outcome: 'closed' });
});

it('knows no run without a gate', async () => {
  run += 1_000_000n;
  expect(await append({ sequence: 1 })).toMatchObject({ outcome: 'unknown' });
});

it('never lets an opener that was overtaken take the run back', async () => {
  await open(3, 9n, 0n);
  await open(2, 5n, 0n);
  const { rows } = await database.pool.query('SELECT attempt, epoch FROM store.gate WHERE run_id = $1', [run]);
  expect(rows).toEqual([{ attempt: 3, epoch: 9n }]);
  const cuts = await database.pool.query('SELECT attempt FROM store.cut WHERE run_id = $1', [run]);
  expect(cuts.rows).toEqual([{ attempt: 3 }]);
});

it('stores each of a hundred racing batches of one writer once', async () => {
  for (let sequence = 1; sequence <= 10; sequence++) {
    const answers = await Promise.all(Array.from({ length: 10 }, () => append({ sequence })));
    expect(answers.filter(({ outcome }) => outcome === 'accepted')).toHaveLength(1);
  }
  expect(await stored()).toBe(10);
});
