import type { RunKey } from '@graticule/contracts';
import type { Writer } from '../ingest/writer.js';
import { AppendBatches } from './append-batches.js';
import { withClient } from './copy-out.js';
import type { AppendOutcome, BindingOutcome, Bindings, JournalBatch, MetricStore } from './metric-store.js';
import type { PoolOf } from './pool-of.js';
import { readSnapshot } from './read-snapshot.js';
import type { RunSnapshot, SnapshotRequest, TileStore } from './tile-store.js';

/** Journal and tiles in Postgres. */
export class PostgresMetricStore implements MetricStore, TileStore {
  private readonly batches: AppendBatches;

  constructor(private readonly poolOf: PoolOf) {
    this.batches = new AppendBatches(poolOf);
  }

  async append(writer: Writer, batch: JournalBatch): Promise<AppendOutcome> {
    return this.batches.append(writer, batch);
  }

  async appendBinding(writer: Writer, batch: JournalBatch, wanted: Bindings): Promise<BindingOutcome> {
    return this.batches.appendBinding(writer, batch, wanted);
  }

  async bindings(run: RunKey, metrics: readonly number[]): Promise<Bindings> {
    return this.batches.bindings(run, metrics);
  }

  /** One statement, one snapshot. */
  async snapshot(run: RunKey, request: SnapshotRequest): Promise<RunSnapshot> {
    return withClient(this.poolOf(run), (client) => readSnapshot(client, run, request));
  }
}
