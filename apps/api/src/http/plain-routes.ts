import type { MetricIngest } from '@graticule/metrics';
import type { Logger } from '@graticule/platform';
import type { Type } from '@nestjs/common';
import { type DiscoveryService, type HttpAdapterHost, MetadataScanner } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { Authenticator } from '../access/authenticator.js';
import { guardPlainRoutes, routesOf } from '../access/guard-plain-routes.js';
import type { Writers } from '../ingest/writers.js';
import { asAppError } from './problem.js';
import { answerProblem } from './problem.filter.js';
import { registerPointsRoute } from './points.route.js';

interface Parts {
  readonly host: HttpAdapterHost;
  readonly discovery: DiscoveryService;
  readonly authenticator: Authenticator;
  readonly ingest: MetricIngest;
  readonly writers: Writers;
  readonly log: Logger;
}

/** Registers the routes that are Fastify's own, and the guard that refuses any of them that names no permission. */
export class PlainRoutes {
  constructor(private readonly parts: Parts) {}

  onModuleInit(): void {
    const { host, discovery, authenticator, ingest, writers, log } = this.parts;
    const fastify: FastifyInstance = host.httpAdapter.getInstance();
    const controllers = discovery.getControllers().flatMap(({ metatype }) => (isClass(metatype) ? [metatype] : []));
    // GraphQL's route is the driver's; its fields have AllowGuard.
    const guarded = new Set([...routesOf(controllers, new MetadataScanner()), '/graphql']);
    guardPlainRoutes(fastify, {
      guarded,
      principalOf: (request) => authenticator.principalOf(request.headers.authorization),
      refuse: (request, reply, error) => answerProblem(request, reply, asAppError(error), log),
    });
    registerPointsRoute(fastify, { ingest, writers, log });
  }
}

const isClass = (metatype: unknown): metatype is Type => typeof metatype === 'function';
