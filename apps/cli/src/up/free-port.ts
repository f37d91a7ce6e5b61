import { createServer } from 'node:net';
import { CommandFailed } from '../command-failed.js';
import { isErrno } from '../is-errno.js';

/** Refuses a port that another program holds, before anything is started. Port 0 is always free. */
export async function requireFreePort(host: string, port: number): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port, exclusive: true }, resolve);
    });
  } catch (error) {
    throw refusal(error, `${host}:${port}`);
  }
  await new Promise((resolve) => server.close(resolve));
}

const REASONS: readonly (readonly [code: string, what: string])[] = [
  ['EADDRINUSE', 'the port is already in use by another program'],
  ['EACCES', 'this user may not listen on the port'],
  ['EADDRNOTAVAIL', 'this machine has no such address'],
  ['ENOTFOUND', 'the host name is unknown'],
];

function refusal(error: unknown, where: string): CommandFailed {
  const reason = REASONS.find(([code]) => isErrno(error, code));
  return new CommandFailed(reason?.[1] ?? 'the port cannot be listened on', {
    where,
    action: 'Set GRATICULE_PORT to a free port (0 for any) and GRATICULE_HOST to an address of this machine.',
    cause: error,
  });
}
