import { EventEmitter, once } from 'node:events';
import { type Database, isUnavailable } from '@graticule/database';
import { testDatabase } from '../support/test-database.js';

let database: Database;

beforeAll(async () => {
  database = await testDatabase();
  await database.pool.query('CREATE TABLE counter (id int4 PRIMARY KEY, n int8 NOT NULL)');
  await database.pool.query('INSERT INTO counter VALUES (1, 0), (2, 0)');
});
afterAll(() => database.close());

/** Undefined when it did not fail. */
const saysUnavailable = (work: Promise<unknown>): Promise<boolean | undefined> =>
  work.then(() => undefined, isUnavailable);
const terminate = (pid: number) => database.pool.query('SELECT pg_terminate_backend($1)', [pid]);

it('reads an int8 as a bigint, by pg and by Prisma on the same pool', async () => {
  const large = 9_007_199_254_740_993n; // no double can be this
  expect((await database.pool.query('SELECT $1::int8 AS value', [large])).rows).toEqual([{ value: large }]);
  const team = await database.prisma.team.create({
    data: { publicId: '01890000-0000-7000-8000-000000000001', slug: 'a', name: 'A' },
  });
  const project = await database.prisma.project.create({
    data: { publicId: team.publicId, teamId: team.id, slug: 'a', name: 'A', lastEvent: large },
  });
  expect([project.lastEvent, project.createdAt instanceof Date]).toEqual([large, true]);
});

it('rolls back what failed and gives the connection back', async () => {
  const failed = database.transaction(async (client) => {
    await client.query('UPDATE counter SET n = 100 WHERE id = 1');
    throw new Error('changed my mind');
  });
  await expect(failed).rejects.toThrow('changed my mind');
  expect((await database.pool.query('SELECT n FROM counter WHERE id = 1')).rows).toEqual([{ n: 0n }]);
  expect(database.pool.idleCount).toBe(database.pool.totalCount);
});

it('tries a deadlocked transaction again, so that both are done', async () => {
  let arrived = 0;
  const meeting = new EventEmitter();
  const bothHoldOne = once(meeting, 'met');
  const swap = (first: number, second: number) =>
    database.transaction(async (client) => {
      await client.query('UPDATE counter SET n = n + 1 WHERE id = $1', [first]);
      if (++arrived === 2) meeting.emit('met');
      await bothHoldOne;
      await client.query('UPDATE counter SET n = n + 1 WHERE id = $1', [second]);
    });
  await Promise.all([swap(1, 2), swap(2, 1)]);
  expect((await database.pool.query('SELECT n FROM counter ORDER BY id')).rows).toEqual([{ n: 2n }, { n: 2n }]);
  expect(arrived).toBe(3);
});

it('tries every transaction of a full pool again without waiting for itself', async () => {
  const attempts = new Map<number, number>();
  const unlucky = (id: number) =>
    database.transaction(async (client) => {
      const attempt = (attempts.get(id) ?? 0) + 1;
      attempts.set(id, attempt);
      await client.query('SELECT 1');
      if (attempt < 3) await client.query(`DO $$ BEGIN RAISE SQLSTATE '40001'; END $$`);
      return attempt;
    });
  const all = Array.from({ length: 3 * database.pool.options.max }, (_, id) => unlucky(id));
  expect(new Set(await Promise.all(all))).toEqual(new Set([3]));
});

it('survives the loss of an idle connection and of one that is held', async () => {
  const held = await database.pool.connect();
  const idle = await database.pool.connect();
  const other = await database.pool.connect(); // the pool might hand out the very connection that is to be lost
  const pids = await Promise.all(
    [held, idle].map(
      async (client) => (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]!.pid,
    ),
  );
  idle.release();
  // Of both: an idle connection whose end is not known yet would be handed to whoever asks next.
  const lost = Promise.all([held, idle].map((client) => new Promise((resolve) => client.once('end', resolve))));
  for (const pid of pids) await other.query('SELECT pg_terminate_backend($1)', [pid]);
  other.release();
  await lost;
  expect(await saysUnavailable(held.query('SELECT 1'))).toBe(true);
  held.release();
  expect((await database.pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
});

it('tells a database that is away from a statement that is wrong', async () => {
  const { pool, prisma } = database;
  const client = await pool.connect();
  const { rows } = await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  const cut = saysUnavailable(client.query('SELECT pg_sleep(60)'));
  await terminate(rows[0]!.pid);
  expect(await cut).toBe(true);
  client.release(true);
  expect(await saysUnavailable(pool.query('SELECT nonsense'))).toBe(false);
  expect(await saysUnavailable(prisma.$queryRawUnsafe('SELECT nonsense'))).toBe(false);
  expect(await saysUnavailable(prisma.$queryRawUnsafe(`DO $$ BEGIN RAISE SQLSTATE '57P01'; END $$`))).toBe(true);
  expect(isUnavailable(Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' }))).toBe(false);
});
