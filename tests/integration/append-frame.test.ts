import type { Database } from '@graticule/database';
import { testDatabase } from '../support/test-database.js';

let database: Database;
let run = 0n;

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(() => {
  run += 1n;
});

interface Batch {
  readonly attempt?: number;
  readonly epoch?: number;
  readonly writer?: number;
  readonly sequence?: number;
}

const open = (attempt: number, epoch: number, startStep: number | null = null) =>
  database.pool.query('SELECT store.open_gate($1, $2, $3, $4)', [run, attempt, epoch, startStep]);
const close = (epoch: number) => database.pool.query('SELECT store.close_gate($1, $2)', [run, epoch]);

async function append({ attempt = 1, epoch = 1, writer = 7, sequence = 1 }: Batch = {}) {
  const { rows } = await database.pool.query(
    'SELECT outcome, expected FROM store.append_frame($1, $2, $3, $4, $5, 1, $6)',
    [run, attempt, epoch, writer, sequence, Buffer.from('points')],
  );
  return rows[0] as { outcome: string; expected: bigint | null };
}

const journal = async () =>
  (await database.pool.query('SELECT id, writer, attempt, n FROM store.journal WHERE run_id = $1 ORDER BY id', [run]))
    .rows;
const gate = async () =>
  (await database.pool.query('SELECT attempt, epoch, open FROM store.gate WHERE run_id = $1', [run])).rows[0];
const cuts = async () =>
  (await database.pool.query('SELECT attempt, start_step FROM store.cut WHERE run_id = $1 ORDER BY 1', [run])).rows;

it('accepts the batches of a writer in their order, and says which is next', async () => {
  await open(1, 1);
  expect(await append()).toEqual({ outcome: 'accepted', expected: 2n });
  expect(await append({ sequence: 2 })).toEqual({ outcome: 'accepted', expected: 3n });
  expect(await journal()).toHaveLength(2);
});

it('stores a batch once, however often and by however many connections at once it is sent', async () => {
  await open(1, 1);
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => append()));
  expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['accepted', ...Array(7).fill('duplicate')]);
  expect(outcomes.every(({ expected }) => expected === 2n)).toBe(true);
  expect(await journal()).toHaveLength(1);
});

it('refuses a batch that comes too early and names the one that is due', async () => {
  await open(1, 1);
  expect(await append({ sequence: 2 })).toEqual({ outcome: 'gap', expected: 1n });
  await append();
  expect(await append({ sequence: 3 })).toEqual({ outcome: 'gap', expected: 2n });
  expect(await journal()).toHaveLength(1);
});

it('refuses another attempt and another epoch', async () => {
  await open(2, 5);
  expect(await append({ attempt: 1, epoch: 5 })).toEqual({ outcome: 'stale', expected: null });
  expect(await append({ attempt: 2, epoch: 4 })).toEqual({ outcome: 'stale', expected: null });
  expect(await append({ attempt: 2, epoch: 5 })).toEqual({ outcome: 'accepted', expected: 2n });
});

it('refuses a closed run, also what it had accepted before', async () => {
  await open(1, 1);
  await append();
  await close(1);
  expect(await append()).toEqual({ outcome: 'closed', expected: null });
  expect(await append({ sequence: 2 })).toEqual({ outcome: 'closed', expected: null });
});

it('does not know a run whose gate was never opened', async () => {
  expect(await append()).toEqual({ outcome: 'unknown', expected: null });
});

it('numbers each writer by itself, and their rows in the order of arrival', async () => {
  await open(1, 1);
  for (const [writer, sequence] of [
    [7, 1],
    [8, 1],
    [7, 2],
  ] as const)
    await append({ writer, sequence });
  expect((await journal()).map((row: { writer: bigint }) => row.writer)).toEqual([7n, 8n, 7n]);
});

it('gives a writer ascending ids when the clock of the machine stands still or goes back', async () => {
  await open(1, 1);
  await append();
  const ahead = 'UPDATE store.stream SET last_id = last_id + 3600000000 WHERE run_id = $1 RETURNING last_id';
  const { rows } = await database.pool.query<{ last_id: bigint }>(ahead, [run]);
  await append({ sequence: 2 });
  expect((await journal()).at(-1)).toMatchObject({ id: rows[0]!.last_id + 1n });
});

it('opens the gate again and again to the same effect, and never for an epoch that was overtaken', async () => {
  await open(1, 3, 10);
  await open(1, 3, 10);
  expect([await gate(), await cuts()]).toEqual([
    { attempt: 1, epoch: 3n, open: true },
    [{ attempt: 1, start_step: 10n }],
  ]);
  await open(9, 2, 5);
  expect([await gate(), await cuts()]).toEqual([
    { attempt: 1, epoch: 3n, open: true },
    [{ attempt: 1, start_step: 10n }],
  ]);
});

it('does not close the gate for an epoch that is not current', async () => {
  await open(2, 2);
  await close(1);
  expect(await gate()).toEqual({ attempt: 2, epoch: 2n, open: true });
});
