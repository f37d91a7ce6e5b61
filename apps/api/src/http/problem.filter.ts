import { AppError, type Logger } from '@graticule/platform';
import { type ArgumentsHost, Catch, type ExceptionFilter } from '@nestjs/common';
import type { GqlContextType } from '@nestjs/graphql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { asAppError, problemOf } from './problem.js';

/** Every REST error leaves as RFC 9457 problem+json; GraphQL has `format-error.ts`. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType<GqlContextType>() === 'graphql') throw error;
    const http = host.switchToHttp();
    answerProblem(http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>(), asAppError(error), this.log);
  }
}

/** Writes the problem. What is ours is logged with its cause; what is the caller's is not. */
export function answerProblem(request: FastifyRequest, reply: FastifyReply, error: AppError, log: Logger): void {
  if (error.status >= 500) {
    log.error({ err: error, requestId: request.id, method: request.method, path: request.url }, 'a request failed');
  }
  if (error.retryAfterSeconds !== undefined) void reply.header('retry-after', Math.ceil(error.retryAfterSeconds));
  if (error.code === 'UNAUTHENTICATED') void reply.header('www-authenticate', 'Bearer');
  void reply.status(error.status).type('application/problem+json').send(problemOf(error, request.id));
}
