import type { KeyPrincipal, Principal } from '@graticule/access';
import { AppError } from '@graticule/platform';
import { createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

/** The guard leaves the caller here; a route that everybody may call has none. */
const callers = new WeakMap<FastifyRequest, Principal>();

export function rememberCaller(request: FastifyRequest, principal: Principal): void {
  callers.set(request, principal);
}

export function callerOf(request: FastifyRequest): Principal {
  const principal = callers.get(request);
  if (!principal) throw new AppError('UNAUTHENTICATED', 'This route needs a live API key or attempt token.');
  return principal;
}

/** The caller that the guard let in. */
export const Caller = createParamDecorator((_: unknown, context): Principal =>
  callerOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** The caller, where the guard admits API keys only. */
export const KeyCaller = createParamDecorator((_: unknown, context): KeyPrincipal => {
  const principal = callerOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (principal.kind !== 'key') throw new AppError('FORBIDDEN', 'This route takes API keys only.');
  return principal;
});
