import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.js';
import { temporaryFolder } from './temporary-folder.js';

const CLI = join(import.meta.dirname, '../../apps/cli/bin/graticule.mjs');

export type Part = 'api' | 'worker' | 'trainer' | 'postgres';

/** Everything on one machine, as `graticule up` starts it from the built packages, on a data directory of its own. */
export interface LocalService {
  readonly url: string;
  readonly apiKey: string;
  readonly data: string;
  readonly process: ChildProcess;
  /** The process that plays this part now, or undefined while nobody does. */
  pidOf(part: Part): number | undefined;
  stop(): Promise<void>;
}

export async function startLocalService(environment: Readonly<Record<string, string>> = {}): Promise<LocalService> {
  const data = temporaryFolder('e2e');
  const port = await freePort();
  const up = spawn(process.execPath, [CLI, 'up'], {
    env: {
      ...process.env,
      DATABASE_URL: '',
      REDIS_URL: '',
      GRATICULE_DATA: data,
      GRATICULE_PORT: String(port),
      ...environment,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const said: string[] = [];
  up.stderr.setEncoding('utf8').on('data', (text: string) => void said.push(text));
  const ended = new Promise<void>((resolve) => up.once('exit', () => resolve()));
  const stop = async () => {
    up.kill('SIGTERM');
    await ended;
    rmSync(data, { recursive: true, force: true });
  };
  const url = `http://127.0.0.1:${port}`;
  const credentials = join(data, 'credentials.json');
  // The API answers a moment before it has issued the key of the person who starts it.
  const ready = await until(async () => (await isReady(url)) && existsSync(credentials), {
    giveUp: () => up.exitCode !== null,
  });
  if (!ready) {
    await stop();
    throw new Error(`graticule up did not become ready:\n${said.join('')}`);
  }
  const { apiKey } = JSON.parse(readFileSync(credentials, 'utf8')) as { apiKey: string };
  return { url, apiKey, data, process: up, stop, pidOf: (part) => pidOf(up.pid ?? 0, data, part) };
}

/** Asks again and again, at the pace of the answers, until one is true. False when a minute has passed or it is hopeless. */
export async function until(
  asked: () => Promise<boolean>,
  { giveUp = () => false, seconds = 60 }: { giveUp?: () => boolean; seconds?: number } = {},
): Promise<boolean> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end && !giveUp()) {
    if (await asked()) return true;
    await new Promise((resolve) => setTimeout(resolve, 25)); // the pace of asking, not a wait for something to have happened
  }
  return false;
}

async function isReady(url: string): Promise<boolean> {
  return fetch(`${url}/readyz`).then(
    (response) => response.ok,
    () => false,
  );
}

/** The process that plays this part below `up`, by what Linux tells of it. */
export function pidOf(up: number, data: string, part: Part): number | undefined {
  if (part === 'postgres') return Number(read(join(data, 'postgres/postmaster.pid')).split('\n')[0]) || undefined;
  const parent = part === 'trainer' ? pidOf(up, data, 'worker') : up;
  return parent === undefined
    ? undefined
    : childrenOf(parent).find((pid) => read(`/proc/${pid}/cmdline`).includes(`apps/${part}/`));
}

function childrenOf(pid: number): number[] {
  return read(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number);
}

/** A process may be gone by the time its file is read: then it has no text. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
