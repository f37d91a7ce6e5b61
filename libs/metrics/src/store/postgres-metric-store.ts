import type { RunKey } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import type { Pool, PoolClient } from 'pg';
import { inTransaction } from './in-transaction.js';
import type {
  AppendOutcome,
  BindingOutcome,
  Bindings,
  Cut,
  JournalBatch,
  JournalExtent,
  JournalRow,
  MetricStore,
  WriterSpan,
} from './metric-store.js';
import type { PoolOf } from './pool-of.js';
import { sql } from '../sql.js';
import type { Writer } from '../ingest/writer.js';

// A portion of bodies arrives as hexadecimal text before it is bytes: this bounds the transient, not the journal.
const PORTION_BYTES = 16 * 1024 * 1024;

/** The journal in Postgres. A batch is one row, appended by one function call: one round trip, one commit. */
export class PostgresMetricStore implements MetricStore {
  constructor(private readonly poolOf: PoolOf) {}

  async append(writer: Writer, batch: JournalBatch): Promise<AppendOutcome> {
    return appendFrame(this.poolOf(writer.runKey), writer, batch);
  }

  async appendBinding(writer: Writer, batch: JournalBatch, wanted: Bindings) {
    return inTransaction<BindingOutcome>(this.poolOf(writer.runKey), async (client) => {
      const outcome = await appendFrame(client, writer, batch);
      if (outcome.kind !== 'accepted') return { end: 'roll back', result: outcome };
      const bindings = await bind(client, writer.runKey, wanted);
      const agrees = [...wanted].every(([metric, version]) => bindings.get(metric) === version);
      return agrees ? { end: 'commit', result: outcome } : { end: 'roll back', result: { kind: 'bound', bindings } };
    });
  }

  async bindings(run: RunKey, metrics: readonly number[]): Promise<Bindings> {
    return readBindings(this.poolOf(run), run, metrics);
  }

  async extent(run: RunKey): Promise<JournalExtent> {
    const { rows } = await this.poolOf(run).query<ExtentRow>({ ...sql('journal-extent'), values: [run] });
    const newest = new Map<bigint, bigint>();
    const cuts: Cut[] = [];
    for (const row of rows) {
      if (row.writer !== null && row.last_id !== null) newest.set(row.writer, row.last_id);
      if (row.attempt !== null && row.start_step !== null) {
        cuts.push({ attempt: row.attempt, startStep: row.start_step });
      }
    }
    return { newest, cuts };
  }

  async *rows(run: RunKey, spans: readonly WriterSpan[]): AsyncIterable<readonly JournalRow[]> {
    if (spans.length === 0) return;
    const pool = this.poolOf(run);
    const spanOf = new Map(spans.map((span) => [span.writer, span]));
    const after = spans.map((span) => span.after).reduce((a, b) => (a < b ? a : b));
    const upTo = spans.map((span) => span.upTo).reduce((a, b) => (a > b ? a : b));
    const index = await pool.query<IndexRow>({
      ...sql('journal-index'),
      values: [run, [...spanOf.keys()], after, upTo],
    });
    const wanted = ({ id, writer }: { readonly id: bigint; readonly writer: bigint }) => {
      const span = spanOf.get(writer);
      return span !== undefined && id > span.after && id <= span.upTo;
    };
    for (const portion of portions(index.rows.filter(wanted))) {
      const keys = new Set(portion.map(keyOf));
      const values = [run, portion.map(({ id }) => id), [...new Set(portion.map(({ writer }) => writer))]];
      const { rows } = await pool.query<JournalRow>({ ...sql('journal-bodies'), values });
      yield rows.filter((row) => keys.has(keyOf(row)));
    }
  }
}

function keyOf({ id, writer }: { readonly id: bigint; readonly writer: bigint }): string {
  return `${id} ${writer}`;
}

interface AppendRow {
  readonly outcome: string;
  readonly expected: bigint | null;
}

async function appendFrame(target: Pool | PoolClient, writer: Writer, batch: JournalBatch): Promise<AppendOutcome> {
  const { body } = batch;
  const { rows } = await target.query<AppendRow>({
    ...sql('append-frame'),
    values: [
      writer.runKey,
      writer.attempt,
      writer.epoch,
      batch.writer,
      batch.sequence,
      batch.points,
      // A Buffer goes to Postgres as it is; a Uint8Array would be copied first.
      Buffer.from(body.buffer, body.byteOffset, body.byteLength),
    ],
  });
  const outcome = rows[0]?.outcome;
  const expected = rows[0]?.expected ?? 1n;
  switch (outcome) {
    case 'accepted':
    case 'duplicate':
      return { kind: outcome, nextSequence: expected };
    case 'gap':
      return { kind: 'gap', expected };
    case 'stale':
    case 'closed':
    case 'unknown':
      return { kind: outcome };
    case undefined:
    default:
      throw new AppError('INTERNAL', `store.append_frame answered ${outcome}`);
  }
}

async function bind(client: PoolClient, run: RunKey, wanted: Bindings): Promise<Bindings> {
  // In ascending order, so that two batches that bind the same series wait for each other and never in a circle. One statement
  // each: there are few, once in the life of a run.
  const metrics = [...wanted.keys()].toSorted((a, b) => a - b);
  for (const metric of metrics) {
    await client.query({ ...sql('bind-one-series'), values: [run, metric, wanted.get(metric)] });
  }
  return readBindings(client, run, metrics);
}

async function readBindings(target: Pool | PoolClient, run: RunKey, metrics: readonly number[]): Promise<Bindings> {
  const { rows } = await target.query<{ metric_id: number; axis_version_id: number }>({
    ...sql('series-bindings'),
    values: [run, metrics],
  });
  return new Map(rows.map((row) => [row.metric_id, row.axis_version_id]));
}

interface ExtentRow {
  readonly writer: bigint | null;
  readonly last_id: bigint | null;
  readonly attempt: number | null;
  readonly start_step: bigint | null;
}

interface IndexRow {
  readonly id: bigint;
  readonly writer: bigint;
  readonly bytes: number;
}

function* portions(rows: readonly IndexRow[]): Iterable<readonly IndexRow[]> {
  let portion: IndexRow[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (portion.length > 0 && bytes + row.bytes > PORTION_BYTES) {
      yield portion;
      portion = [];
      bytes = 0;
    }
    portion.push(row);
    bytes += row.bytes;
  }
  if (portion.length > 0) yield portion;
}
