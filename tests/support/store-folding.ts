import type { RunKey } from '@graticule/contracts';
import { AxisRegistry, Folder } from '@graticule/metrics';
import type { Pool } from 'pg';

type Outcome = Awaited<ReturnType<Folder['fold']>>['kind'];

/** A folder as another replica has it: nothing remembered, nothing shared. */
export const newFolder = (pool: Pool): Folder => new Folder(() => pool, new AxisRegistry(pool));

/** Folds until nothing is left, or until another folder is at this run. */
export async function foldAll(folder: Folder, run: RunKey): Promise<Exclude<Outcome, 'folded'>> {
  for (;;) {
    const { kind } = await folder.fold(run);
    if (kind !== 'folded') return kind;
  }
}

/** Two folders at once, and whatever one of them left to the other. */
export async function foldByTwo(folders: readonly [Folder, Folder], run: RunKey): Promise<void> {
  await Promise.all(folders.map((folder) => foldAll(folder, run)));
  await foldAll(folders[0], run);
}

/** Writer and sequence of every batch that waits to be folded, as “writer sequence”: both stand in the header of its frame. */
export async function unfolded(pool: Pool, run: RunKey): Promise<ReadonlySet<string>> {
  const text = 'SELECT substr(body, 9, 16) AS head FROM store.journal WHERE run_id = $1';
  const { rows } = await pool.query<{ head: Buffer }>(text, [run]);
  return new Set(rows.map(({ head }) => `${head.readBigInt64LE(0)} ${head.readBigInt64LE(8)}`));
}

export interface StoredRun {
  readonly fold: bigint;
  readonly journal: readonly object[];
  readonly tiles: readonly object[];
  readonly series: readonly object[];
  readonly cuts: readonly object[];
}

/** Every hot row of a run, bodies as digests: two of these are equal when nothing has changed. */
export async function storedRun(pool: Pool, run: RunKey): Promise<StoredRun> {
  const rowsOf = async (columns: string, table: string, order: string) =>
    (await pool.query(`SELECT ${columns} FROM store.${table} WHERE run_id = $1 ORDER BY ${order}`, [run])).rows;
  const gate = await rowsOf('fold', 'gate', '1');
  return {
    fold: gate[0]?.fold ?? -1n,
    journal: await rowsOf('id, writer, md5(body) AS digest', 'journal', '1, 2'),
    tiles: await rowsOf('metric_id, lvl, blk, lo, gen, hi, n, md5(body) AS digest', 'tile', '1, 2, 3, 4, 5'),
    series: await rowsOf('*', 'series', 'metric_id'),
    cuts: await rowsOf('*', 'cut', 'attempt'),
  };
}

/** What the points tiles of a series hold. Level 0 is the canonical reading: no two of its tiles overlap. */
export async function pointsTiles(pool: Pool, run: RunKey, metric: number) {
  const { rows } = await pool.query<{ points: bigint; overlaps: bigint; history: bigint }>(
    `SELECT coalesce(sum(n) FILTER (WHERE lvl = 0), 0)::int8 AS points,
            count(*) FILTER (WHERE lvl = 0 AND lo <= before) AS overlaps,
            coalesce(sum(n) FILTER (WHERE lvl = -1), 0)::int8 AS history
     FROM (SELECT lvl, lo, n, max(hi) OVER (PARTITION BY lvl ORDER BY lo, gen ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before
           FROM store.tile WHERE run_id = $1 AND metric_id = $2) AS tile`,
    [run, metric],
  );
  return rows[0]!;
}
