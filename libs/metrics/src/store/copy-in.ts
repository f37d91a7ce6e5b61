import { once } from 'node:events';
import type { Statement } from '@graticule/database/postgres';
import type { PoolClient } from 'pg';
import { from } from 'pg-copy-streams';

/** A field of a row in the binary format of COPY: an integer of so many bytes, or bytes. */
export type CopyField = { readonly int2: number } | { readonly int4: number } | { readonly int8: bigint } | Uint8Array;

const SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const END = Buffer.from([0xff, 0xff]);

/** Writes rows with one `COPY … FROM STDIN (FORMAT binary)`, in the transaction that the client is in. */
export async function copyIn(
  client: PoolClient,
  { text }: Statement,
  rows: Iterable<readonly CopyField[]>,
): Promise<void> {
  const stream = client.query(from(text));
  const done = once(stream, 'finish');
  stream.write(SIGNATURE);
  for (const row of rows) {
    const ready = stream.write(encoded(row));
    if (!ready) await Promise.race([once(stream, 'drain'), done]);
  }
  stream.end(END);
  await done;
}

function encoded(row: readonly CopyField[]): Buffer {
  const bytes = Buffer.allocUnsafe(2 + row.reduce((total, field) => total + 4 + lengthOf(field), 0));
  let at = bytes.writeInt16BE(row.length, 0);
  for (const field of row) {
    at = bytes.writeInt32BE(lengthOf(field), at);
    if (field instanceof Uint8Array) {
      bytes.set(field, at);
      at += field.length;
    } else if ('int2' in field) at = bytes.writeInt16BE(field.int2, at);
    else if ('int4' in field) at = bytes.writeInt32BE(field.int4, at);
    else at = bytes.writeBigInt64BE(field.int8, at);
  }
  return bytes;
}

function lengthOf(field: CopyField): number {
  if (field instanceof Uint8Array) return field.length;
  if ('int2' in field) return 2;
  return 'int4' in field ? 4 : 8;
}
