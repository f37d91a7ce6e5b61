import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { RunId } from '@graticule/contracts';
import { EmbeddedPostgres } from '@graticule/database';
import { createLogger, newId } from '@graticule/platform';
import { BullRunQueue, queueConnection, RunConsumer } from '@graticule/queue';
import { until } from '../support/local-service.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { testDatabaseUrl } from '../support/test-database.js';

const log = createLogger('queue-test', 'fatal');
const JOB = { attempt: 1, queue: 'default', priority: 0 };
const newRun = () => newId() as RunId;

/** A consumer that remembers what it took. */
function consumer(url: string, take: (run: RunId) => Promise<void> = async () => undefined) {
  const taken: string[] = [];
  const consuming = new RunConsumer(queueConnection(url), {
    queue: 'default',
    concurrency: 1,
    log,
    take: async ({ run, attempt }) => {
      taken.push(`${run}-${attempt}`);
      await take(run);
    },
  });
  return { taken, consuming };
}

describe('on Postgres', () => {
  let url: string;
  let queue: BullRunQueue;
  beforeEach(async () => {
    url = await testDatabaseUrl();
    queue = new BullRunQueue(queueConnection(url), log);
  });
  afterEach(() => queue.close());

  it('delivers every job once, the higher priority first and otherwise in order', async () => {
    const runs = [0, 5, -5, 1000, -1000, 0].map((priority) => ({ run: newRun(), priority }));
    for (const { run, priority } of runs) await queue.enqueue({ ...JOB, run, priority });
    const { taken, consuming } = consumer(url);
    consuming.start();
    expect(await until(async () => taken.length === runs.length)).toBe(true);
    await consuming.close();
    expect(taken).toEqual([3, 1, 0, 5, 2, 4].map((i) => `${runs[i]!.run}-1`));
  });

  it('delivers a job that is enqueued twice while it waits once, and again when it was enqueued after its end', async () => {
    const run = newRun();
    await queue.enqueue({ ...JOB, run });
    await queue.enqueue({ ...JOB, run });
    const { taken, consuming } = consumer(url);
    consuming.start();
    const marker = newRun();
    await queue.enqueue({ ...JOB, run: marker });
    expect(await until(async () => taken.includes(`${marker}-1`))).toBe(true);
    expect(taken).toEqual([`${run}-1`, `${marker}-1`]);
    expect(await until(async () => (await queue.enqueue({ ...JOB, run }), taken.length === 3))).toBe(true);
    await consuming.close();
  });

  it('goes on after a job that failed, and delivers it again on request', async () => {
    const [bad, good] = [newRun(), newRun()];
    const { taken, consuming } = consumer(url, async (run) => {
      if (run === bad) throw new Error('as planned');
    });
    consuming.start();
    await queue.enqueue({ ...JOB, run: bad });
    await queue.enqueue({ ...JOB, run: good });
    expect(await until(async () => taken.includes(`${good}-1`))).toBe(true);
    expect(await until(async () => (await queue.enqueue({ ...JOB, run: bad }), taken.length === 3))).toBe(true);
    await consuming.close();
  });

  it('takes a waiting job back', async () => {
    const [gone, kept] = [newRun(), newRun()];
    await queue.enqueue({ ...JOB, run: gone });
    await queue.enqueue({ ...JOB, run: kept });
    await queue.remove(gone, 1, 'default');
    const { taken, consuming } = consumer(url);
    consuming.start();
    expect(await until(async () => taken.length > 0)).toBe(true);
    await consuming.close();
    expect(taken).toEqual([`${kept}-1`]);
  });

  it('raises the signal of the job at work when it closes, and waits for it', async () => {
    const said: string[] = [];
    const consuming = new RunConsumer(queueConnection(url), {
      queue: 'default',
      concurrency: 1,
      log,
      take: async (_, signal) => {
        said.push('begun');
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        said.push('ended');
      },
    });
    consuming.start();
    await queue.enqueue({ ...JOB, run: newRun() });
    expect(await until(async () => said.length === 1)).toBe(true);
    await consuming.close();
    expect(said).toEqual(['begun', 'ended']);
  });
});

it('says soon that a server cannot be reached, and starts to consume once it can be', async () => {
  const nowhere = 'postgres://u:p@127.0.0.1:9/none';
  const queue = new BullRunQueue(queueConnection(nowhere), log);
  expect(await queue.ready()).toBe(false);
  await expect(queue.enqueue({ ...JOB, run: newRun() })).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  const { consuming } = consumer(nowhere);
  consuming.start();
  await consuming.close();
  await queue.close();
});

it('delivers what is enqueued after the postmaster was killed and started again', async () => {
  const folder = temporaryFolder('queue');
  const options = { dataDirectory: folder, settings: ['shared_buffers=32MB'] };
  let server = await EmbeddedPostgres.start(options);
  const queue = new BullRunQueue(queueConnection(server.url), log);
  const { taken, consuming } = consumer(server.url);
  consuming.start();
  const enqueue = (run: RunId) =>
    until(() =>
      queue.enqueue({ ...JOB, run }).then(
        () => true,
        () => false,
      ),
    );
  const [before, after] = [newRun(), newRun()];
  expect(await enqueue(before)).toBe(true);
  expect(await until(async () => taken.length === 1)).toBe(true);

  process.kill(Number(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL');
  await server.ended;
  expect(await queue.ready()).toBe(false);
  const { url } = server;
  server = await EmbeddedPostgres.start(options);
  expect(server.url).toBe(url);

  expect(await enqueue(after)).toBe(true);
  expect(await until(async () => taken.includes(`${after}-1`))).toBe(true);
  expect(taken).toEqual([`${before}-1`, `${after}-1`]);
  await consuming.close();
  await queue.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}, 90_000);
