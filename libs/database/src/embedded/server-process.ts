import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerBinaries } from './server-binaries.js';
import type { ServerIdentity } from './server-identity.js';
import { placeOf } from './server-place.js';

export interface SpawnRequest {
  readonly data: string;
  readonly identity: ServerIdentity;
  readonly binaries: ServerBinaries;
  readonly settings?: readonly string[];
}

const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=80',
  'shared_buffers=256MB',
  'max_wal_size=2GB',
  'timezone=UTC',
  'log_timezone=UTC',
];

/** Starts the server, detached from us. `ended` settles when it has ended or could not be started. */
export function spawnServer(
  request: SpawnRequest,
  port: number,
): { readonly pid: number; readonly ended: Promise<string> } {
  const { directory, cwd } = placeOf(join(request.data, 'postgres'), request.identity);
  const log = openSync(join(request.data, 'postgres.log'), 'a', 0o600);
  const settings = [...SETTINGS, ...(request.settings ?? [])].flatMap((setting) => ['-c', setting]);
  const child = spawn(request.binaries.postgres, ['-D', directory, '-p', String(port), ...settings], {
    ...request.identity,
    cwd,
    env: { LC_ALL: 'C', TZ: 'UTC' },
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  child.unref();
  const ended = new Promise<string>((settle) => {
    child.once('exit', (code, signal) => settle(signal ?? `exit ${code}`));
    child.once('error', (error) => settle(error.message));
  });
  return { pid: child.pid ?? 0, ended };
}

/** Signal 0 only asks. False when there is no such process, or none that we may signal. */
export function signalProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  if (pid <= 0) return false; // 0 would be our own group
  try {
    return process.kill(pid, signal);
  } catch {
    return false; // ESRCH: it has ended already, which is what every caller wants to know
  }
}
