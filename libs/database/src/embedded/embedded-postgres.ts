import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@graticule/platform';
import { ensureDatabase, isAnswering, rememberedPort, urlOf } from './server-address.js';
import { type ClusterHolder, holderOf } from './cluster-holder.js';
import { initialiseCluster } from './initialise-cluster.js';
import { makePrivateFolder, serverBinaries } from './server-binaries.js';
import { serverIdentity } from './server-identity.js';
import { signalProcess, spawnServer, type SpawnRequest } from './server-process.js';

/**
 * A Postgres of our own below a data directory: initialised on first use, on a port it keeps, reachable over loopback with
 * a generated password. Invariants:
 * - The server is detached. When its launcher is killed it lives on, and the next start attaches to it; one that is still
 *   recovering or shutting down is waited for, never competed with.
 * - When the postmaster is killed, a backend may outlive it for the length of its statement and hold the shared memory;
 *   starting is tried again until that has passed.
 * - A start that fails or is given up leaves no process behind. `stop` returns when the server is gone.
 * Whoever starts it holds the lock of the data directory; two launchers at once are not its concern.
 */
export interface EmbeddedPostgresOptions {
  readonly dataDirectory: string;
  /** Settings beside the defaults, for example `fsync=off` in tests. */
  readonly settings?: readonly string[];
  readonly signal?: AbortSignal;
}

const PATIENCE_MS = 90_000;
// Without a predecessor to wait for, a server that ends at once has a reason; somebody taking its port may be one.
const HURRIED_TRIES = 3;

export class EmbeddedPostgres {
  private running = true;

  /** Made by `start`. */
  constructor(
    /** With the password: never to be logged. */
    readonly url: string,
    private readonly pid: number,
    /** Settles when the server is gone, however it went, with a word about it. Keeps no process alive. */
    readonly ended: Promise<string>,
  ) {
    void ended.then(() => (this.running = false));
  }

  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const data = resolve(options.dataDirectory);
    makePrivateFolder(data);
    const identity = serverIdentity();
    const binaries = await serverBinaries(identity);
    const password = initialiseCluster(data, binaries, identity);
    return bringUp({ ...options, data, identity, binaries, password });
  }

  /**
   * Resolves when the server is gone. A fast shutdown ends the sessions and needs no recovery at the next start; an
   * immediate one is for data that are thrown away.
   */
  async stop(how: 'fast' | 'immediate' = 'fast'): Promise<void> {
    // Neither a detached child nor the watch over an attached server keeps the event loop alive.
    const held = setInterval(() => undefined, 60_000);
    this.send(how === 'fast' ? 'SIGINT' : 'SIGQUIT');
    await this.ended;
    clearInterval(held);
  }

  /** At once and synchronously, for a launcher that exits. The next start recovers from the log. */
  kill(): void {
    this.send('SIGQUIT');
  }

  /** Never to a process that took the number of a server that is gone. */
  private send(signal: NodeJS.Signals): void {
    if (this.running) signalProcess(this.pid, signal);
  }
}

interface BringUp extends SpawnRequest {
  readonly password: string;
  readonly signal?: AbortSignal;
}

async function bringUp(request: BringUp): Promise<EmbeddedPostgres> {
  const until = performance.now() + PATIENCE_MS;
  const pidFile = join(request.data, 'postgres', 'postmaster.pid');
  const leftBehind = existsSync(pidFile);
  for (let tries = 1; ; tries++) {
    request.signal?.throwIfAborted();
    const holder = holderOf(request.data);
    if (holder.kind === 'somebody else') rmSync(pidFile, { force: true });
    const outcome = holder.kind === 'server' ? await attach(request, holder) : await launch(request, until);
    if (outcome instanceof EmbeddedPostgres) return outcome;
    const again = leftBehind || holder.kind === 'server' || tries < HURRIED_TRIES;
    if (!again || performance.now() > until) throw couldNotStart(request.data, outcome);
    await pause(100);
  }
}

/** The server that an earlier launcher left running, once it answers. */
async function attach(
  { password }: BringUp,
  { pid, port }: Extract<ClusterHolder, { kind: 'server' }>,
): Promise<EmbeddedPostgres | string> {
  const url = urlOf(password, port);
  if ((await isAnswering(url)) !== 'yes') return `process ${pid} holds the data directory and does not answer`;
  await ensureDatabase(url);
  return new EmbeddedPostgres(url, pid, untilGone(pid));
}

async function launch(request: BringUp, until: number): Promise<EmbeddedPostgres | string> {
  const port = await rememberedPort(request.data);
  const url = urlOf(request.password, port);
  const { pid, ended } = spawnServer(request, port);
  const waiting = new AbortController();
  try {
    const how = await Promise.race([ended, untilReady(url, until, [waiting.signal, request.signal])]);
    if (how === READY) {
      await ensureDatabase(url);
      return new EmbeddedPostgres(url, pid, ended);
    }
    await giveUp(pid, ended);
    return how;
  } catch (error) {
    await giveUp(pid, ended);
    throw error;
  } finally {
    waiting.abort();
  }
}

/** Does nothing to a server that has ended by itself. */
async function giveUp(pid: number, ended: Promise<string>): Promise<void> {
  const gone = await Promise.race([ended.then(() => true), pause(0, false)]);
  if (!gone) signalProcess(pid, 'SIGQUIT');
  await ended;
}

const READY = Symbol('ready');

async function untilReady(
  url: string,
  until: number,
  given: readonly (AbortSignal | undefined)[],
): Promise<typeof READY | string> {
  while (performance.now() < until) {
    if (given.some((signal) => signal?.aborted)) return 'given up';
    const answer = await isAnswering(url);
    if (answer === 'yes') return READY;
    if (answer === 'wrong password') return 'postgres.password is not the password of this cluster';
    await pause(20);
  }
  return 'no answer in time';
}

/** A server that is not our child tells nobody when it ends, so it is looked at. */
async function untilGone(pid: number): Promise<string> {
  while (signalProcess(pid, 0)) await pause(100, undefined, { ref: false });
  return 'gone';
}

function couldNotStart(data: string, how: string): AppError {
  const log = join(data, 'postgres.log');
  const tail = existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').slice(-5).join('\n') : '';
  return new AppError('STORE_UNAVAILABLE', `The embedded Postgres did not start (${how}). The end of ${log}:\n${tail}`);
}
