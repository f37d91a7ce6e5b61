import { createHash } from 'node:crypto';
import { AppError } from '@graticule/platform';

/*
 * A cursor is a place in one list: what the list was made from (as a hash) and the sort key of the last item. It is opaque
 * to clients and refuses to be used with another list, because a place in one order means nothing in another.
 */

/** The hash of everything that decides what a list holds and in which order. */
export function listHash(...parts: readonly unknown[]): string {
  return createHash('sha256').update(canonical(parts)).digest('base64url').slice(0, 12);
}

export function encodeCursor(hash: string, place: string): string {
  return Buffer.from(`${hash}:${place}`).toString('base64url');
}

/** The place, or a refusal when the cursor is garbage or another list's. */
export function decodeCursor(cursor: string, hash: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  const colon = text.indexOf(':');
  if (colon > 0 && text.slice(0, colon) === hash) return text.slice(colon + 1);
  throw refusedCursor();
}

export function refusedCursor(): AppError {
  const detail = 'the endCursor of a page of this very list: same project, filter and order';
  return new AppError('INVALID', `The cursor does not belong to this list; pass ${detail}.`, {
    errors: [{ pointer: '/after', code: 'cursor', detail }],
  });
}

/** JSON with sorted keys, so that the order in which a filter was written does not matter. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, member: unknown) => {
    if (typeof member === 'bigint') return `${member}n`;
    if (typeof member !== 'object' || member === null || Array.isArray(member)) return member;
    return Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}
