import type { Permission, Principal } from '@graticule/access';
import type { Type } from '@nestjs/common';
import { METHOD_METADATA, PATH_METADATA } from '@nestjs/common/constants.js';
import type { MetadataScanner } from '@nestjs/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { rememberCaller } from './caller.js';
import { permit, undeclared } from './permit.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The permission a plain route needs: what `@Allow` is to a handler of Nest. */
    allow?: Permission | 'public';
  }
}

interface Guarding {
  /** The paths whose handlers are Nest's and so pass AllowGuard. */
  readonly guarded: ReadonlySet<string>;
  readonly principalOf: (request: FastifyRequest) => Promise<Principal | undefined>;
  readonly refuse: (request: FastifyRequest, reply: FastifyReply, error: unknown) => void;
}

/**
 * Default deny for routes that bypass Nest's guard because they are registered on Fastify itself: such a route needs
 * `config: { allow }`.
 */
export function guardPlainRoutes(fastify: FastifyInstance, parts: Guarding): void {
  const { guarded, principalOf, refuse } = parts;
  fastify.addHook('onRequest', async (request, reply) => {
    const { url, config } = request.routeOptions;
    if (url === undefined || guarded.has(url) || config.allow === 'public') return; // no route: the 404 handler answers
    try {
      const what = `${request.method} ${url}`;
      if (!config.allow) throw undeclared(what);
      rememberCaller(request, permit(await principalOf(request), config.allow, what));
    } catch (error) {
      // Answered here: which error handler such a route has is its own affair.
      refuse(request, reply, error);
      return reply;
    }
  });
}

/** The URL patterns under which Nest serves these controllers. */
export function routesOf(controllers: readonly Type[], scanner: MetadataScanner): Set<string> {
  const paths = controllers.flatMap((controller) => {
    const base = pathOf(controller);
    const prototype: Record<string, object> = controller.prototype;
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const method = prototype[name];
      if (!method || Reflect.getMetadata(METHOD_METADATA, method) === undefined) return [];
      return [join(base, pathOf(method))];
    });
  });
  return new Set(paths);
}

function pathOf(target: object): string {
  const path: unknown = Reflect.getMetadata(PATH_METADATA, target);
  return typeof path === 'string' ? path : '';
}

function join(base: string, own: string): string {
  return `/${[base, own]
    .flatMap((part) => part.split('/'))
    .filter(Boolean)
    .join('/')}`;
}
