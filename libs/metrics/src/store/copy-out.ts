import type { Statement } from '@graticule/database/postgres';
import { CopyRows, type CopiedRow } from './copy-rows.js';
import type { Pool, PoolClient } from 'pg';
import { to } from 'pg-copy-streams';

/** What may stand in for a parameter: integers, and lists of them. */
export type CopyValue = bigint | number | null | readonly (bigint | number)[];

/**
 * The rows of a statement in the binary format of COPY, in which bytes arrive as bytes: an ordinary answer of `pg` writes them as
 * hexadecimal text. COPY takes no parameters, so `$n` is replaced in the text; nothing but the digits of integers can get in.
 */
export async function copyOut(
  client: PoolClient,
  statement: Statement,
  values: readonly CopyValue[],
): Promise<CopiedRow[]> {
  const text = statement.text.replaceAll(/\$(\d+)/g, (_, place: string) => literal(values[Number(place) - 1] ?? null));
  const answer = new CopyRows();
  for await (const chunk of client.query(to(`COPY (${text}) TO STDOUT (FORMAT binary)`))) answer.take(asBuffer(chunk));
  return answer.rows;
}

/** Lends a connection of the pool. One that is lost meanwhile is not given back. */
export async function withClient<T>(pool: Pool, use: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let lost: Error | undefined;
  const noteLoss = (error: Error) => (lost = error);
  client.on('error', noteLoss);
  try {
    return await use(client);
  } finally {
    client.off('error', noteLoss);
    client.release(lost);
  }
}

function asBuffer(chunk: unknown): Buffer {
  if (Buffer.isBuffer(chunk)) return chunk;
  throw new TypeError('COPY answers in bytes');
}

function literal(value: CopyValue): string {
  if (value === null) return 'NULL';
  return typeof value === 'object' ? `'{${value.map(digits).join(',')}}'` : `'${digits(value)}'`;
}

function digits(value: bigint | number): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new TypeError(`${value} is no integer`);
  return String(value);
}
