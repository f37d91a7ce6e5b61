import { runKey, type RunKey } from '@graticule/contracts';
import type { Pool } from 'pg';
import { sql } from '../sql.js';

/** When a run is folded: enough has come together, or what there is has waited long enough. */
const DUE = { bytes: 1024 * 1024, points: 100_000, ageSeconds: 10 } as const;

interface DueRow {
  readonly waiting: bigint;
  /** Null: nothing is due. */
  readonly run_id: bigint | null;
}

/** `due`: the runs to fold now. `waiting`: how many wait, due or not. */
export interface DueRuns {
  readonly due: readonly RunKey[];
  readonly waiting: number;
}

/** A cut is followed and the end of a run is packed at once: until then reads are dearer and say that they are not exact. */
export async function dueRuns(pool: Pool): Promise<DueRuns> {
  const values = [DUE.bytes, DUE.points, DUE.ageSeconds];
  const { rows } = await pool.query<DueRow>({ ...sql('due-runs'), values });
  const due = rows.flatMap(({ run_id }) => (run_id === null ? [] : [runKey(run_id)]));
  return { due, waiting: Number(rows[0]?.waiting ?? 0) };
}
