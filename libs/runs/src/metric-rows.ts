import type { MetricCondition, MetricStat } from './run-query.js';
import type { RunStatement } from './run-statement.js';

const COLUMN = {
  FIRST: 'series.first',
  LAST: 'series.last',
  MIN: 'series.min',
  MAX: 'series.max',
  MEAN: 'series.mean',
  COUNT: 'series.n::float8',
  NON_FINITE: 'series.non_finite::float8',
} as const satisfies Record<MetricStat, string>;

export const metricColumn = (stat: MetricStat = 'LAST'): string => COLUMN[stat];

/** The rows of `store.series` of one metric of the project: none when it has no such metric. */
export function seriesOf(statement: RunStatement, metric: string): string {
  return `FROM store.series JOIN store.metric ON metric.id = series.metric_id
WHERE metric.project_id = $1::int4 AND metric.name = ${statement.parameter(metric, 'text')}`;
}

const SIGN = { eq: '=', ne: '<>', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

/** Postgres takes NaN for the largest number of all. */
export function metricHolds(statement: RunStatement, condition: MetricCondition): string {
  const column = metricColumn(condition.stat);
  const rows = [`SELECT series.run_id ${seriesOf(statement, condition.name)}`];
  for (const name of ['eq', 'ne', 'lt', 'lte', 'gt', 'gte'] as const) {
    const bound = condition[name];
    if (bound === undefined) continue;
    rows.push(`${column} ${SIGN[name]} ${statement.parameter(bound, 'float8')}`);
    if (name === 'eq' || name === 'ne') continue;
    rows.push(Number.isNaN(bound) ? 'false' : `${column} <> 'NaN'`);
  }
  return statement.isFoundBy(rows.join(' AND '));
}
