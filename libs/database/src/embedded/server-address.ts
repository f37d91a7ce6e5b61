import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { AppError } from '@graticule/platform';
import pg from 'pg';
import { SUPERUSER } from './initialise-cluster.js';

const DATABASE = 'graticule';
const WRONG_PASSWORD = '28P01';

export const urlOf = (password: string, port: number) =>
  `postgresql://${SUPERUSER}:${password}@127.0.0.1:${port}/${DATABASE}`;

/** Whether a server answers at this address and takes the password. */
export async function isAnswering(url: string): Promise<'yes' | 'not yet' | 'wrong password'> {
  try {
    await withClient(url, (client) => client.query('SELECT 1'));
    return 'yes';
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === WRONG_PASSWORD ? 'wrong password' : 'not yet';
  }
}

/** The database of the address, made when it is missing: initdb makes only `postgres`. */
export async function ensureDatabase(url: string): Promise<void> {
  await withClient(url, async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [DATABASE]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE}`);
  });
}

async function withClient<T>(url: string, use: (client: pg.Client) => Promise<T>): Promise<T> {
  const address = new URL(url);
  address.pathname = 'postgres';
  const client = new pg.Client({ connectionString: address.href, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined); // a server that dies now fails the query, which is what the caller hears
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The port of last time when it is free, so that those who know the address find it again; else any free one. */
export async function rememberedPort(data: string): Promise<number> {
  const file = join(data, 'postgres.port');
  const known = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
  const port = (known > 0 && (await tryPort(known))) || (await tryPort(0));
  if (!port) throw new AppError('STORE_UNAVAILABLE', 'No free port for the embedded Postgres on 127.0.0.1.');
  if (port !== known) writeFileSync(file, String(port));
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
