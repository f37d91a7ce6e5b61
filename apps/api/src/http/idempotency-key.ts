import { LIMITS } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import { createParamDecorator } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const IDEMPOTENCY_HEADER = 'idempotency-key';

/** The request's Idempotency-Key, or undefined. One that cannot be stored is refused rather than ignored. */
export function idempotencyKeyOf(request: FastifyRequest): string | undefined {
  const value = request.headers[IDEMPOTENCY_HEADER];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value.length > 0 && value.length <= LIMITS.idempotencyKeyCharacters) return value;
  const detail = `one header of 1 to ${LIMITS.idempotencyKeyCharacters} characters`;
  throw new AppError('MALFORMED_BODY', 'The Idempotency-Key cannot be used.', {
    errors: [{ pointer: '#/headers/Idempotency-Key', code: 'length', detail }],
  });
}

export const IdempotencyKey = createParamDecorator((_: unknown, context): string | undefined =>
  idempotencyKeyOf(context.switchToHttp().getRequest<FastifyRequest>()),
);
