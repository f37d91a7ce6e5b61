import type { RunKey } from '@graticule/contracts';
import type { Pool } from 'pg';
import { sql } from '../sql.js';
import type { RunSnapshot, RunStamp } from './tile-store.js';

interface StampRow {
  readonly run_id: bigint;
  readonly fold: bigint;
  readonly waiting: bigint;
  readonly cuts: string;
}

/** Of the state that a snapshot shows. */
export function stampOf({ fold, journal, cuts }: Pick<RunSnapshot, 'fold' | 'journal' | 'cuts'>): RunStamp {
  const inOrder = cuts.toSorted((a, b) => a.attempt - b.attempt);
  return written(
    fold,
    journal.length,
    inOrder.map(({ attempt, startStep, folded }) => `${attempt} ${startStep} ${Number(folded)}`).join(', '),
  );
}

/** Stamps of runs of one pool, in their order; undefined for a run without a gate. */
export async function readStamps(pool: Pool, runs: readonly RunKey[]): Promise<readonly (RunStamp | undefined)[]> {
  const { rows } = await pool.query<StampRow>({ ...sql('run-stamps'), values: [`{${runs.join(',')}}`] });
  const byRun = new Map(rows.map(({ run_id, fold, waiting, cuts }) => [run_id, written(fold, waiting, cuts)]));
  return runs.map((run) => byRun.get(run));
}

const written = (fold: bigint, waiting: bigint | number, cuts: string): RunStamp => `${fold} + ${waiting}, ${cuts}`;
