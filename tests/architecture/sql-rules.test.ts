import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { brokenRules, createdAndTuned, hotTables, ruleNames } from './sql-rules.js';

const ROOT = join(import.meta.dirname, '../..');
const FILES = ['migrations', 'libs', 'apps'].flatMap((folder) =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.sql') && !/node_modules|dist/.test(name))
    .map((name) => join(folder, name)),
);
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

/** Per rule, a statement that breaks it and no other. */
const PLANTED: Record<string, string> = {
  'a table of schema store is hot or a dictionary': 'CREATE TABLE store.novelty (run_id int8 PRIMARY KEY)',
  'tables of schema store are named with their schema': 'SET search_path = store',
  'no identity or serial on a hot table': 'ALTER TABLE store.tile ADD COLUMN id bigserial',
  'no foreign key from or to schema store': 'ALTER TABLE run ADD FOREIGN KEY (id) REFERENCES store.gate (run_id)',
  'every key of a hot table contains run_id': 'CREATE UNIQUE INDEX by_id ON store.journal (id)',
  'a hot table has a primary key': 'CREATE TABLE store.tile (run_id int8)',
  'run_id never changes': 'UPDATE store.series SET run_id = $2 WHERE run_id = $1',
  'no trigger': 'CREATE TRIGGER t AFTER INSERT ON store.journal EXECUTE FUNCTION f()',
  'no enum': "CREATE TYPE mood AS ENUM ('calm')",
  'times and random values are parameters when hot rows change':
    'UPDATE store.series SET as_of = now() WHERE run_id = $1',
  'no cast to a time in RETURNING of a hot table':
    'DELETE FROM store.journal WHERE run_id = $1 RETURNING at::timestamptz',
  'no MERGE on hot tables':
    'MERGE INTO store.series AS s USING fresh ON s.run_id = fresh.run_id WHEN MATCHED THEN DO NOTHING',
  'no GROUPING SETS on hot tables': 'SELECT run_id FROM store.series GROUP BY GROUPING SETS ((run_id), ())',
  'no recursion over hot tables': 'WITH RECURSIVE r AS (SELECT run_id FROM store.series) SELECT run_id FROM r',
  'a union over hot tables stands in a subquery':
    'SELECT n FROM store.tile WHERE run_id = $1 UNION ALL SELECT n FROM store.tile WHERE run_id = $2',
  'a list is one parameter': 'SELECT n FROM store.series WHERE run_id IN ($1, $2)',
};

/** Statements that look like a violation and are none. */
const HARMLESS = [
  'CREATE TABLE store.metric (id int4 PRIMARY KEY)',
  'SELECT * FROM (SELECT n FROM store.tile WHERE run_id = $1 UNION ALL SELECT n FROM store.tile WHERE run_id = $2) q',
  'SELECT n FROM store.series WHERE run_id = ANY($1)',
  "SELECT n FROM store.series WHERE metric_id IN (SELECT id FROM store.metric WHERE name = 'update store.x set y = now()')",
  'UPDATE run SET ended_at = now() WHERE id = $1',
  'INSERT INTO store.journal VALUES ($1, $2, now())',
];

it.each(FILES)('finds nothing wrong in %s', (file) => {
  expect(brokenRules(read(file))).toEqual([]);
});

it('looks at the files of migrations and stores', () => {
  expect(FILES.length).toBeGreaterThan(30);
});

it('plants a violation of every rule', () => {
  expect(['a file opens with a comment', ...Object.keys(PLANTED)].toSorted()).toEqual([...ruleNames].toSorted());
});

it.each(Object.keys(PLANTED))('catches a planted violation: %s', (name) => {
  expect(brokenRules(`-- planted\n${PLANTED[name]};`)).toEqual([name]);
});

it.each(HARMLESS)('lets pass: %s', (statement) => {
  expect(brokenRules(`-- harmless\n${statement};`)).toEqual([]);
});

it('catches a file that does not say what it is for', () => {
  expect(brokenRules('SELECT 1')).toEqual(['a file opens with a comment']);
});

it('catches a violation inside a function body', () => {
  const body =
    'CREATE FUNCTION store.f() RETURNS void LANGUAGE plpgsql AS $$ BEGIN UPDATE store.gate SET fold = random(); END $$;';
  expect(brokenRules(`-- planted\n${body}`)).toEqual(['times and random values are parameters when hot rows change']);
});

it('repeats the TOAST options of the hot tables in the script that distributes them', () => {
  const created = FILES.filter((file) => file.startsWith('migrations/2')).map((file) => createdAndTuned(read(file)));
  expect(created.flatMap(({ hot }) => hot).toSorted()).toEqual(hotTables.toSorted());
  const tuned = new Set(created.flatMap((migration) => migration.tuned));
  expect(new Set(createdAndTuned(read('migrations/distribute.sql')).tuned)).toEqual(tuned);
});
