import { LIMITS } from '@graticule/contracts';
import { AppError } from '@graticule/platform';

/** `first` as a number of items, or a refusal that names the limit. */
export function pageSize(first: number): number {
  if (first >= 1 && first <= LIMITS.pageSize) return first;
  const detail = `1 to ${LIMITS.pageSize}; got ${first}`;
  throw new AppError('INVALID', `A page has ${detail}.`, {
    errors: [{ pointer: '/first', code: 'page-size', detail }],
  });
}
