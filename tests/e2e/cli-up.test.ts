import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';

/*
 * `graticule up` as a person runs it: the built program, its own processes, an embedded Postgres in a new directory.
 * Whatever happens, each test leaves no process: everything that `up` starts carries the data directory in its
 * environment or arguments, and is looked for there.
 */

const BIN = join(import.meta.dirname, '../../apps/cli/bin/graticule.mjs');

let data: string;
const launchers: Launcher[] = [];
beforeEach(async () => {
  data = join(await mkdtemp(join(tmpdir(), 'graticule-up-')), 'data');
  await chmod(join(data, '..'), 0o755); // under root the database runs as another user and must be able to get there
});
afterEach(async () => {
  for (const launcher of launchers.splice(0)) await launcher.end();
  await rm(join(data, '..'), { recursive: true, force: true });
});

class Launcher {
  readonly process: ChildProcess;
  readonly said: string[] = [];
  readonly exited: Promise<number | null>;
  private readonly seen: { part: string; tell: () => void }[] = [];

  constructor(environment: Readonly<Record<string, string>> = {}, command: readonly string[] = ['up', '--json']) {
    const { DATABASE_URL: _database, REDIS_URL: _redis, ...inherited } = process.env;
    this.process = spawn(process.execPath, [BIN, ...command], {
      env: { ...inherited, GRATICULE_DATA: data, GRATICULE_PORT: '0', GRATICULE_WORKERS: '1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.exited = once(this.process, 'close').then(([code]) => code as number | null);
    for (const stream of [this.process.stdout, this.process.stderr])
      if (stream) createInterface({ input: stream }).on('line', (line) => this.hear(line));
    launchers.push(this);
  }

  /** The address, once the service is ready. */
  async ready(): Promise<string> {
    const line = await this.says('"url"');
    return /"(http[^"]+)"/.exec(line)?.[1] ?? '';
  }

  async says(part: string): Promise<string> {
    const heard = new Promise<void>((tell) => this.seen.push({ part, tell }));
    if (!this.said.some((line) => line.includes(part)))
      await Promise.race([heard, this.exited.then((code) => Promise.reject(new Error(`exit ${code}: ${this.text}`)))]);
    return this.said.find((line) => line.includes(part)) ?? '';
  }

  get text(): string {
    return this.said.join('\n');
  }

  async end(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) this.process.kill('SIGTERM');
    await this.exited;
  }

  private hear(line: string): void {
    this.said.push(line);
    for (const { part, tell } of this.seen) if (line.includes(part)) tell();
  }
}

/** Processes that belong to the data directory, this one's children or not. */
async function processesOf(directory: string): Promise<number[]> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0 && pid !== process.pid);
  const belongs = async (pid: number) => {
    const [environment, command] = await Promise.all(
      ['environ', 'cmdline'].map((name) => readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '')),
    );
    return `${environment}${command}`.includes(directory);
  };
  const found = await Promise.all(pids.map(async (pid) => ((await belongs(pid)) ? [pid] : [])));
  return found.flat();
}

/** Those of them whose command line contains a part. */
async function processOf(directory: string, part: string): Promise<number> {
  for (const pid of await processesOf(directory)) {
    const command = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).replaceAll('\0', ' ');
    if (command.includes(part)) return pid;
  }
  throw new Error(`no process of ${part}`);
}

const credentials = async () => JSON.parse(await readFile(join(data, 'credentials.json'), 'utf8'));

const projects = (url: string, apiKey: string) =>
  fetch(`${url}/api/v1/projects`, { headers: { authorization: `Bearer ${apiKey}` } });

describe('graticule up', () => {
  it('starts a service that its credentials open, and a SIGTERM leaves no process', async () => {
    const launcher = new Launcher();
    const url = await launcher.ready();
    const { url: written, apiKey } = await credentials();
    expect(written).toBe(url);
    const answer = await projects(url, apiKey);
    expect([answer.status, await answer.json()]).toMatchObject([200, { projects: [{ slug: 'default' }] }]);
    expect((await projects(url, 'grat_wrong')).status).toBe(401);
    expect((await stat(data)).mode & 0o777).toBe(0o700);
    expect((await stat(join(data, 'credentials.json'))).mode & 0o777).toBe(0o600);

    launcher.process.kill('SIGTERM');
    expect(await launcher.exited).toBe(0);
    expect(await processesOf(data)).toEqual([]);
  }, 90_000);

  it('refuses a second launcher on the same data directory', async () => {
    const first = new Launcher();
    await first.ready();
    const second = new Launcher();
    expect(await second.exited).toBe(1);
    expect(second.text).toContain('Graticule already runs on this data directory');
    expect(second.text).toContain('what to do:');
  }, 90_000);

  it('refuses a port that another program holds, before it starts anything', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    const launcher = new Launcher({ GRATICULE_PORT: port });
    expect(await launcher.exited).toBe(1);
    other.close();
    expect(launcher.text).toContain('the port is already in use by another program');
    expect(launcher.text).toContain(`127.0.0.1:${port}`);
    expect(await processesOf(data)).toEqual([]);
  }, 30_000);

  it('brings back an API that was killed, at the same address and with the same key', async () => {
    const launcher = new Launcher();
    const url = await launcher.ready();
    const { apiKey } = await credentials();
    process.kill(await processOf(data, 'apps/api/dist/main.js'), 'SIGKILL');
    await launcher.says('api ended (SIGKILL)');
    await launcher.says('api is running again');
    expect((await projects(url, apiKey)).status).toBe(200);
  }, 90_000);

  it('ends API and worker when it is killed, and the next start takes the database over with what was in it', async () => {
    const launcher = new Launcher();
    const url = await launcher.ready();
    const { apiKey } = await credentials();
    const created = await fetch(`${url}/api/v1/projects`, {
      method: 'POST',
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ slug: 'kept' }),
    });
    expect(created.status).toBe(201);
    const parts = await Promise.all(['apps/api/dist', 'apps/worker/dist'].map((part) => processOf(data, part)));
    launcher.process.kill('SIGKILL');
    await launcher.exited;
    await Promise.all(parts.map(ended));

    const next = new Launcher();
    const again = await next.ready();
    expect((await credentials()).apiKey).toBe(apiKey);
    const answer = await projects(again, apiKey);
    expect(await answer.json()).toMatchObject({ projects: [{ slug: 'default' }, { slug: 'kept' }] });
  }, 120_000);

  it('ends everything at once at the second signal', async () => {
    const launcher = new Launcher();
    await launcher.ready();
    const parts = await processesOf(data);
    launcher.process.kill('SIGTERM');
    await launcher.says('once more stops at once');
    launcher.process.kill('SIGTERM');
    expect([0, 130]).toContain(await launcher.exited); // 0: the parts had stopped in order before it came
    await Promise.all(parts.map(ended));
  }, 90_000);

  it('says in one sentence that the database cannot be reached', async () => {
    const launcher = new Launcher({ DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing' });
    expect(await launcher.exited).toBe(1);
    expect(launcher.text).toMatch(/^error: the API could not be started: .*127\.0\.0\.1:1/);
    expect(launcher.said.filter((line) => /^\s+at |│/.test(line))).toEqual([]);
  }, 60_000);

  it('says all that is wrong with the environment, with the exit code of wrong usage', async () => {
    const launcher = new Launcher({ GRATICULE_PORT: 'x', GRATICULE_WORKERS: '-1' });
    expect(await launcher.exited).toBe(2);
    expect(launcher.text).toMatch(/GRATICULE_PORT: [\s\S]*GRATICULE_WORKERS: /);
  }, 30_000);
});

/** Resolves when there is no such process any more; a test that waits in vain fails by its time limit. */
async function ended(pid: number): Promise<void> {
  while (await readFile(`/proc/${pid}/stat`, 'utf8').then(isRunning, () => false)) await pause(20);
}

/** A zombie has ended; its parent has not asked yet. */
const isRunning = (line: string): boolean => !line.slice(line.lastIndexOf(')')).startsWith(') Z');
