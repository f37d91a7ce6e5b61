import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFrame } from '@graticule/contracts';
import { connectDatabase, EmbeddedPostgres, migrate } from '@graticule/database';
import type { Metric, Writer } from '@graticule/metrics';
import { temporaryFolder } from './temporary-folder.js';
import { type MetricLab, metricLab } from './metric-lab.js';
import { foldAll, newFolder } from './store-folding.js';
import { SeededRandom } from './store-random.js';

const MIGRATIONS = join(import.meta.dirname, '../../migrations');
const RUNS = 2;
const WRITERS = 6;
const BATCH_POINTS = 200;

export interface CrashReport {
  readonly batches: number;
  /** Answers that never came. */
  readonly errors: number;
  /** Batches sent again after their commit. */
  readonly duplicates: number;
}

/**
 * A server of its own, with every safety on, that is stopped without a goodbye again and again while writers send (and send again
 * what was not answered) and folders fold. Ends when the last crash is over and everything sent is acknowledged and folded.
 */
export class StoreCrash {
  private readonly data = temporaryFolder('crash');
  private server!: EmbeddedPostgres;
  private lab!: MetricLab;
  private metric!: Metric;
  private runs: readonly Writer[] = [];
  private acked = 0;
  private crashed = 0;
  private errors = 0;
  private duplicates = 0;
  private readonly sent = new Map<bigint, number>();
  private readonly random: SeededRandom;

  constructor(
    private readonly crashes: number,
    readonly seed: number,
  ) {
    this.random = new SeededRandom(seed);
  }

  async play(): Promise<CrashReport> {
    this.server = await EmbeddedPostgres.start({ dataDirectory: this.data });
    const database = connectDatabase(this.server.url, { max: 12, applicationName: 'crash' });
    try {
      await migrate(database.pool, MIGRATIONS);
      this.lab = await metricLab(database);
      this.metric = await this.lab.metric('loss');
      this.runs = await Promise.all(Array.from({ length: RUNS }, () => this.lab.newRun()));
      const writers = Array.from({ length: WRITERS }, (_, w) => this.write(this.runs[w % RUNS]!, BigInt(w + 1)));
      await Promise.all([...writers, this.fold(), this.fold(), this.crash()]);
      for (const run of this.runs) await this.check(run);
      return { batches: this.acked, errors: this.errors, duplicates: this.duplicates };
    } finally {
      await database.close();
      await this.server.stop('immediate');
      rmSync(this.data, { recursive: true, force: true });
    }
  }

  private get isOver(): boolean {
    return this.crashed === this.crashes;
  }

  private async crash(): Promise<void> {
    while (!this.isOver) {
      const target = this.acked + this.random.between(20, 120);
      while (this.acked < target) await breath();
      await this.server.stop('immediate');
      this.server = await EmbeddedPostgres.start({ dataDirectory: this.data });
      this.crashed += 1;
    }
  }

  /** Sends one batch after the other, each until it is answered, and some more after the last crash. */
  private async write(run: Writer, writer: bigint): Promise<void> {
    let sequence = 0n;
    for (let rest = 10; rest > 0; rest -= this.isOver ? 1 : 0) {
      sequence += 1n;
      const frame = frameOf(this.metric.id, writer, sequence);
      for (let answered = false; !answered;) answered = await this.send(run, frame);
      this.sent.set(writer, Number(sequence));
    }
  }

  private async send(run: Writer, frame: Uint8Array): Promise<boolean> {
    try {
      const { kind } = await this.lab.ingest.acceptFrame(run, frame);
      if (kind !== 'accepted' && kind !== 'duplicate') throw new TypeError(`SEED=${this.seed}: answered ${kind}`);
      if (kind === 'duplicate') this.duplicates += 1;
      this.acked += 1;
      return true;
    } catch (error) {
      if (error instanceof TypeError) throw error;
      this.errors += 1;
      await breath();
      return false;
    }
  }

  private async fold(): Promise<void> {
    const folder = newFolder(this.lab.pool);
    while (!this.isOver) {
      for (const { runKey } of this.runs) await folder.fold(runKey).catch(() => undefined);
      await breath();
    }
  }

  /** Every point that was acknowledged, once, with its value; nothing else. */
  private async check(run: Writer): Promise<void> {
    await foldAll(newFolder(this.lab.pool), run.runKey);
    const expected = new Map<bigint, number>();
    for (const [writer, batches] of this.sent) {
      if (this.runs[Number(writer - 1n) % RUNS] !== run) continue;
      for (let sequence = 1n; sequence <= BigInt(batches); sequence++) {
        for (const step of stepsOf(writer, sequence)) expected.set(step, valueAt(step));
      }
    }
    const { steps, values } = await this.lab.freshReader().scalars(run.runKey, this.metric.id);
    expect({ seed: this.seed, points: steps.length }).toEqual({ seed: this.seed, points: expected.size });
    expect(steps.every((step, i) => expected.get(step) === values[i])).toBe(true);
    const { rows } = await this.lab.pool.query(
      `SELECT (SELECT n FROM store.series WHERE run_id = $1) AS n,
              (SELECT sum(n)::int8 FROM store.tile WHERE run_id = $1 AND lvl = 0) AS tiles,
              (SELECT count(*)::int8 FROM store.tile WHERE run_id = $1 AND lvl = -1) AS history,
              (SELECT count(*)::int8 FROM store.journal WHERE run_id = $1) AS waiting`,
      [run.runKey],
    );
    const all = BigInt(expected.size);
    expect({ seed: this.seed, ...rows[0] }).toEqual({ seed: this.seed, n: all, tiles: all, history: 0n, waiting: 0n });
  }
}

const breath = () => new Promise((resolve) => setTimeout(resolve, 5)); // the pace of asking again, nothing depends on it

const stepsOf = (writer: bigint, sequence: bigint): BigInt64Array =>
  BigInt64Array.from(
    { length: BATCH_POINTS },
    (_, i) => writer * 1_000_000n + sequence * BigInt(BATCH_POINTS) + BigInt(i),
  );

const valueAt = (step: bigint): number => Number(step) / 7;

function frameOf(metric: number, writer: bigint, sequence: bigint): Uint8Array {
  const steps = stepsOf(writer, sequence);
  const group = {
    metrics: Uint32Array.of(metric),
    steps,
    times: Float64Array.from(steps, Number),
    dtype: 'f64' as const,
    values: Float64Array.from(steps, valueAt),
  };
  return encodeFrame({ writer, sequence, scalars: [group], vectors: [] });
}
