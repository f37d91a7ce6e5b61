import { spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EmbeddedPostgres } from '@graticule/database';
import pg from 'pg';
import { until } from '../support/local-service.js';
import { temporaryFolder } from '../support/temporary-folder.js';

let data: string;
const started: EmbeddedPostgres[] = [];

beforeEach(() => {
  data = temporaryFolder('embedded');
});
afterEach(async () => {
  for (const server of started.splice(0)) await server.stop();
  rmSync(data, { recursive: true, force: true });
});

async function start(dataDirectory = data): Promise<EmbeddedPostgres> {
  const server = await EmbeddedPostgres.start({
    dataDirectory,
    settings: ['max_connections=20', 'shared_buffers=16MB'],
  });
  started.push(server);
  return server;
}

async function query(server: EmbeddedPostgres, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: server.url });
  client.on('error', () => undefined); // the server is killed under it in one test
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const postmaster = () => Number(readFileSync(join(data, 'postgres/postmaster.pid'), 'utf8').split('\n')[0]);

it('keeps data, port and password over a restart', async () => {
  const first = await start();
  await query(first, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.stop();
  const second = await start();
  expect(second.url).toBe(first.url);
  expect(await query(second, 'SELECT * FROM kept')).toEqual([{ answer: 42 }]);
});

it('leaves no process behind a normal stop', async () => {
  const server = await start();
  const pid = postmaster();
  await server.stop();
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

it('refuses whoever lacks the password, which only its owner may read', async () => {
  const server = await start();
  const url = new URL(server.url);
  url.password = 'guess';
  await expect(new pg.Client({ connectionString: url.href }).connect()).rejects.toMatchObject({ code: '28P01' });
  expect(statSync(join(data, 'postgres.password')).mode & 0o777).toBe(0o600);
});

it('comes back with every committed row after kill -9 of the postmaster in the middle of a statement', async () => {
  const server = await start();
  await query(server, 'CREATE TABLE kept AS SELECT 1 AS row');
  // Its backend works on for a while after the postmaster is gone, and holds the shared memory.
  const busy = query(server, 'CREATE TABLE late AS SELECT g FROM generate_series(1, 1000000) AS g').catch(
    () => undefined,
  );
  const seen = "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE 'CREATE TABLE late%'";
  expect(await until(async () => (await query(server, seen)).length === 1)).toBe(true);
  process.kill(postmaster(), 'SIGKILL');
  await server.ended;
  const again = await start();
  expect(await query(again, 'SELECT * FROM kept')).toEqual([{ row: 1 }]);
  await busy;
});

it('attaches to the server that a killed launcher left running', async () => {
  const script = `
    const { EmbeddedPostgres } = await import('@graticule/database');
    await EmbeddedPostgres.start({ dataDirectory: ${JSON.stringify(data)}, settings: ['shared_buffers=16MB'] });
    console.log('started');
    setInterval(() => undefined, 1000);`;
  const launcher = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => launcher.stdout.once('data', resolve));
  const pid = postmaster();
  launcher.kill('SIGKILL');
  const server = await start();
  expect(postmaster()).toBe(pid);
  expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  await server.stop();
  expect(existsSync(join(data, 'postgres/postmaster.pid'))).toBe(false);
});

it('works below a folder that only its owner may enter', async () => {
  const closed = join(data, 'closed');
  mkdirSync(closed);
  chmodSync(closed, 0o700);
  const server = await start(join(closed, 'data'));
  expect(await query(server, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('starts again after a first start that was killed while it initialised', async () => {
  mkdirSync(join(data, 'postgres.new/base'), { recursive: true });
  expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

it('says why the server did not start, and leaves none behind', async () => {
  const starting = EmbeddedPostgres.start({ dataDirectory: data, settings: ['no_such_setting=1'] });
  await expect(starting).rejects.toThrow('unrecognized configuration parameter "no_such_setting"');
  expect(existsSync(join(data, 'postgres/postmaster.pid'))).toBe(false);
});

it('leaves no server behind when a start is given up', async () => {
  const giveUp = new AbortController();
  // It starts but can never be reached where it is looked for.
  const settings = ['shared_buffers=16MB', 'listen_addresses=127.0.0.2'];
  const starting = EmbeddedPostgres.start({ dataDirectory: data, settings, signal: giveUp.signal });
  const outcome = expect(starting).rejects.toThrow('aborted');
  expect(await until(async () => existsSync(join(data, 'postgres/postmaster.pid')))).toBe(true);
  const pid = postmaster();
  giveUp.abort();
  await outcome;
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
});

it('starts although another program has the number of a server that was killed', async () => {
  const server = await start();
  process.kill(postmaster(), 'SIGKILL');
  await server.ended;
  const file = join(data, 'postgres/postmaster.pid');
  const owner = statSync(file); // Postgres minds only processes of its own user
  const other = spawn(process.execPath, ['--eval', 'setInterval(() => undefined, 1000)'], {
    stdio: 'ignore',
    uid: owner.uid,
    gid: owner.gid,
    cwd: '/',
  });
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, String(other.pid)));
  expect(await query(await start(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  other.kill();
});

it('has stopped the server when `stop` returns, even as the last thing that its launcher does', async () => {
  const script = `
    const { EmbeddedPostgres } = await import('@graticule/database');
    const options = { dataDirectory: ${JSON.stringify(data)}, settings: ['shared_buffers=16MB'] };
    await EmbeddedPostgres.start(options);
    const attached = await EmbeddedPostgres.start(options);
    await attached.stop();`;
  const launcher = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  expect(await new Promise((resolve) => launcher.once('exit', resolve))).toBe(0);
  expect(existsSync(join(data, 'postgres/postmaster.pid'))).toBe(false);
});
