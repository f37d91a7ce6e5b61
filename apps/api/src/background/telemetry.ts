import type { Database } from '@graticule/database';
import { type FoldReport, type JournalBacklog, type MetricIngest, storeSizes } from '@graticule/metrics';
import { type Clock, systemClock } from '@graticule/platform';
import type { Gauge } from '../http/prometheus-text.js';

/** What this process has done since it started, and what its store holds now. */
export class Telemetry {
  // oxlint-disable-next-line max-params -- built in one place
  constructor(
    private readonly database: Pick<Database, 'pool'>,
    private readonly ingest: Pick<MetricIngest, 'report' | 'queued'>,
    private readonly backlog: JournalBacklog,
    private readonly folds: FoldReport,
    private readonly clock: Clock = systemClock,
  ) {}

  /** Asks the store. What it cannot tell yet is left out. */
  async gauges(): Promise<readonly Gauge[]> {
    return [...(await this.journal()), ...this.taken(), ...(await this.sizes()), ...memory()];
  }

  private async journal(): Promise<Gauge[]> {
    const waiting = await this.backlog.current();
    if (waiting === undefined) return [];
    const { rows, points, bytes, oldest } = waiting;
    const lagMs = oldest === undefined ? 0 : this.clock.now().getTime() - oldest.getTime();
    return [
      gauge('journal_rows', 'Batches that wait to be folded.', rows),
      gauge('journal_points', 'Points that wait to be folded.', points),
      gauge('journal_bytes', 'Bytes of the batches that wait to be folded.', bytes),
      gauge('fold_lag_seconds', 'Age of the oldest batch that waits to be folded.', Math.max(0, lagMs) / 1000),
    ];
  }

  private taken(): Gauge[] {
    const { report, queued } = this.ingest;
    const outcomes = [...report.batches].map(([outcome, value]) => ({ labels: { outcome }, value }));
    return [
      counter('ingest_batches_total', 'Batches by what became of them.', outcomes),
      counter('ingest_points_total', 'Points of accepted batches.', [{ value: report.points }]),
      gauge('ingest_queued_bytes', 'Bytes of batches that are not answered yet.', queued.bytes),
      counter('folds_total', 'Folds that were committed.', [{ value: this.folds.folds }]),
      counter('fold_failures_total', 'Folds that failed; their batches stay in the journal.', [
        { value: this.folds.failures },
      ]),
      gauge('fold_failing_runs', 'Runs whose last fold failed.', this.folds.troubled.count),
      counter('folded_points_total', 'Points that folds took from the journal.', [{ value: this.folds.points }]),
    ];
  }

  private async sizes(): Promise<Gauge[]> {
    const sizes = await storeSizes(this.database.pool);
    const perTable = (pick: (size: (typeof sizes)[number]) => number) =>
      sizes.map((size) => ({ labels: { table: size.name }, value: pick(size) }));
    const caution = 'By the statistics of Postgres: best effort, and empty shells on a cluster.';
    return [
      {
        name: 'graticule_store_dead_rows',
        help: `Rows that wait for vacuum. ${caution}`,
        type: 'gauge',
        readings: perTable(({ deadRows }) => deadRows),
      },
      {
        name: 'graticule_store_bytes',
        help: `Bytes on disk with indexes. ${caution}`,
        type: 'gauge',
        readings: perTable(({ bytes }) => bytes),
      },
    ];
  }
}

function memory(): Gauge[] {
  const { rss, heapUsed, external } = process.memoryUsage();
  return [
    { ...gauge('', 'Resident memory of the process.', rss), name: 'process_resident_memory_bytes' },
    gauge('heap_used_bytes', 'JavaScript heap in use.', heapUsed),
    gauge('external_memory_bytes', 'Memory of buffers outside the heap.', external),
  ];
}

function gauge(name: string, help: string, value: number): Gauge {
  return { name: `graticule_${name}`, help, type: 'gauge', readings: [{ value }] };
}

function counter(name: string, help: string, readings: Gauge['readings']): Gauge {
  return { name: `graticule_${name}`, help, type: 'counter', readings };
}
