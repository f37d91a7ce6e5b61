import type { ConfigValue } from './config-leaves.js';
import type { ConfigCondition } from './run-query.js';
import { literally } from './literally.js';
import { every, type RunStatement, some } from './run-statement.js';

/*
 * `store.config` holds a row per value: a number, a text, or neither (a flag; null). Each kind has an index of its own, and
 * only a condition that says which kind it is about finds that index. Texts are indexed by their beginnings.
 */
const IS_NUMBER = 'config.num IS NOT NULL';
const IS_TEXT = 'config.txt IS NOT NULL';
const IS_NEITHER = 'config.num IS NULL AND config.txt IS NULL';
const SIGN = { lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

/** The rows of one path of the project's configurations: none when it has no such path. */
function configOf(statement: RunStatement, path: string): string {
  return `FROM store.config JOIN store.config_key ON config_key.id = config.key_id
WHERE config_key.project_id = $1::int4 AND config_key.path = ${statement.parameter(path, 'text')}`;
}

/** The condition on the run. */
export function configHolds(statement: RunStatement, condition: ConfigCondition): string {
  const rows = () => configOf(statement, condition.path);
  const found = (holds: string) => statement.isFoundBy(`SELECT config.run_id ${rows()} AND ${holds}`);
  const exists = () => statement.isFoundBy(unionOf(rows(), [[IS_NUMBER], [IS_TEXT], [IS_NEITHER]]));
  const isOneOf = (values: readonly ConfigValue[]) => some(valuesIn(statement, values).map(found));
  const all: string[] = [];
  if (condition.eq !== undefined) all.push(isOneOf([condition.eq]));
  if (condition.in) all.push(isOneOf(condition.in));
  if (condition.ne !== undefined) all.push(`${exists()} AND NOT (${isOneOf([condition.ne])})`);
  if (condition.matches !== undefined) {
    all.push(found(`${IS_TEXT} AND config.txt ILIKE ${statement.parameter(literally(condition.matches), 'text')}`));
  }
  const range = boundsOf(statement, condition);
  if (range.length > 0) all.push(found([IS_NUMBER, ...range].join(' AND ')));
  if (condition.exists === false) all.push(`NOT ${exists()}`);
  else if (condition.exists === true || all.length === 0) all.push(exists());
  return every(all);
}

function boundsOf(statement: RunStatement, condition: ConfigCondition): readonly string[] {
  return (['lt', 'lte', 'gt', 'gte'] as const).flatMap((name) => {
    const bound = condition[name];
    if (bound === undefined) return [];
    // Postgres takes NaN for the largest number of all.
    return Number.isNaN(bound) ? ['false'] : [`config.num ${SIGN[name]} ${statement.parameter(bound, 'float8')}`];
  });
}

/** The row's value is one of these: a condition for each kind among them. */
function valuesIn(statement: RunStatement, values: readonly ConfigValue[]): readonly string[] {
  const numbers = values.filter((value) => typeof value === 'number');
  const texts = values.filter((value) => typeof value === 'string');
  const flags = values.filter((value) => typeof value === 'boolean');
  const holds: string[] = [];
  if (numbers.length > 0) holds.push(`${IS_NUMBER} AND config.num = ANY (${statement.parameter(numbers, 'float8[]')})`);
  if (texts.length > 0) {
    const beginnings = texts.map((text) => Array.from(text).slice(0, 200).join(''));
    const begins = `left(config.txt, 200) = ANY (${statement.parameter(beginnings, 'text[]')})`;
    holds.push(`${IS_TEXT} AND ${begins} AND config.txt = ANY (${statement.parameter(texts, 'text[]')})`);
  }
  for (const flag of new Set(flags)) holds.push(`${IS_NEITHER} AND config.flag = ${flag ? 'true' : 'false'}`);
  if (values.includes(null)) holds.push(`${IS_NEITHER} AND config.flag IS NULL`);
  return holds;
}

/** What runs are ordered by: `kinds` are the ranks of numbers, texts and flags. A null is as good as no value. */
export function configKeys(statement: RunStatement, path: string, kinds: readonly [number, number, number]): string {
  const [numbers, texts, flags] = kinds;
  return unionOf(configOf(statement, path), [
    [IS_NUMBER, `${numbers} AS rank, config.num, '' AS txt`],
    [IS_TEXT, `${texts}, 0, left(config.txt, 200)`],
    [`${IS_NEITHER} AND config.flag IS NOT NULL`, `${flags}, config.flag::int4, ''`],
  ]);
}

type Branch = readonly [holds: string, columns?: string];

function unionOf(rows: string, branches: readonly Branch[]): string {
  const selects = branches.map(([holds, columns]) => {
    const selected = ['config.run_id', ...(columns === undefined ? [] : [columns])];
    return `SELECT ${selected.join(', ')} ${rows} AND ${holds}`;
  });
  return selects.join('\nUNION ALL\n');
}
