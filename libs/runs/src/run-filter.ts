import { configHolds } from './config-rows.js';
import { literally } from './literally.js';
import { metricHolds } from './metric-rows.js';
import type { RunFilter } from './run-query.js';
import { every, type RunStatement, some } from './run-statement.js';

/**
 * A filter as a condition on `run`: every field that is given must hold. An empty `or` holds for nothing. No condition is ever
 * null, so that NOT turns each into its opposite.
 */
export function filterHolds(statement: RunStatement, filter: RunFilter): string {
  const all = [...metadataHolds(statement, filter)];
  if (filter.metric) all.push(metricHolds(statement, filter.metric));
  if (filter.config) all.push(configHolds(statement, filter.config));
  if (filter.and) all.push(...filter.and.map((inner) => filterHolds(statement, inner)));
  if (filter.or) all.push(some(filter.or.map((inner) => filterHolds(statement, inner))));
  if (filter.not) all.push(`NOT (${filterHolds(statement, filter.not)})`);
  return every(all);
}

function metadataHolds(statement: RunStatement, filter: RunFilter): readonly string[] {
  const { status, tag, name, recipe, study, createdAt } = filter;
  const all: string[] = [];
  if (status) all.push(`run.status = ANY (${statement.parameter(status, 'text[]')})`);
  // The column may be null.
  if (tag !== undefined) all.push(`coalesce(${statement.parameter(tag, 'text')} = ANY (run.tags), false)`);
  if (name !== undefined) all.push(`run.name ILIKE ${statement.parameter(literally(name), 'text')}`);
  if (recipe !== undefined) all.push(`run.recipe IS NOT DISTINCT FROM ${statement.parameter(recipe, 'text')}`);
  if (study !== undefined) {
    all.push(`run.id IN (SELECT planned.id FROM study JOIN run AS planned ON planned.study_id = study.id
WHERE study.public_id = ${statement.parameter(study, 'uuid')})`);
  }
  if (createdAt?.from) all.push(`run.created_at >= ${statement.parameter(createdAt.from, 'timestamptz')}`);
  if (createdAt?.to) all.push(`run.created_at < ${statement.parameter(createdAt.to, 'timestamptz')}`);
  return all;
}
