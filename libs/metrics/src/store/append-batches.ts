import type { RunKey } from '@graticule/contracts';
import type { Pool, PoolClient } from 'pg';
import { appendFrame, appendFrames } from './append-flush.js';
import { AppendQueue } from './append-queue.js';
import { inTransaction } from './in-transaction.js';
import type { AppendOutcome, BindingOutcome, Bindings, JournalBatch } from './metric-store.js';
import type { PoolOf } from './pool-of.js';
import { sql } from '../sql.js';
import type { Writer } from '../ingest/writer.js';

/** Connections of a pool that appends leave to those who read. */
const READERS = 2;
const BATCHES_PER_FLUSH = 32;
/** The bodies of a flush are put together once more on their way. */
const BYTES_PER_FLUSH = 4 * 1024 * 1024;

/** Appends batches to the journal. A batch is one row; those that come at once share a statement and its commit. */
export class AppendBatches {
  private readonly queues = new WeakMap<Pool, AppendQueue>();

  constructor(private readonly poolOf: PoolOf) {}

  async append(writer: Writer, batch: JournalBatch): Promise<AppendOutcome> {
    return this.queueOf(this.poolOf(writer.runKey)).add({ writer, batch });
  }

  async appendBinding(writer: Writer, batch: JournalBatch, wanted: Bindings): Promise<BindingOutcome> {
    return inTransaction<BindingOutcome>(this.poolOf(writer.runKey), async (client) => {
      const outcome = await appendFrame(client, { writer, batch });
      if (outcome.kind !== 'accepted') return { end: 'roll back', result: outcome };
      const bindings = await bind(client, writer.runKey, wanted);
      const agrees = [...wanted].every(([metric, version]) => bindings.get(metric) === version);
      return agrees ? { end: 'commit', result: outcome } : { end: 'roll back', result: { kind: 'bound', bindings } };
    });
  }

  async bindings(run: RunKey, metrics: readonly number[]): Promise<Bindings> {
    return readBindings(this.poolOf(run), run, metrics);
  }

  private queueOf(pool: Pool): AppendQueue {
    const known = this.queues.get(pool);
    if (known !== undefined) return known;
    const atOnce = Math.max(1, pool.options.max - READERS);
    const bounds = { atOnce, batches: BATCHES_PER_FLUSH, bytes: BYTES_PER_FLUSH };
    const queue = new AppendQueue((items) => appendFrames(pool, items), bounds);
    this.queues.set(pool, queue);
    return queue;
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
