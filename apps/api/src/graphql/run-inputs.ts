import { LIMITS, StudyId } from '@graticule/contracts';
import type { ConfigValue, RunFilter as FilterRequest, RunOrder as OrderRequest } from '@graticule/runs';
import { invalid } from '../http/problem.js';
import type { ConfigCondition, RunFilter, RunOrder } from './generated/resolvers.js';
import { given } from './given.js';

/** A filter's tree. A study that is no id is no study: the filter then admits no run. Refuses one of too many parts. */
export function runFilter(filter: RunFilter, pointer = '/filter'): FilterRequest {
  if (partsOf(filter) > LIMITS.filterParts)
    throw refused(pointer, 'filter-parts', `at most ${LIMITS.filterParts} parts`);
  return filterOf(filter, pointer);
}

/** Every group and every field counts. */
function partsOf({ and, or, not, ...plain }: RunFilter): number {
  const inner = [...(and ?? []), ...(or ?? []), ...(not ? [not] : [])];
  return Object.keys(given(plain)).length + inner.reduce((sum, part) => sum + 1 + partsOf(part), 0);
}

function filterOf(filter: RunFilter, pointer: string): FilterRequest {
  const { and, or, not, study, createdAt, metric, config, ...plain } = filter;
  return {
    ...given(plain),
    ...(and ? { and: and.map((part, i) => filterOf(part, `${pointer}/and/${i}`)) } : {}),
    ...(or ? { or: or.map((part, i) => filterOf(part, `${pointer}/or/${i}`)) } : {}),
    ...(not ? { not: filterOf(not, `${pointer}/not`) } : {}),
    ...(createdAt ? { createdAt: given({ from: createdAt.from, to: createdAt.to }) } : {}),
    ...(metric ? { metric: { ...given(metric), name: metric.name } } : {}),
    ...(config ? { config: configCondition(config, `${pointer}/config`) } : {}),
    ...(study === null || study === undefined ? {} : studyFilter(study)),
  };
}

function studyFilter(text: string): FilterRequest {
  const study = StudyId.safeParse(text);
  return study.success ? { study: study.data } : { and: [{ or: [] }] };
}

/** Here a null that was written down is a value: the null of a configuration. */
function configCondition(condition: ConfigCondition, pointer: string): NonNullable<FilterRequest['config']> {
  const { path, eq, ne, in: oneOf, ...plain } = condition;
  if (oneOf && oneOf.length > LIMITS.filterValues) {
    throw refused(`${pointer}/in`, 'filter-values', `at most ${LIMITS.filterValues} values`);
  }
  return {
    path,
    ...given(plain),
    ...(eq === undefined ? {} : { eq: configValue(eq, `${pointer}/eq`) }),
    ...(ne === undefined ? {} : { ne: configValue(ne, `${pointer}/ne`) }),
    ...(oneOf ? { in: oneOf.map((value, i) => configValue(value, `${pointer}/in/${i}`)) } : {}),
  };
}

function configValue(value: unknown, pointer: string): ConfigValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw refused(pointer, 'config-value', 'a number, a text, true, false or null');
}

/** The terms of an order. */
export function runOrder(terms: readonly RunOrder[]): readonly OrderRequest[] {
  if (terms.length > LIMITS.orderTerms) throw refused('/orderBy', 'order-terms', `at most ${LIMITS.orderTerms} terms`);
  return terms.map(({ by, direction }) => ({ by: orderBy(by), direction: direction ?? 'ASC' }));
}

function orderBy({ field, metric, config }: RunOrder['by']): OrderRequest['by'] {
  if (metric) return { metric };
  return field ? { field } : { config: config ?? '' };
}

const refused = (pointer: string, code: string, detail: string) =>
  invalid('The runs cannot be listed so', [{ pointer, code, detail }]);
