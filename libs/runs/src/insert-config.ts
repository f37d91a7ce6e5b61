import type { ProjectKey } from '@graticule/contracts';
import { configLeaves } from './config-leaves.js';
import type { Client } from './house.js';
import { sql } from './sql.js';

/** A run and the configuration that it is found by. */
interface Configured {
  /** The run's key; as text, because JSON numbers are doubles. */
  readonly key: string;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Makes runs findable by their configurations. In the transaction that inserts them, after the project's row is locked. */
export async function insertConfig(client: Client, project: ProjectKey, runs: readonly Configured[]): Promise<void> {
  const rows = runs.flatMap(({ key, config }) =>
    Array.from(configLeaves(config), ([path, value]) => ({ key, path, value })),
  );
  if (rows.length === 0) return;
  const paths = rows.map(({ path }) => path);
  await client.query({ ...sql('declare-config-keys'), values: [project, [...new Set(paths)]] });
  const numbers = rows.map(({ value }) => (typeof value === 'number' ? value : null));
  const texts = rows.map(({ value }) => (typeof value === 'string' ? value : null));
  const flags = rows.map(({ value }) => (typeof value === 'boolean' ? value : null));
  const columns = [rows.map(({ key }) => key), paths, numbers, texts, flags];
  await client.query({ ...sql('insert-config'), values: [project, ...columns] });
}
