import type { AttemptPrincipal, Permission } from '@graticule/access';
import { AppError } from '@graticule/platform';
import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { GqlExecutionContext, type GqlContextType } from '@nestjs/graphql';
import type { FastifyRequest } from 'fastify';
import type { GraphqlContext } from '../graphql/context.js';
import { Allow, AttemptMay } from './allow.js';
import { Authenticator } from './authenticator.js';
import { rememberCaller } from './caller.js';
import { missing, permit, undeclared } from './permit.js';

/**
 * Default deny, for REST handlers, resolvers, field resolvers and subscriptions alike; plain Fastify routes have
 * `guard-plain-routes.ts`. It answers without a promise inside GraphQL, where it runs once per resolved field.
 */
@Injectable()
export class AllowGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  canActivate(context: ExecutionContext): boolean | Promise<boolean> {
    const needed = this.reflector.getAllAndOverride(Allow, [context.getHandler(), context.getClass()]);
    const what = `${context.getClass().name}.${context.getHandler().name}`;
    if (!needed) throw undeclared(what);
    if (needed === 'public') return true;
    if (context.getType<GqlContextType>() !== 'graphql') return this.overHttp(context, needed, what);
    const { principal } = GqlExecutionContext.create(context).getContext<GraphqlContext>();
    if (permit(principal, needed, what).kind === 'attempt') throw missing(needed, what);
    return true;
  }

  private async overHttp(context: ExecutionContext, needed: Permission, what: string) {
    const request = context.switchToHttp().getRequest<FastifyRequest<{ Params: Record<string, string> }>>();
    const principal = await this.authenticator.principalOf(request.headers.authorization);
    const caller = permit(principal, needed, what);
    if (caller.kind === 'attempt') this.confine(caller, request.params, context, what);
    rememberCaller(request, caller);
    return true;
  }

  /** Another run does not exist for an attempt; a handler that names no place for attempts has none for them. */
  private confine(
    caller: AttemptPrincipal,
    params: Readonly<Record<string, string>>,
    context: ExecutionContext,
    what: string,
  ): void {
    const place = this.reflector.get(AttemptMay, context.getHandler());
    if (!place) throw new AppError('FORBIDDEN', `${what} takes API keys, not attempt tokens.`);
    if (place === 'on-its-run' && params['id'] !== caller.runId)
      throw new AppError('NOT_FOUND', 'There is no such run.');
  }
}
