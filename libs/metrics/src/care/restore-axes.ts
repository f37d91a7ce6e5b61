import type { PoolClient } from 'pg';
import { sql } from '../sql.js';
import type { RenamedAxis } from './renamed-ids.js';

interface DumpedAxis {
  readonly id: number;
  readonly axis: string;
  readonly size: number;
  readonly digest: Buffer;
  readonly groupings: readonly string[];
}

interface HeaderRow {
  readonly id: number;
  readonly groupings: readonly string[];
}

/** What became of the axis versions of a dump. */
export interface RestoredAxes {
  readonly axes: ReadonlyMap<number, RenamedAxis>;
  /** Those that were not here before and lack their columns. */
  readonly fresh: ReadonlyMap<number, number>;
}

/** Finds the axis versions of a dump in a project, by the digest of their content, and adds those it does not have. */
export async function restoreAxes(client: PoolClient, project: number, json: string): Promise<RestoredAxes> {
  const { rows } = await client.query<DumpedAxis>({ ...sql('dumped-axes'), values: [json] });
  const axes = new Map<number, RenamedAxis>();
  const fresh = new Map<number, number>();
  // In the order of their names: whoever else locks several axes meets this in the same order.
  for (const dumped of rows.toSorted((a, b) => (a.axis < b.axis ? -1 : 1))) {
    const { header, created } = await versionOf(client, project, dumped);
    const places = await groupingsOf(client, header, dumped.groupings);
    axes.set(dumped.id, { here: header.id, groupings: places });
    if (created) fresh.set(dumped.id, header.id);
  }
  return { axes, fresh };
}

async function versionOf(client: PoolClient, project: number, { axis, size, digest, groupings }: DumpedAxis) {
  await client.query({ ...sql('insert-axis'), values: [project, axis] });
  await client.query({ ...sql('lock-axis'), values: [project, axis] });
  const found = await client.query<HeaderRow>({ ...sql('axis-version-by-digest'), values: [project, axis, digest] });
  if (found.rows[0] !== undefined) return { header: found.rows[0], created: false };
  const values = [project, axis, size, digest, groupings];
  const { rows } = await client.query<HeaderRow>({ ...sql('insert-axis-version'), values });
  return { header: rows[0]!, created: true };
}

/** The place here of each grouping there. */
async function groupingsOf(
  client: PoolClient,
  header: HeaderRow,
  wanted: readonly string[],
): Promise<readonly number[]> {
  if (wanted.every((name, place) => header.groupings[place] === name)) return wanted.map((_, place) => place);
  const { rows } = await client.query<HeaderRow>({ ...sql('add-groupings'), values: [header.id, wanted] });
  const { groupings } = rows[0]!;
  return wanted.map((name) => groupings.indexOf(name));
}
