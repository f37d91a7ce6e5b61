import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectDatabase, type Database, migrate } from '@graticule/database';
import { configLeaves } from '../../libs/runs/src/config-leaves.js';
import { emptyDatabaseUrl } from '../support/test-database.js';

const MIGRATIONS = join(import.meta.dirname, '../../migrations');
const SEARCH_RUNS = '20261124000300_search_runs';

let directory: string;
let database: Database;
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'graticule-migrations-'));
  database = connectDatabase(await emptyDatabaseUrl(), { max: 2 });
});
afterEach(async () => {
  await database.close();
  rmSync(directory, { recursive: true });
});

const CONFIGS: readonly Record<string, unknown>[] = [
  { lr: 0.1, name: 'λ "quoted"', flag: true, off: false, nothing: null, tiny: 5e-324, huge: 1e308, whole: 2 ** 53 },
  { optimizer: { betas: [0.9, 0.999], schedule: { warmup: 100 } }, empty: {}, none: [], '': { '': 1 } },
  { 'a.b': 1, a: { b: 2, 'c.d': 3 } },
  { ['p'.repeat(500)]: 1, ['p'.repeat(501)]: 2, text: 'x'.repeat(20_000) },
  Object.fromEntries(Array.from({ length: 10_050 }, (_, i) => [`k${String(i).padStart(5, '0')}`, i])),
  {},
];

it('makes the runs from before findable as if they were submitted after it', async () => {
  cpSync(MIGRATIONS, directory, { recursive: true, filter: (path) => !path.includes(SEARCH_RUNS) });
  await migrate(database.pool, directory);
  await database.pool.query(
    `WITH t AS (INSERT INTO team (public_id, slug, name) VALUES (gen_random_uuid(), 't', 't') RETURNING id),
          p AS (INSERT INTO project (public_id, team_id, slug, name)
                SELECT gen_random_uuid(), t.id, slug, slug FROM t, unnest(ARRAY['one', 'two']) AS slug RETURNING id)
     INSERT INTO run (public_id, project_id, name, status, config)
     SELECT gen_random_uuid(), p.id, place::text, 'FINISHED', config
     FROM p, jsonb_array_elements($1::jsonb) WITH ORDINALITY AS given (config, place)`,
    [JSON.stringify(CONFIGS)],
  );
  cpSync(MIGRATIONS, directory, { recursive: true });
  expect(await migrate(database.pool, directory)).toContain(SEARCH_RUNS);
  const { rows } = await database.pool.query<{ place: number; found: Record<string, unknown> | null }>(
    `SELECT run.name::int4 AS place, jsonb_object_agg(path, coalesce(to_jsonb(num), to_jsonb(txt), to_jsonb(flag))) FILTER (WHERE path IS NOT NULL) AS found
     FROM run LEFT JOIN store.config ON run_id = run.id
     LEFT JOIN store.config_key ON config_key.id = key_id AND config_key.project_id = run.project_id
     GROUP BY run.id ORDER BY run.id`,
  );
  expect(rows).toHaveLength(2 * CONFIGS.length);
  for (const { place, found } of rows)
    expect(found ?? {}).toEqual(Object.fromEntries(configLeaves(CONFIGS[place - 1]!)));
});
