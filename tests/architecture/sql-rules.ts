/**
 * What keeps the schema distributable by run, read from the text of a migration or a statement. The rules look at tokens,
 * not at a grammar: they know a table by `store.<name>`, a command by its first word, and a clause by the parentheses
 * around it. Strings and comments are skipped; the bodies of functions are read like files. What they cannot see is SQL
 * put together at run time, so there must be none.
 */

/** Spread over the nodes by run. */
const HOT = ['gate', 'cut', 'stream', 'journal', 'tile', 'series', 'config'];
/** The same on every node. A table of schema `store` is one or the other. */
const DICTIONARIES = ['metric', 'config_key', 'axis_column'];

const VOLATILE = [
  'now',
  'current_timestamp',
  'current_date',
  'localtimestamp',
  'statement_timestamp',
  'transaction_timestamp',
  'clock_timestamp',
  'timeofday',
  'random',
  'nextval',
  'gen_random_uuid',
  'uuidv4',
  'uuidv7',
  'txid_current',
  'pg_current_xact_id',
];
const NUMBERED = ['serial', 'bigserial', 'smallserial', 'serial4', 'serial8', 'identity', 'nextval'];

type Tokens = readonly string[];
type Rule = (statement: Tokens) => boolean;

/** One rule a name; true says that the statement breaks it. */
const RULES: Readonly<Record<string, Rule>> = {
  'a table of schema store is hot or a dictionary': (statement) =>
    tablesIn(statement, 'create').some((table) => isStore(table) && !HOT.includes(table.name) && !isDictionary(table)),
  'tables of schema store are named with their schema': (statement) => has(statement, 'search_path'),
  'no identity or serial on a hot table': (statement) => changesHot(statement) && hasAny(statement, NUMBERED),
  'no foreign key from or to schema store': (statement) =>
    definitions(statement).length > 0 &&
    at(statement, 'references').some(
      (index) => definitions(statement).some(isStore) || isStore(tableAt(statement, index + 1)),
    ),
  'every key of a hot table contains run_id': (statement) => keysOf(statement).some((key) => !key.includes('run_id')),
  'a hot table has a primary key': (statement) =>
    tablesIn(statement, 'create').some(isHot) && !has(statement, 'primary', 'key'),
  'run_id never changes': (statement) => writes(statement).some((clause) => assigns(clause, 'run_id')),
  'no trigger': (statement) => has(statement, 'create') && has(statement, 'trigger'),
  'no enum': (statement) => has(statement, 'create', 'type') && has(statement, 'as', 'enum'),
  'times and random values are parameters when hot rows change': (statement) =>
    writes(statement).some((clause) => hasAny(clause, VOLATILE)),
  'no cast to a time in RETURNING of a hot table': (statement) =>
    writes(statement).some((clause) => {
      const [start = clause.length] = at(clause, 'returning');
      return ['timestamptz', 'timestamp', 'date', 'time'].some((type) => has(clause.slice(start), '::', type));
    }),
  'no MERGE on hot tables': (statement) => has(statement, 'merge', 'into') && mentionsHot(statement),
  'no GROUPING SETS on hot tables': (statement) =>
    mentionsHot(statement) &&
    (has(statement, 'grouping', 'sets') || calls(statement, 'rollup') || calls(statement, 'cube')),
  'no recursion over hot tables': (statement) => mentionsHot(statement) && has(statement, 'with', 'recursive'),
  'a union over hot tables stands in a subquery': (statement) =>
    mentionsHot(statement) && topLevel(statement).some((token) => ['union', 'intersect', 'except'].includes(token)),
  'a list is one parameter': (statement) =>
    at(statement, 'in').some((index) => statement[index + 1] === '(' && /^\$\d/.test(statement[index + 2] ?? '')),
};

/** The name of every rule that can be broken. */
export const ruleNames: readonly string[] = ['a file opens with a comment', ...Object.keys(RULES)];

/** The rules that this SQL breaks, each once. */
export function brokenRules(sql: string): readonly string[] {
  const parsed = statementsOf(sql);
  const broken = Object.keys(RULES).filter((name) => parsed.some((statement) => RULES[name]?.(statement)));
  return sql.startsWith('-- ') ? broken : ['a file opens with a comment', ...broken];
}

/** The hot tables that a migration creates, and the tables whose TOAST options it sets. */
export function createdAndTuned(sql: string): { readonly hot: readonly string[]; readonly tuned: readonly string[] } {
  const parsed = statementsOf(sql);
  const tuning = parsed.filter((statement) => has(statement, 'toast', '.'));
  return { hot: hotTablesIn(parsed, 'create'), tuned: hotTablesIn(tuning, 'alter') };
}

function hotTablesIn(statements: readonly Tokens[], verb: string): readonly string[] {
  return statements.flatMap((statement) => tablesIn(statement, verb).filter(isHot)).map((table) => table.name);
}

export { HOT as hotTables };

const TOKEN =
  /--[^\n]*|\/\*[^]*?\*\/|(?<tag>\$(?:[a-z_]\w*)?\$)(?<body>[^]*?)\k<tag>|'(?:[^']|'')*'|"(?<quoted>[^"]*)"|\$\d+|[a-z_][\w$]*|\d[\w.]*|::|:=|\s+|[^]/giy;

/** Statements in lower case, without comments and strings; those inside a function follow the one that creates it. */
function statementsOf(sql: string): readonly Tokens[] {
  const found: string[][] = [[]];
  const inner: Tokens[] = [];
  let depth = 0;
  for (const match of sql.matchAll(TOKEN)) {
    const { body, quoted } = match.groups ?? {};
    const text = quoted ?? match[0].toLowerCase();
    if (body !== undefined) inner.push(...statementsOf(body));
    else if (quoted === undefined && /^(?:--|\/\*|'|\s)/.test(text)) continue;
    else if (text === ';' && depth === 0) found.push([]);
    else {
      if (text === '(') depth++;
      if (text === ')') depth--;
      found.at(-1)?.push(text);
    }
  }
  return [...found.filter((statement) => statement.length > 0), ...inner];
}

interface Table {
  readonly schema: string;
  readonly name: string;
}

const isStore = (table: Table | undefined): boolean => table?.schema === 'store';
const isDictionary = (table: Table): boolean => isStore(table) && DICTIONARIES.includes(table.name);
// A table that nobody has classified counts as hot, so that it is judged too.
const isHot = (table: Table | undefined): boolean => table !== undefined && isStore(table) && !isDictionary(table);

const at = (tokens: Tokens, word: string): number[] =>
  tokens.flatMap((token, index) => (token === word ? [index] : []));

function has(tokens: Tokens, ...words: readonly string[]): boolean {
  return tokens.some((_, index) => words.every((word, offset) => tokens[index + offset] === word));
}

const hasAny = (tokens: Tokens, words: readonly string[]): boolean => tokens.some((token) => words.includes(token));
const calls = (tokens: Tokens, name: string): boolean => has(tokens, name, '(');

function tableAt(tokens: Tokens, start: number): Table | undefined {
  let index = start;
  while (['if', 'not', 'exists', 'only'].includes(tokens[index] ?? '')) index++;
  const [first = '', dot, second = ''] = tokens.slice(index, index + 3);
  return dot === '.' ? { schema: first, name: second } : { schema: 'public', name: first };
}

const TABLE_KINDS = ['table', 'foreign', 'unlogged', 'temp', 'temporary'];

/** The tables that a statement creates or alters. */
function tablesIn(statement: Tokens, verb: string): readonly Table[] {
  return at(statement, verb).flatMap((index) => {
    let next = index + 1;
    if (!TABLE_KINDS.includes(statement[next] ?? '')) return [];
    while (TABLE_KINDS.includes(statement[next] ?? '')) next++;
    return tableAt(statement, next) ?? [];
  });
}

const definitions = (statement: Tokens): readonly Table[] => [
  ...tablesIn(statement, 'create'),
  ...tablesIn(statement, 'alter'),
];
const changesHot = (statement: Tokens): boolean => definitions(statement).some(isHot);
const mentionsHot = (statement: Tokens): boolean =>
  at(statement, 'store').some((index) => statement[index + 1] === '.' && HOT.includes(statement[index + 2] ?? ''));

/** The columns of every primary key, unique constraint and unique index that a statement gives to a hot table. */
function keysOf(statement: Tokens): readonly Tokens[] {
  if (has(statement, 'create', 'unique', 'index')) {
    return at(statement, 'on').flatMap((index) =>
      isHot(tableAt(statement, index + 1)) ? [listAfter(statement, index)] : [],
    );
  }
  if (!changesHot(statement)) return [];
  return [...at(statement, 'unique'), ...at(statement, 'key')].map((index) => {
    if (['(', 'nulls'].includes(statement[index + 1] ?? '')) return listAfter(statement, index);
    return columnAround(statement, index); // `run_id int8 PRIMARY KEY`
  });
}

function listAfter(tokens: Tokens, start: number): Tokens {
  const open = tokens.indexOf('(', start);
  return tokens.slice(open, tokens.indexOf(')', open));
}

function columnAround(tokens: Tokens, index: number): Tokens {
  const before = tokens.slice(0, index);
  const start = Math.max(before.lastIndexOf(','), before.lastIndexOf('('), before.lastIndexOf('column'));
  return before.slice(start + 1, start + 2);
}

/** What changes or returns hot rows: an UPDATE or DELETE whole, of an INSERT what follows ON CONFLICT or RETURNING. */
function writes(statement: Tokens): readonly Tokens[] {
  return statement.flatMap((token, index) => {
    const target = tableAt(statement, token === 'update' ? index + 1 : index + 2);
    if (!['update', 'delete', 'insert'].includes(token) || !isHot(target)) return [];
    const command = enclosed(statement, index);
    if (token !== 'insert') return [command];
    const rest = command.findIndex(
      (word, i) => word === 'returning' || (word === 'on' && command[i + 1] === 'conflict'),
    );
    return rest < 0 ? [] : [command.slice(rest)];
  });
}

/** From `start` to the parenthesis that closes around it, or to the end. */
function enclosed(tokens: Tokens, start: number): Tokens {
  let depth = 0;
  const end = tokens.findIndex((token, index) => {
    if (index < start) return false;
    if (token === '(') depth++;
    if (token === ')') depth--;
    return depth < 0;
  });
  return tokens.slice(start, end < 0 ? tokens.length : end);
}

/** Whether a SET list gives the column a value: `set run_id =`, `, run_id =`, or in a row `set (…, run_id, …) =`. */
function assigns(clause: Tokens, column: string): boolean {
  return at(clause, 'set').some((start) => {
    const stop = clause.findIndex((token, index) => index > start && ['where', 'from', 'returning'].includes(token));
    const list = clause.slice(start + 1, stop < 0 ? clause.length : stop);
    if (list[0] === '(' && listAfter(list, 0).includes(column)) return true;
    return at(list, column).some((index) => list[index + 1] === '=' && [undefined, ','].includes(list[index - 1]));
  });
}

/** The tokens outside every pair of parentheses. */
function topLevel(statement: Tokens): Tokens {
  let depth = 0;
  return statement.filter((token) => {
    if (token === '(') depth++;
    if (token === ')') depth--;
    return depth === 0 && token !== ')';
  });
}
