import { fromWireNumber, RUN_STATUSES, toWireNumber } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import { configKeys } from './config-rows.js';
import { metricColumn, seriesOf } from './metric-rows.js';
import type { MetricOfRun, RunField, RunOrder, RunPlace } from './run-query.js';
import type { RunStatement } from './run-statement.js';

/*
 * An order is a list of keys that are never null, each with a direction; the run's own key is the last one and decides what
 * nothing else does. A term is a rank, which puts kinds of values and their absence in order, and the value itself.
 */

type Direction = RunOrder['direction'];

interface Key {
  readonly expression: string;
  readonly type: 'int4' | 'float8' | 'text';
  readonly direction: Direction;
}

export interface Order {
  readonly keys: readonly Key[];
  /** The direction of the run's own key. */
  readonly byRun: Direction;
  /** What the keys are read from, beside `run`. */
  readonly joins: string;
}

const RANK = { number: 1, text: 2, flag: 3, notANumber: 8, none: 9 } as const;

/** Keys of runs rise with the time of submission. */
const BY_RUN = 'CREATED';

/** What follows the time of submission is never asked: no two runs share their key. */
export function orderOf(statement: RunStatement, terms: readonly RunOrder[]): Order {
  const found: Found[] = [];
  let byRun: Direction = 'DESC';
  for (const { by, direction } of terms) {
    if (!('field' in by)) found.push(hotKeys(statement, by, direction));
    else if (by.field !== BY_RUN) found.push(fieldKeys(by.field, direction));
    else {
      byRun = direction;
      break;
    }
  }
  return { keys: found.flatMap(({ keys }) => keys), joins: found.map(({ join }) => join).join(' '), byRun };
}

interface Found {
  readonly keys: readonly Key[];
  readonly join: string;
}

function fieldKeys(field: Exclude<RunField, typeof BY_RUN>, direction: Direction): Found {
  if (field === 'NAME') return { keys: [{ expression: 'run.name COLLATE "C"', type: 'text', direction }], join: '' };
  if (field === 'STATUS') {
    const statuses = RUN_STATUSES.map((status) => `'${status}'`).join(', ');
    const expression = `array_position(ARRAY[${statuses}], run.status)`;
    return { keys: [{ expression, type: 'int4', direction }], join: '' };
  }
  const column = field === 'STARTED' ? 'run.started_at' : 'run.ended_at';
  const keys: readonly Key[] = [
    { expression: `(${column} IS NULL)::int4`, type: 'int4', direction: 'ASC' },
    { expression: `coalesce(extract(epoch FROM ${column}), 0)::float8`, type: 'float8', direction },
  ];
  return { keys, join: '' };
}

function hotKeys(
  statement: RunStatement,
  by: { readonly metric: MetricOfRun } | { readonly config: string },
  direction: Direction,
): Found {
  const select = 'metric' in by ? metricKeys(statement, by.metric) : configKeys(statement, by.config, kinds(direction));
  const table = statement.hot(select);
  const keys: readonly Key[] = [
    { expression: `coalesce(${table}.rank, ${RANK.none})`, type: 'int4', direction: 'ASC' },
    { expression: `coalesce(${table}.num, 0)`, type: 'float8', direction },
    { expression: `coalesce(${table}.txt, '') COLLATE "C"`, type: 'text', direction },
  ];
  return { keys: 'metric' in by ? keys.slice(0, 2) : keys, join: `LEFT JOIN ${table} ON ${table}.run_id = run.id` };
}

function metricKeys(statement: RunStatement, { name, stat }: MetricOfRun): string {
  const value = metricColumn(stat);
  return `SELECT series.run_id, CASE WHEN ${value} = 'NaN' THEN ${RANK.notANumber} ELSE ${RANK.number} END AS rank, ${value} AS num
${seriesOf(statement, name)} AND ${value} IS NOT NULL`;
}

function kinds(direction: Direction): readonly [number, number, number] {
  const { number, text, flag } = RANK;
  return direction === 'ASC' ? [number, text, flag] : [flag, text, number];
}

/** The ORDER BY of a list; by the names that its keys have been given, if they have. */
export function orderClause({ keys, byRun }: Order, names: readonly string[] = []): string {
  const terms = keys.map(({ expression, direction }, index) => `${names[index] ?? expression} ${direction}`);
  return [...terms, `run.id ${byRun}`].join(', ');
}

/** The condition that a run comes after a place. */
export function comesAfter(statement: RunStatement, order: Order, place: RunPlace): string {
  if (place.keys.length !== order.keys.length) throw strange();
  const id = statement.parameter(place.run, 'uuid');
  const isLater = `run.id ${order.byRun === 'ASC' ? '>' : '<'} (SELECT id FROM run WHERE public_id = ${id} AND project_id = $1::int4)`;
  return order.keys.reduceRight((rest, { expression, type, direction }, index) => {
    const value = statement.parameter(keyValue(type, place.keys[index]), type);
    return `${expression} ${direction === 'ASC' ? '>' : '<'} ${value} OR (${expression} = ${value} AND (${rest}))`;
  }, isLater);
}

function keyValue(type: Key['type'], value: RunPlace['keys'][number] | undefined): number | string {
  const read = type === 'text' ? value : fromWireNumber(value);
  const isWhole = type !== 'int4' || Number.isInteger(read);
  if (read === undefined || !isWhole || (typeof read === 'string') !== (type === 'text')) throw strange();
  return read;
}

/** The keys of a row as a place holds them. */
export function placeKeys(values: readonly (number | string)[]): RunPlace['keys'] {
  return values.map((value) => (typeof value === 'number' ? toWireNumber(value) : value));
}

const strange = () => new AppError('INVALID', 'The place is none of this order.');
