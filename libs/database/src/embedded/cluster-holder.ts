import { existsSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { signalProcess } from './server-process.js';

/**
 * Who holds a cluster, by its postmaster.pid. Numbers of processes are used again, after a reboot or in a container even
 * the very same ones, and Postgres refuses to start while a process of its user has the number in that file. So where the
 * system tells, the number is compared with the place where the process works: a postmaster works in its cluster.
 */
export type ClusterHolder =
  | { readonly kind: 'nobody' }
  /** A postmaster; port 0 while it has not written its port yet. */
  | { readonly kind: 'server'; readonly pid: number; readonly port: number }
  /** Another program has the number: the file is a leftover. */
  | { readonly kind: 'somebody else' };

export function holderOf(data: string): ClusterHolder {
  const cluster = join(data, 'postgres');
  const file = join(cluster, 'postmaster.pid');
  if (!existsSync(file)) return { kind: 'nobody' };
  const lines = readFileSync(file, 'utf8').split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!signalProcess(pid, 0)) return { kind: 'nobody' };
  const works = workingDirectory(pid);
  if (works !== undefined && works !== realpathSync(cluster)) return { kind: 'somebody else' };
  return { kind: 'server', pid, port: port > 0 ? port : 0 };
}

/** Undefined where the system does not say. */
function workingDirectory(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined; // no /proc, or a process of another user
  }
}
