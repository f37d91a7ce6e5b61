import { AppError } from '@graticule/platform';
import type { Pool, PoolClient } from 'pg';
import type { AppendOutcome, JournalBatch } from './metric-store.js';
import { sql } from '../sql.js';
import type { Writer } from '../ingest/writer.js';

/** A batch and in whose name it is written. */
export interface Appending {
  readonly writer: Writer;
  readonly batch: JournalBatch;
}

interface AppendRow {
  readonly outcome: string;
  readonly expected: bigint | null;
}

/** Appends one batch: the statement that a sharded cluster hands whole to the run's node. */
export async function appendFrame(target: Pool | PoolClient, { writer, batch }: Appending): Promise<AppendOutcome> {
  const { rows } = await target.query<AppendRow>({
    ...sql('append-frame'),
    values: [
      writer.runKey,
      writer.attempt,
      writer.epoch,
      batch.writer,
      batch.sequence,
      batch.points,
      asBuffer(batch.body),
    ],
  });
  return outcomeOf(rows[0]);
}

/**
 * Appends batches of one pool in one statement and one commit; the outcomes stand in the order of the batches, which must
 * ascend by (run, writer, sequence). Bodies travel as one: an array of them would travel as hexadecimal text.
 */
export async function appendFrames(pool: Pool, items: readonly Appending[]): Promise<readonly AppendOutcome[]> {
  const [only] = items;
  if (only !== undefined && items.length === 1) return [await appendFrame(pool, only)];
  const starts: number[] = [];
  let bytes = 0;
  for (const { batch } of items) {
    starts.push(bytes + 1);
    bytes += batch.body.byteLength;
  }
  const { rows } = await pool.query<AppendRow & { readonly place: bigint }>({
    ...sql('append-frames'),
    values: [
      listed(items, ({ writer }) => writer.runKey),
      listed(items, ({ writer }) => writer.attempt),
      listed(items, ({ writer }) => writer.epoch),
      listed(items, ({ batch }) => batch.writer),
      listed(items, ({ batch }) => batch.sequence),
      listed(items, ({ batch }) => batch.points),
      `{${starts.join(',')}}`,
      listed(items, ({ batch }) => batch.body.byteLength),
      Buffer.concat(
        items.map(({ batch }) => batch.body),
        bytes,
      ),
    ],
  });
  const byPlace = new Map(rows.map((row) => [Number(row.place), row]));
  return items.map((_, i) => outcomeOf(byPlace.get(i + 1)));
}

/** An array as Postgres reads it. Integers need no quotes, which `pg` would put around each. */
function listed(items: readonly Appending[], integer: (item: Appending) => bigint | number): string {
  return `{${items.map((item) => integer(item).toString()).join(',')}}`;
}

/** A Buffer goes to Postgres as it is; a Uint8Array would be copied first. */
function asBuffer({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function outcomeOf(row: AppendRow | undefined): AppendOutcome {
  const expected = row?.expected ?? 1n;
  switch (row?.outcome) {
    case 'accepted':
    case 'duplicate':
      return { kind: row.outcome, nextSequence: expected };
    case 'gap':
      return { kind: 'gap', expected };
    case 'stale':
    case 'closed':
    case 'unknown':
      return { kind: row.outcome };
    case undefined:
    default:
      throw new AppError('INTERNAL', `store.append_frame answered ${row?.outcome}`);
  }
}
