// A whole local service (`graticule up`) on a data directory of its own, for the time of one benchmark.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const CLI = join(import.meta.dirname, '../apps/cli/bin/graticule.mjs');

export async function withService(
  use,
  { workers = 0, data = mkdtempSync(join(tmpdir(), 'graticule-bench-')), keep = false, env = {} } = {},
) {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, [CLI, 'up'], {
    env: {
      ...process.env,
      GRATICULE_DATA: data,
      GRATICULE_PORT: String(port),
      GRATICULE_WORKERS: String(workers),
      DATABASE_URL: '',
      ...env,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = `http://127.0.0.1:${port}`;
  try {
    await answers(`${url}/readyz`, child);
    const readyMs = performance.now() - started;
    const { apiKey } = JSON.parse(await written(join(data, 'credentials.json')));
    return await use({ url, apiKey, data, readyMs, apiPid: () => descendant(child.pid, 'api') });
  } finally {
    child.kill('SIGTERM');
    await ended;
    if (!keep) rmSync(data, { recursive: true, force: true });
  }
}

/** The address of the database that a service keeps in its data directory. */
export function databaseOf(data) {
  const read = (name) => readFileSync(join(data, name), 'utf8').trim();
  return `postgresql://graticule:${read('postgres.password')}@127.0.0.1:${read('postgres.port')}/graticule`;
}

/** The API answers a moment before it has issued the key of the person who starts it. */
async function written(file) {
  while (!existsSync(file)) await pause(20);
  return readFileSync(file, 'utf8');
}

async function answers(url, child) {
  const until = performance.now() + 60_000;
  while (performance.now() < until && child.exitCode === null) {
    const ok = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await pause(20);
  }
  throw new Error('the service did not become ready');
}

/** The process id of the child of `pid` whose command line names the app. Linux only; undefined elsewhere. */
function descendant(pid, app) {
  const children = `/proc/${pid}/task/${pid}/children`;
  if (!existsSync(children)) return undefined;
  return readFileSync(children, 'utf8')
    .trim()
    .split(' ')
    .map(Number)
    .find((child) => readFileSync(`/proc/${child}/cmdline`, 'utf8').includes(`apps/${app}/`));
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
