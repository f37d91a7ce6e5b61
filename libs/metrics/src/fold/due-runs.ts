import { runKey, type RunKey } from '@graticule/contracts';
import type { Pool } from 'pg';
import { sql } from '../sql.js';

/** When a run is folded: enough has come together, or what there is has waited long enough. */
const DUE = { bytes: 1024 * 1024, points: 100_000, ageSeconds: 10 } as const;

interface WaitingRun {
  readonly run_id: bigint;
  readonly points: bigint;
  readonly bytes: bigint;
  readonly age: number;
  readonly cut: boolean;
  readonly ended: boolean;
}

/** `due`: the runs to fold now, the largest journal first. `waiting`: how many wait, due or not. */
export interface DueRuns {
  readonly due: readonly RunKey[];
  readonly waiting: number;
}

/** A cut is followed and the end of a run is packed at once: until then reads are dearer and say that they are not exact. */
export async function dueRuns(pool: Pool): Promise<DueRuns> {
  const { rows } = await pool.query<WaitingRun>(sql('due-runs'));
  return { due: rows.filter(isDue).map(({ run_id }) => runKey(run_id)), waiting: rows.length };
}

function isDue({ bytes, points, age, cut, ended }: WaitingRun): boolean {
  return cut || ended || bytes >= DUE.bytes || points >= DUE.points || age >= DUE.ageSeconds;
}
