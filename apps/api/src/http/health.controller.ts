import { Health } from '@graticule/contracts';
import { Controller, Get, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Allow } from '../access/allow.js';
import { Readiness } from '../background/readiness.js';
import type { RouteDocument } from './route-document.js';

/** For load balancers and supervisors; nothing here tells more than yes or no. */
@Controller()
@Allow('public')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get('healthz')
  live(): Health {
    return { status: 'ok' };
  }

  @Get('readyz')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Health> {
    const health = await this.readiness.check();
    void reply.status(health.status === 'ok' ? 200 : 503);
    return health;
  }
}

export const healthRoutes: readonly RouteDocument[] = [
  {
    method: 'get',
    path: '/healthz',
    operation: 'live',
    summary: 'Whether the process answers.',
    permission: 'public',
    answers: { 200: { description: 'It does.', content: Health } },
  },
  {
    method: 'get',
    path: '/readyz',
    operation: 'ready',
    summary: 'Whether the database, its migrations and the queue are ready.',
    permission: 'public',
    answers: {
      200: { description: 'All are.', content: Health },
      503: { description: 'Some are not; `checks` names them.', content: Health },
    },
  },
];
