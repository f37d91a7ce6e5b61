import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokenRules, SQL_RULES } from '../support/sql-rules.js';

const ROOT = join(import.meta.dirname, '../..');
const FILES = ['migrations', 'libs', 'apps'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sql') && !/node_modules|dist/.test(name))
    .map((name) => join(folder, name)),
);

/** Per rule, a statement that breaks it and no other. */
const PLANTED: Record<string, string> = {
  'no identity on a hot table':
    'CREATE TABLE store.tile (run_id int8, id int8 GENERATED ALWAYS AS IDENTITY, PRIMARY KEY (run_id, id))',
  'no foreign key to or from a hot table': 'ALTER TABLE run ADD FOREIGN KEY (id) REFERENCES store.gate (run_id)',
  'every key of a hot table contains run_id': 'CREATE UNIQUE INDEX ON store.journal (id)',
  'no enum column on a hot table': "CREATE TYPE store.mood AS ENUM ('calm')",
  'no trigger on a hot table': 'CREATE TRIGGER t AFTER INSERT ON store.journal EXECUTE FUNCTION f()',
  'no volatile function in an update or delete of a hot table':
    'UPDATE store.series SET as_of = now() WHERE run_id = $1',
  'no volatile function in ON CONFLICT or RETURNING':
    'INSERT INTO store.series (run_id) VALUES ($1) ON CONFLICT (run_id) DO NOTHING RETURNING clock_timestamp()',
  'no GROUPING SETS, MERGE or recursion over hot tables':
    'SELECT run_id FROM store.series GROUP BY GROUPING SETS ((run_id), ())',
  'no top-level union over hot tables':
    'SELECT n FROM store.tile WHERE run_id = $1 UNION ALL SELECT n FROM store.tile WHERE run_id = $2',
  'no list whose length varies': 'SELECT n FROM store.series WHERE run_id IN ($1, $2)',
};

it.each(FILES)('finds nothing wrong in %s', (file) => {
  expect(brokenRules(readFileSync(join(ROOT, file), 'utf8'))).toEqual([]);
});

it('finds the SQL files of migrations and stores', () => {
  expect(FILES.length).toBeGreaterThan(10);
});

it.each(SQL_RULES.map(({ name }) => name))('catches a planted violation: %s', (name) => {
  expect(brokenRules(`-- planted\n${PLANTED[name]};`)).toEqual([name]);
});

it('catches a file that does not say what it is for', () => {
  expect(brokenRules('SELECT 1')).toEqual(['opens with a comment']);
});

it('catches a violation inside a function body', () => {
  const body =
    'CREATE FUNCTION store.f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN\n UPDATE store.gate SET fold = random(); END $$;';
  expect(brokenRules(`-- planted\n${body}`)).toEqual(['no volatile function in an update or delete of a hot table']);
});

it('catches a hot table whose own key lacks the run', () => {
  expect(brokenRules('-- planted\nCREATE TABLE store.tile (id int8 PRIMARY KEY, run_id int8)')).toEqual([
    'every key of a hot table contains run_id',
  ]);
});
