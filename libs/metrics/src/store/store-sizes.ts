import type { Pool } from 'pg';
import { sql } from '../sql.js';

interface TableSize {
  readonly name: string;
  readonly bytes: number;
  readonly deadRows: number;
}

interface SizeRow {
  readonly name: string;
  readonly bytes: bigint;
  readonly dead_rows: bigint;
}

/** The journal and the tiles as the catalogue of Postgres sees them: for people who watch, never for decisions. */
export async function storeSizes(pool: Pool): Promise<readonly TableSize[]> {
  const { rows } = await pool.query<SizeRow>(sql('store-sizes'));
  return rows.map(({ name, bytes, dead_rows }) => ({ name, bytes: Number(bytes), deadRows: Number(dead_rows) }));
}
