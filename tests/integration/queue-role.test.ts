import { readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { RunId } from '@graticule/contracts';
import { connectDatabase } from '@graticule/database';
import { createLogger, newId } from '@graticule/platform';
import { BullRunQueue, queueConnection } from '@graticule/queue';
import { ensureQueueRole } from '../../apps/cli/src/up/queue-role.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { testDatabase } from '../support/test-database.js';

const log = createLogger('queue-test', 'fatal');
const folder = temporaryFolder('queue-role');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DENIED = { code: '42501' };

async function enqueue(url: string): Promise<void> {
  const queue = new BullRunQueue(queueConnection(url), log);
  await queue.enqueue({ run: newId() as RunId, attempt: 1, queue: 'default', priority: 0 });
  await queue.close();
}

it('gives the queue, and a queue that the superuser began, to a role that sees nothing else', async () => {
  const database = await testDatabase();
  await enqueue(database.url);
  const url = await ensureQueueRole(database, database.url, folder);
  expect(await ensureQueueRole(database, database.url, folder)).toBe(url);
  await enqueue(url);
  await enqueue(database.url);
  const role = connectDatabase(url, { max: 1 });
  expect((await role.pool.query('SELECT count(*)::int4 AS jobs FROM bullmq.job')).rows).toEqual([{ jobs: 3 }]);
  await expect(role.pool.query('SELECT FROM public.api_key')).rejects.toMatchObject(DENIED);
  await expect(role.pool.query('SELECT FROM store.gate')).rejects.toMatchObject(DENIED);
  await expect(role.pool.query("COPY (SELECT 1) TO PROGRAM 'true'")).rejects.toMatchObject(DENIED);
  await role.close();
  const file = join(folder, 'queue.password');
  expect([statSync(file).mode & 0o777, new URL(url).password]).toEqual([0o600, readFileSync(file, 'utf8')]);
  await database.close();
});

it('lets the role begin the queue of an empty database', async () => {
  const database = await testDatabase();
  await enqueue(await ensureQueueRole(database, database.url, folder));
  await database.close();
});
