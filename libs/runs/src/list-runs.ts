import { LIMITS, type ProjectKey, RunId } from '@graticule/contracts';
import type { Database } from '@graticule/database';
import { readRecords } from './read-runs.js';
import { filterHolds } from './run-filter.js';
import { comesAfter, orderClause, orderOf, placeKeys } from './run-order.js';
import type { ListedRun, RunFilter, RunPage, RunPlace, RunQuery } from './run-query.js';
import { RunStatement } from './run-statement.js';
import { sql } from './sql.js';

/** A page of the project's runs: first the statement that finds and orders them, then what is known of those it found. */
export async function listRuns(database: Database, project: ProjectKey, query: RunQuery): Promise<RunPage> {
  const size = Math.min(query.first, LIMITS.pageSize);
  const places = await placesOf(database, project, { ...query, first: size + 1 });
  const shown = places.slice(0, size);
  const ids = shown.map(({ run }) => run);
  const [records, folded] = await Promise.all([readRecords(database, ids), foldedUntil(database, project, query, ids)]);
  const runs = shown.flatMap((place): ListedRun[] => {
    const run = records.get(place.run);
    return run ? [{ run, place, asOf: folded.get(place.run) ?? null }] : [];
  });
  return { runs, hasNextPage: places.length > size };
}

/**
 * The statement of a page: one row per run, its id and then its keys. Everything is decided on keys of runs, which an index
 * holds; the rows of `run` are read where a filter or an order asks about them, and for the page.
 */
export function pageStatement(
  project: ProjectKey,
  query: RunQuery,
): { readonly text: string; readonly values: unknown[] } {
  const statement = new RunStatement(project);
  const order = orderOf(statement, query.order ?? []);
  const holds = filterHolds(statement, query.filter ?? {});
  const beyond = query.after ? comesAfter(statement, order, query.after) : 'true';
  const names = order.keys.map((_, index) => `key${index + 1}`);
  const text = statement.text(`SELECT ${['run.public_id', ...names.map((name) => `page.${name}`)].join(', ')}
FROM (
SELECT ${['run.id', ...order.keys.map(({ expression }, index) => `${expression} AS ${names[index]}`)].join(', ')}
FROM run ${order.joins}
WHERE run.project_id = $1::int4 AND (${holds}) AND (${beyond})
ORDER BY ${orderClause(order)}
LIMIT ${statement.parameter(query.first, 'int4')}
) AS page JOIN run ON run.id = page.id
ORDER BY ${orderClause(order, names)}`);
  return { text, values: statement.values };
}

async function placesOf(database: Database, project: ProjectKey, query: RunQuery): Promise<readonly RunPlace[]> {
  const { rows } = await database.pool.query<[string, ...(number | string)[]]>({
    ...pageStatement(project, query),
    rowMode: 'array',
  });
  return rows.map(([id, ...keys]) => ({ run: RunId.parse(id), keys: placeKeys(keys) }));
}

async function foldedUntil(
  database: Database,
  project: ProjectKey,
  { filter, order = [] }: RunQuery,
  runs: readonly RunId[],
): Promise<ReadonlyMap<string, Date>> {
  const ordered = order.flatMap(({ by }) => ('metric' in by ? [by.metric.name] : []));
  const metrics = new Set([...ordered, ...metricsOf(filter ?? {})]);
  if (metrics.size === 0 || runs.length === 0) return new Map();
  const { rows } = await database.pool.query<{ id: string; as_of: Date }>({
    ...sql('series-as-of'),
    values: [project, [...metrics], runs],
  });
  return new Map(rows.map((row) => [row.id, row.as_of]));
}

function metricsOf({ metric, and = [], or = [], not }: RunFilter): readonly string[] {
  const inner = [...and, ...or, ...(not ? [not] : [])].flatMap(metricsOf);
  return metric ? [metric.name, ...inner] : inner;
}
