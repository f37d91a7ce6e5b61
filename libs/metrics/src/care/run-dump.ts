import { decodeFrame, type RunKey } from '@graticule/contracts';
import type { PoolClient } from 'pg';
import { inTransaction } from '../store/in-transaction.js';
import type { PoolOf } from '../store/pool-of.js';
import { sql } from '../sql.js';
import { fileHeader, KIND, RecordWriter } from './dump-format.js';
import { encodeBatch, encodeRows, encodeTile } from './dump-records.js';
import { RunRows } from './run-rows.js';

/** Takes bytes in their order; the next ones come when it has resolved. */
export type ByteSink = (bytes: Uint8Array) => Promise<void>;

export interface Dumped {
  readonly tiles: number;
  readonly batches: number;
  readonly bytes: number;
}

/**
 * Writes one run as it is at one instant, while it may be written and folded: its record, the dictionaries that it uses, its hot
 * rows. Bodies are passed on as they are stored, so that damage is neither hidden nor in the way; memory does not grow with the run.
 */
export class RunDump {
  constructor(private readonly poolOf: PoolOf) {}

  /** Undefined: there is no such run. */
  async write(run: RunKey, sink: ByteSink): Promise<Dumped | undefined> {
    return inTransaction(this.poolOf(run), async (client) => {
      await client.query(sql('hold-instant').text);
      return { end: 'roll back', result: await new DumpInProgress(client, run, sink).all() };
    });
  }
}

/** Rows of a run, by the name of their statement, in the order in which a restore needs them. */
const OF_RUN = ['attempts', 'transitions', 'gate', 'cuts', 'streams', 'config', 'series'] as const;

class DumpInProgress {
  private readonly records = new RecordWriter();
  private readonly rows: RunRows;
  private bytes = 0;
  private tiles = 0;
  private batches = 0;

  constructor(
    private readonly client: PoolClient,
    private readonly run: RunKey,
    private readonly sink: ByteSink,
  ) {
    this.rows = new RunRows(client, run);
  }

  async all(): Promise<Dumped | undefined> {
    const [record] = await this.rowsOf('dump-run', this.run);
    if (record === undefined) return undefined;
    await this.put(fileHeader());
    await this.put(this.records.record(KIND.rows, encodeRows({ name: 'run', json: record })));
    await this.dictionaries();
    for (const name of OF_RUN) await this.putRows(name, await this.rowsOf(`dump-${name}`, this.run));
    await this.hotRows();
    await this.put(this.records.end());
    const { tiles, batches, bytes } = this;
    return { tiles, batches, bytes };
  }

  private async dictionaries(): Promise<void> {
    const { metrics, versions } = await this.used();
    await this.putRows('metrics', await this.rowsOf('dump-metrics', metrics));
    await this.putRows('axes', await this.rowsOf('dump-axes', versions));
    // One version after the other: a column of a large axis is megabytes.
    for (const version of versions) {
      for (const column of await this.rowsOf('dump-axis-columns', [version]))
        await this.putRows('axis-column', [column]);
    }
  }

  private async hotRows(): Promise<void> {
    for (const [metric, levels] of await this.rows.levels()) {
      for (const level of levels.keys()) {
        for await (const tile of this.rows.tiles(metric, level)) {
          await this.put(this.records.record(KIND.tile, encodeTile(tile)));
          this.tiles++;
        }
      }
    }
    for await (const batch of this.rows.journal()) {
      await this.put(this.records.record(KIND.batch, encodeBatch(batch)));
      this.batches++;
    }
  }

  /** Metrics and axis versions that any row of the run names. */
  private async used(): Promise<{ readonly metrics: readonly number[]; readonly versions: readonly number[] }> {
    const { series } = await this.rows.head();
    const metrics = new Set([...series.keys(), ...(await this.rows.levels()).keys()]);
    const versions = new Set([...series.values()].flatMap(({ axisVersion }) => axisVersion ?? []));
    for await (const { body } of this.rows.journal()) {
      const decoded = decodeFrame(body);
      if (decoded.kind === 'malformed') continue;
      for (const group of decoded.frame.scalars) for (const metric of group.metrics) metrics.add(metric);
      for (const { metric, axisVersion } of decoded.frame.vectors) {
        metrics.add(metric);
        versions.add(axisVersion);
      }
    }
    return { metrics: [...metrics], versions: [...versions] };
  }

  private async rowsOf(statement: string, of: RunKey | readonly number[]): Promise<readonly string[]> {
    const { rows } = await this.client.query<{ row: string }>({ ...sql(statement), values: [of] });
    return rows.map(({ row }) => row);
  }

  private async putRows(name: string, rows: readonly string[]): Promise<void> {
    if (rows.length > 0)
      await this.put(this.records.record(KIND.rows, encodeRows({ name, json: `[${rows.join(',')}]` })));
  }

  private async put(bytes: Uint8Array): Promise<void> {
    await this.sink(bytes);
    this.bytes += bytes.length;
  }
}
