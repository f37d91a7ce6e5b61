import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@graticule/platform';
import pg from 'pg';
import { initialiseCluster, SUPERUSER } from './initialise-cluster.js';
import { makePrivateFolder, type ServerBinaries, serverBinaries } from './server-binaries.js';
import { giveTo, type ServerIdentity, serverIdentity } from './server-identity.js';
import { placeOf } from './server-place.js';

/**
 * A Postgres of our own below a data directory: initialised on first use, on a port it keeps, reachable over loopback with
 * a generated password. Invariants:
 * - The server is detached. When its launcher is killed it lives on, and the next start attaches to it: knowing the
 *   password of this cluster is the proof that it is the right one.
 * - When the postmaster is killed, a backend may outlive it for the length of its statement and hold the shared memory;
 *   starting is tried again until that has passed.
 * - `stop` returns when the server is gone. Nothing of it is left then.
 * Whoever starts it holds the lock of the data directory; two launchers at once are not its concern.
 */
export interface EmbeddedPostgresOptions {
  readonly dataDirectory: string;
  /** Settings beside the defaults, for example `fsync=off` in tests. */
  readonly settings?: readonly string[];
  readonly signal?: AbortSignal;
}

const DATABASE = 'graticule';
const PATIENCE_MS = 90_000;
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=80',
  'shared_buffers=256MB',
  'max_wal_size=2GB',
  'timezone=UTC',
  'log_timezone=UTC',
];

export class EmbeddedPostgres {
  /** Made by `start`. */
  constructor(
    /** With the password: never to be logged. */
    readonly url: string,
    private readonly pid: number,
    /** Settles when the server is gone, however it went, with a word about it. */
    readonly ended: Promise<string>,
  ) {}

  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const data = resolve(options.dataDirectory);
    makePrivateFolder(data);
    const identity = serverIdentity();
    const binaries = await serverBinaries(identity);
    const password = initialiseCluster(data, binaries, identity);
    return (await attach(data, password)) ?? (await launch({ ...options, data, identity, binaries, password }));
  }

  /** A fast shutdown: sessions end, the next start needs no recovery. */
  async stop(): Promise<void> {
    signal(this.pid, 'SIGINT');
    await this.ended;
  }

  /** At once and synchronously, for a launcher that exits. The next start recovers from the log. */
  kill(): void {
    signal(this.pid, 'SIGQUIT');
  }
}

interface Launch extends EmbeddedPostgresOptions {
  readonly data: string;
  readonly identity: ServerIdentity;
  readonly binaries: ServerBinaries;
  readonly password: string;
}

/** The server that an earlier launcher left running, or undefined. */
async function attach(data: string, password: string): Promise<EmbeddedPostgres | undefined> {
  const running = readPidFile(data);
  if (!running || !isAlive(running.pid)) return undefined;
  const url = urlOf(password, running.port);
  if (!(await answers(url))) return undefined;
  return new EmbeddedPostgres(url, running.pid, watch(running.pid));
}

async function launch(launching: Launch): Promise<EmbeddedPostgres> {
  const until = performance.now() + PATIENCE_MS;
  const leftBehind = existsSync(join(launching.data, 'postgres', 'postmaster.pid'));
  for (;;) {
    launching.signal?.throwIfAborted();
    const port = await rememberedPort(launching.data);
    const child = spawnServer(launching, port);
    const ended = new Promise<string>((settle) => {
      child.once('exit', (code, by) => settle(by ?? `exit ${code}`));
      child.once('error', (error) => settle(error.message));
    });
    const url = urlOf(launching.password, port);
    const how = await Promise.race([ended, untilAnswering(url, until, launching.signal)]);
    if (how === READY) {
      await ensureDatabase(url);
      return new EmbeddedPostgres(url, child.pid ?? 0, ended);
    }
    // Only a predecessor that was killed is a reason to try again: its last backend may still hold the shared memory.
    if (!leftBehind || performance.now() > until) throw couldNotStart(launching.data, how);
    await pause(100);
  }
}

function spawnServer({ data, identity, binaries, settings = [] }: Launch, port: number): ChildProcess {
  const cluster = join(data, 'postgres');
  const { directory, cwd } = placeOf(cluster, identity);
  const log = openSync(join(data, 'postgres.log'), 'a', 0o600);
  const all = [...SETTINGS, ...settings].flatMap((setting) => ['-c', setting]);
  const child = spawn(binaries.postgres, ['-D', directory, '-p', String(port), ...all], {
    ...identity,
    cwd,
    env: { LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  child.unref();
  return child;
}

const READY = Symbol('ready');

async function untilAnswering(url: string, until: number, aborted?: AbortSignal): Promise<typeof READY | string> {
  while (performance.now() < until && !aborted?.aborted) {
    if (await answers(url)) return READY;
    await pause(20);
  }
  return 'no answer in time';
}

async function answers(url: string): Promise<boolean> {
  return withClient(url, 'postgres', async (client) => {
    await client.query('SELECT 1');
    return true;
  }).catch(() => false);
}

async function ensureDatabase(url: string): Promise<void> {
  await withClient(url, 'postgres', async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  });
}

async function withClient<T>(url: string, database: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const address = new URL(url);
  address.pathname = database;
  const client = new pg.Client({ connectionString: address.href, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined); // a server that dies now fails the query, which is what the caller hears
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

const urlOf = (password: string, port: number) => `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${DATABASE}`;

/** The port of last time when it is free, so that those who know the address find it again; else any free one. */
async function rememberedPort(data: string): Promise<number> {
  const file = join(data, 'postgres.port');
  const known = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const port = (known > 0 && (await tryPort(known))) || (await tryPort(0));
  if (!port) throw new AppError('STORE_UNAVAILABLE', 'No free port for the embedded Postgres on 127.0.0.1.');
  writeFileSync(file, String(port));
  return port;
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((settle) => {
    const probe = createServer();
    probe.once('error', () => settle(undefined));
    probe.listen(port, '127.0.0.1', () => {
      const address = probe.address();
      const got = typeof address === 'object' ? address?.port : undefined;
      probe.close(() => settle(got));
    });
  });
}

function readPidFile(data: string): { pid: number; port: number } | undefined {
  const file = join(data, 'postgres', 'postmaster.pid');
  if (!existsSync(file)) return undefined;
  const lines = readFileSync(file, 'utf8').split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 ? { pid, port } : undefined;
}

/** A server that is not our child tells nobody when it ends, so it is looked at. */
async function watch(pid: number): Promise<string> {
  while (isAlive(pid)) await pause(200, undefined, { ref: false });
  return 'gone';
}

function isAlive(pid: number): boolean {
  return signal(pid, 0);
}

/** False when there is no such process any more. */
function signal(pid: number, name: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, name);
  } catch {
    return false; // ESRCH: it has ended already, which is what every caller wants to know
  }
}

function couldNotStart(data: string, how: string): AppError {
  const log = join(data, 'postgres.log');
  const tail = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n') : '';
  return new AppError('STORE_UNAVAILABLE', `The embedded Postgres did not start (${how}). The end of ${log}:\n${tail}`);
}
