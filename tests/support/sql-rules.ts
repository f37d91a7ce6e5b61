/**
 * What keeps the hot tables distributable by run, as checks of SQL text. A rule looks at one statement without its comments
 * and answers with what is wrong, or nothing. Text, not a parser: a rule may be stricter than it must, never laxer.
 */
const HOT = ['gate', 'cut', 'stream', 'journal', 'tile', 'series', 'config'];
const HOT_TABLE = String.raw`store\.(?:${HOT.join('|')})\b(?!_)`;

interface Rule {
  readonly name: string;
  readonly because: string;
  broken(statement: string): boolean;
}

const matches = (pattern: string) => (statement: string) => new RegExp(pattern, 'is').test(statement);
const createsHot = matches(String.raw`^\s*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?${HOT_TABLE}`);
const VOLATILE = String.raw`(?:now|clock_timestamp|statement_timestamp|transaction_timestamp|random|gen_random_uuid|nextval)\s*\(|current_timestamp`;

export const SQL_RULES: readonly Rule[] = [
  {
    name: 'no identity on a hot table',
    because: 'identity values come per node, so order breaks when a shard moves',
    broken: (sql) => createsHot(sql) && /\b(?:IDENTITY|(?:small|big)?serial|nextval)\b/i.test(sql),
  },
  {
    name: 'no foreign key to or from a hot table',
    because: 'it is refused on a cluster, or registers the relational side',
    broken: (sql) => /\bREFERENCES\b/i.test(sql) && /\bstore\./i.test(sql),
  },
  {
    name: 'every key of a hot table contains run_id',
    because: 'a node can only guarantee uniqueness within its shard',
    broken: (sql) => keysOf(sql).some((columns) => !/\brun_id\b/.test(columns)),
  },
  {
    name: 'no enum column on a hot table',
    because: 'types must exist on every node in the same state',
    broken: matches(String.raw`CREATE\s+TYPE\s+store\.`),
  },
  {
    name: 'no trigger on a hot table',
    because: 'triggers do not travel with shards',
    broken: matches(String.raw`CREATE\s+(?:CONSTRAINT\s+)?TRIGGER[^;]*\bON\s+${HOT_TABLE}`),
  },
  {
    name: 'no volatile function in an update or delete of a hot table',
    because: 'replicas of a shard would differ; times are parameters',
    broken: (sql) => matches(String.raw`\b(?:UPDATE|DELETE\s+FROM)\s+${HOT_TABLE}`)(sql) && matches(VOLATILE)(sql),
  },
  {
    name: 'no volatile function in ON CONFLICT or RETURNING',
    because: 'it is evaluated on the shard; times are parameters',
    broken: (sql) =>
      matches(String.raw`INSERT\s+INTO\s+${HOT_TABLE}`)(sql) &&
      matches(String.raw`(?:ON\s+CONFLICT|RETURNING)[^;]*(?:${VOLATILE})`)(sql),
  },
  {
    name: 'no GROUPING SETS, MERGE or recursion over hot tables',
    because: 'they are refused over several shards',
    broken: (sql) =>
      matches(HOT_TABLE)(sql) && /\b(?:GROUPING\s+SETS|CUBE\s*\(|ROLLUP\s*\(|MERGE\s+INTO|WITH\s+RECURSIVE)/i.test(sql),
  },
  {
    name: 'no top-level union over hot tables',
    because: 'each branch takes a snapshot of its own; wrap it as SELECT * FROM (… UNION ALL …)',
    broken: (sql) => matches(HOT_TABLE)(sql) && /\bUNION\b/i.test(withoutParentheses(sql)),
  },
  {
    name: 'no list whose length varies',
    because: 'each length is another prepared statement; use = ANY($1)',
    broken: matches(String.raw`\bIN\s*\(\s*\$\d+\s*,\s*\$\d+`),
  },
];

/** The rules that the file breaks, by name. A file without an opening comment breaks the first of all. */
export function brokenRules(sql: string): string[] {
  const broken = statementsOf(sql).flatMap((statement) =>
    SQL_RULES.filter((rule) => rule.broken(statement)).map(({ name }) => name),
  );
  return [...(sql.trimStart().startsWith('--') ? [] : ['opens with a comment']), ...new Set(broken)];
}

/** Cuts at semicolons outside of dollar quotes; inside a function each statement is looked at too. */
function statementsOf(sql: string): string[] {
  return sql
    .replaceAll(/--[^\n]*/g, '')
    .split(';')
    .map((statement) => statement.replace(/^[^]*\$\$\s*(?:DECLARE[^]*?)?(?:BEGIN)?/i, ' '))
    .filter((statement) => statement.trim() !== '');
}

/** The column lists of the primary keys and unique constraints that a statement gives a hot table. */
function keysOf(sql: string): string[] {
  const index = new RegExp(String.raw`CREATE\s+UNIQUE\s+INDEX[^(]*\bON\s+${HOT_TABLE}\s*(\([^)]*\))`, 'is').exec(sql);
  if (index) return [index[1] ?? ''];
  if (!createsHot(sql)) return [];
  const tableKeys = [...sql.matchAll(/(?:PRIMARY\s+KEY|UNIQUE)\s*\(([^)]*)\)/gi)].map((match) => match[1] ?? '');
  const columnKeys = [...sql.matchAll(/(\w+)\s+\w+\s+(?:NOT\s+NULL\s+)?(?:PRIMARY\s+KEY|UNIQUE)(?!\s*\()/gi)].map(
    (match) => match[1] ?? '',
  );
  return [...tableKeys, ...columnKeys];
}

function withoutParentheses(sql: string): string {
  let text = sql;
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replaceAll(/\([^()]*\)/g, '');
  }
  return text;
}
