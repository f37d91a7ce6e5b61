import 'reflect-metadata';
import { LIMITS } from '@graticule/contracts';
import { type Logger, newId } from '@graticule/platform';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiModule } from './api.module.js';
import type { ApiEnvironment } from './environment.js';

const AXIS_ROUTE = '/api/v1/projects/:project/axes/:axis';

interface Parts {
  readonly environment: ApiEnvironment;
  readonly log: Logger;
  /** Modules beside the API's own. */
  readonly beside?: readonly Type[];
}

/** The service, built and not yet listening. */
export async function createApi({ environment, log, beside = [] }: Parts): Promise<NestFastifyApplication> {
  const api = ApiModule.with(environment, log);
  const root = { ...api, imports: [...(api.imports ?? []), ...beside] };
  const app = await NestFactory.create<NestFastifyApplication>(root, adapter(), { logger: false, abortOnError: false });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRequest', async (request, reply) => {
      void reply.header('x-request-id', request.id);
    });
  return app;
}

function adapter(): FastifyAdapter {
  const fastify = new FastifyAdapter({
    genReqId: () => newId(),
    bodyLimit: LIMITS.batchBytes,
    requestTimeout: 120_000, // a body that never comes would hold its room for ever; 8 MiB take so long at half a megabit a second
    forceCloseConnections: true, // a dashboard's idle connections would hold the shutdown for minutes
    routerOptions: { maxParamLength: 12 * LIMITS.metricNameCharacters }, // any Unicode name, percent-encoded
  });
  fastify.getInstance().addHook('onRoute', (route) => {
    if (route.url === AXIS_ROUTE) route.bodyLimit = LIMITS.axisBytes;
  });
  return fastify;
}
