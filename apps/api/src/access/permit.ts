import type { Permission, Principal } from '@graticule/access';
import { AppError } from '@graticule/platform';

/** What attempt tokens may do at all; each handler says in addition whether it takes them. */
const OF_ATTEMPTS: ReadonlySet<Permission> = new Set(['runs:read', 'metrics:write']);

/** Refuses with 401 when nobody asks, with 403 when somebody without the permission does. `what` names the handler. */
export function permit(principal: Principal | undefined, needed: Permission, what: string): Principal {
  if (!principal) throw new AppError('UNAUTHENTICATED', `${what} needs a live API key or attempt token.`);
  const holds = principal.kind === 'key' ? principal.scopes.includes(needed) : OF_ATTEMPTS.has(needed);
  if (!holds) throw missing(needed, what);
  return principal;
}

/** The refusal of a caller who lacks a permission. */
export function missing(needed: Permission, what: string): AppError {
  return new AppError('FORBIDDEN', `${what} needs the permission ${needed}.`, { extensions: { permission: needed } });
}

/** The refusal of a handler that nobody opened. */
export function undeclared(what: string): AppError {
  return new AppError('FORBIDDEN', `${what} declares no permission.`);
}
