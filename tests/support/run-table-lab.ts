import type { RunFilter, RunOrder, RunPlace, RunRecord } from '@graticule/runs';
import { outside, type RunLab, runLab } from './run-lab.js';

/** What a fold would have written of a series. What is not given is null: nothing was logged that has it. */
export interface Summary {
  readonly n?: number;
  readonly nonFinite?: number;
  readonly first?: number;
  readonly last?: number;
  readonly min?: number;
  readonly max?: number;
  readonly mean?: number;
  readonly asOf?: Date;
}

/** Runs whose series are known without having been logged. */
export async function runTableLab() {
  const lab = await runLab();
  const { pool } = lab.database;

  async function summarise(run: RunRecord, metric: string, summary: Summary): Promise<void> {
    const { n = 1, nonFinite = 0, first, last, min, max, mean, asOf = new Date(0) } = summary;
    await pool.query(
      'INSERT INTO store.metric (project_id, name) VALUES ($1, $2) ON CONFLICT (project_id, name) DO NOTHING',
      [run.projectKey, metric],
    );
    await pool.query(
      `INSERT INTO store.series (run_id, metric_id, n, non_finite, first, last_step, last, min, max, mean, sealed_n, as_of)
       SELECT $1, id, $4, $5, $6, 0, $7, $8, $9, $10, 0, $11 FROM store.metric WHERE project_id = $2 AND name = $3
       ON CONFLICT (run_id, metric_id) DO UPDATE SET n = excluded.n, last = excluded.last, as_of = excluded.as_of`,
      [run.key, run.projectKey, metric, n, nonFinite, first, last, min, max, mean, asOf],
    );
  }

  const page = (order: readonly RunOrder[], first: number, more: { after?: RunPlace; filter?: RunFilter } = {}) =>
    lab.catalog.list(lab.project.key, { order, first, ...more });

  return {
    ...lab,
    summarise,
    page,
    /** An outside run with its configuration and the summaries of its metrics. */
    async run(name: string, config: object = {}, metrics: Readonly<Record<string, Summary>> = {}): Promise<RunRecord> {
      const run = await outside(lab, { name, config });
      for (const [metric, summary] of Object.entries(metrics)) await summarise(run, metric, summary);
      return run;
    },
    /** The names of the runs that a filter admits, by name. */
    async found(filter: RunFilter): Promise<readonly string[]> {
      const { runs } = await page([], 200, { filter });
      return runs.map(({ run }) => run.name).toSorted();
    },
    /** The names of all runs in an order. */
    async ordered(...order: readonly RunOrder[]): Promise<readonly string[]> {
      return (await page(order, 200)).runs.map(({ run }) => run.name);
    },
    /** The names of all runs in an order, read in pages of this size. */
    async paged(order: readonly RunOrder[], size: number, filter: RunFilter = {}): Promise<readonly string[]> {
      const names: string[] = [];
      for (let after: RunPlace | undefined, more = true; more;) {
        const { runs, hasNextPage } = await page(order, size, { filter, ...(after ? { after } : {}) });
        names.push(...runs.map(({ run }) => run.name));
        after = runs.at(-1)?.place;
        more = hasNextPage;
      }
      return names;
    },
  };
}

export type RunTableLab = Awaited<ReturnType<typeof runTableLab>> & RunLab;
