import { type RunKey, RunId, runKey } from '@graticule/contracts';
import type { Pool, PoolClient } from 'pg';
import { AxisRegistry } from '../dictionary/axis-registry.js';
import { FoldStore } from '../store/fold-store.js';
import { inTransaction } from '../store/in-transaction.js';
import type { SeriesRow } from '../store/tile.js';
import type { PoolOf } from '../store/pool-of.js';
import { sql } from '../sql.js';
import { examineRun, examineSeries, type RunExamined } from './examine-run.js';
import { RunRows } from './run-rows.js';
import type { Tell } from './store-problem.js';

/** A run that has anything in the store. publicId null: the store knows a run that is not in the table of runs. */
export interface RunInStore {
  readonly run: RunKey;
  readonly publicId: RunId | null;
}

export type Repair =
  | { readonly kind: 'written'; readonly metric: number; readonly differences: readonly string[] }
  | { readonly kind: 'right already'; readonly metric: number }
  | { readonly kind: 'not repaired'; readonly metric: number; readonly why: string };

const EPOCH = new Date(0);

/**
 * Compares what the store holds with what it promises, while runs are written and folded. Each run is seen at one instant, by one
 * transaction that only reads. What is wrong is told and never thrown; a repair touches summaries alone, which are a function of the
 * tiles, and holds the fold of the run meanwhile.
 */
export class StoreDoctor {
  private readonly axes: AxisRegistry;

  constructor(
    private readonly pool: Pool,
    private readonly poolOf: PoolOf,
  ) {
    this.axes = new AxisRegistry(pool);
  }

  /** Every run, by its key. */
  async *runs(): AsyncGenerator<RunInStore> {
    let after = -(2n ** 63n);
    for (;;) {
      const { rows } = await this.pool.query<{ run_id: bigint }>({ ...sql('runs-of-store'), values: [after] });
      const keys = rows.map(({ run_id }) => run_id);
      const ids = await this.pool.query<{ run: bigint; public_id: string }>({ ...sql('run-ids'), values: [keys] });
      const publicIds = new Map(ids.rows.map(({ run, public_id }) => [run, RunId.parse(public_id)]));
      for (const key of keys) yield { run: runKey(key), publicId: publicIds.get(key) ?? null };
      const last = keys.at(-1);
      if (last === undefined) return;
      after = last;
    }
  }

  /** Undefined: there is no such run. */
  async runOf(publicId: RunId): Promise<RunKey | undefined> {
    const { rows } = await this.pool.query<{ run: bigint }>({ ...sql('run-of-id'), values: [publicId] });
    return rows[0] === undefined ? undefined : runKey(rows[0].run);
  }

  /** onTiles: called with the number of tiles that were read, as they are. */
  async examine(run: RunKey, tell: Tell, onTiles?: (tiles: number) => void): Promise<RunExamined> {
    return inTransaction(this.poolOf(run), async (client) => {
      await client.query(sql('hold-instant').text);
      return { end: 'roll back', result: await examineRun(new RunRows(client, run, onTiles), this.axes, tell) };
    });
  }

  /** Makes the summaries of these metrics anew. Waits for a fold that runs, and keeps the next from starting. */
  async repair(run: RunKey, metrics: readonly number[]): Promise<readonly Repair[]> {
    return inTransaction(this.poolOf(run), async (client) => {
      await client.query({ ...sql('await-fold'), values: [run] });
      const repairs = await this.repairAll(client, new RunRows(client, run), metrics);
      return { end: repairs.some(({ kind }) => kind === 'written') ? 'commit' : 'roll back', result: repairs };
    });
  }

  private async repairAll(client: PoolClient, rows: RunRows, metrics: readonly number[]): Promise<readonly Repair[]> {
    const gate = await rows.gate();
    const { cuts, series } = await rows.head();
    if (gate === undefined)
      return metrics.map((metric) => ({ kind: 'not repaired', metric, why: 'the run has no gate' }));
    const repairs: Repair[] = [];
    const written: SeriesRow[] = [];
    for (const metric of metrics) {
      const row = series.get(metric);
      let damage = 0;
      const found = await examineSeries({ rows, metric, row, gate, cuts, tell: () => damage++ }, this.axes);
      const { numbers } = found;
      if (numbers === undefined)
        repairs.push({ kind: 'not repaired', metric, why: 'a tile of the series cannot be read' });
      else if (damage > 0)
        repairs.push({ kind: 'not repaired', metric, why: 'its tiles do not agree with each other' });
      else if (found.wrong.length === 0) repairs.push({ kind: 'right already', metric });
      else {
        repairs.push({ kind: 'written', metric, differences: found.wrong });
        written.push({ ...numbers, metric, axisVersion: row?.axisVersion ?? null });
      }
    }
    if (written.length > 0) await writeSummaries(client, rows.run, { series: written, isComplete: gate.packed });
    return repairs;
  }
}

/** As a fold that takes nothing in: its number tells the readers that what they remember is out of date. */
async function writeSummaries(
  client: PoolClient,
  run: RunKey,
  { series, isComplete }: { readonly series: readonly SeriesRow[]; readonly isComplete: boolean },
): Promise<void> {
  const store = new FoldStore(client, run);
  await store.lock();
  await store.upsertSeries(series, EPOCH);
  await store.write({ rows: [], cuts: [], isComplete });
}
