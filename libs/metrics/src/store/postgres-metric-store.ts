import type { RunKey } from '@graticule/contracts';
import DataLoader from 'dataloader';
import type { Pool } from 'pg';
import type { Writer } from '../ingest/writer.js';
import { AppendBatches } from './append-batches.js';
import { withClient } from './copy-out.js';
import type { AppendOutcome, BindingOutcome, Bindings, JournalBatch, MetricStore } from './metric-store.js';
import type { PoolOf } from './pool-of.js';
import { readSnapshot } from './read-snapshot.js';
import { readStamps } from './run-stamp.js';
import type { RunSnapshot, RunStamp, SnapshotRequest, TileStore } from './tile-store.js';

/** Runs whose stamps one statement reads. */
const RUNS_AT_ONCE = 200;

/** Journal and tiles in Postgres. */
export class PostgresMetricStore implements MetricStore, TileStore {
  private readonly batches: AppendBatches;
  private readonly stamps = new WeakMap<Pool, DataLoader<RunKey, RunStamp | undefined>>();

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

  async stamp(run: RunKey): Promise<RunStamp | undefined> {
    const pool = this.poolOf(run);
    const known = this.stamps.get(pool);
    // Without a cache: each answer is newer than its question.
    const loader =
      known ?? new DataLoader((runs) => readStamps(pool, runs), { cache: false, maxBatchSize: RUNS_AT_ONCE });
    if (known === undefined) this.stamps.set(pool, loader);
    return loader.load(run);
  }
}
