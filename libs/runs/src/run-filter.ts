import type { Database } from '@graticule/database';
import type { RunFilter } from './run-query.js';

type Where = NonNullable<NonNullable<Parameters<Database['prisma']['run']['findMany']>[0]>['where']>;

// Prisma leaves empty conditions out, also where they would decide: an empty OR, or the NOT of nothing.
const EVERYTHING: Where = { id: { gt: 0n } };
const NOTHING: Where = { id: { in: [] } };

/** A filter as a condition: every field that is given must hold. An empty `or` holds for nothing. */
export function whereOf(filter: RunFilter): Where {
  const all: Where[] = [];
  if (filter.status) all.push({ status: { in: [...filter.status] } });
  if (filter.tag !== undefined) all.push({ tags: { has: filter.tag } });
  if (filter.name !== undefined) all.push({ name: { contains: literally(filter.name), mode: 'insensitive' } });
  if (filter.recipe !== undefined) all.push({ recipe: filter.recipe });
  if (filter.study !== undefined) all.push({ study: { publicId: filter.study } });
  if (filter.and) all.push(...filter.and.map(whereOf));
  if (filter.or) all.push(filter.or.length > 0 ? { OR: filter.or.map(whereOf) } : NOTHING);
  if (filter.not) all.push({ NOT: whereOf(filter.not) });
  return all.length > 0 ? { AND: all } : EVERYTHING;
}

/** Prisma hands the text to ILIKE as it is: its wildcards are to be found, not obeyed. */
function literally(text: string): string {
  return text.replaceAll(/[\\%_]/g, String.raw`\$&`);
}
