import { type Problem, type ProblemCode, type ProblemItem, PROBLEMS } from '@graticule/contracts';
import { isUnavailable } from '@graticule/database';
import { AppError } from '@graticule/platform';
import { HttpException } from '@nestjs/common';
import { isUnstorable } from './is-unstorable.js';

/** What the HTTP layer itself refuses, by Fastify's own codes. */
const BY_FASTIFY_CODE: Readonly<Record<string, ProblemCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'BATCH_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
};
const BY_STATUS: Readonly<Record<number, ProblemCode>> = {
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  413: 'BATCH_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  429: 'BUSY',
};

/** Every failure as one of our problems. What nobody foresaw becomes INTERNAL and keeps its cause for the log. */
export function asAppError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isUnavailable(error)) {
    return new AppError('STORE_UNAVAILABLE', 'The database cannot be reached.', { cause: error, retryAfterSeconds: 1 });
  }
  if (isUnstorable(error)) {
    return new AppError('INVALID', 'The request contains text or a number that cannot be stored.', { cause: error });
  }
  const { status, code, message } = transportFailure(error);
  const byCode = code === undefined ? undefined : BY_FASTIFY_CODE[code];
  if (byCode !== undefined) return new AppError(byCode, message, { cause: error });
  if (status >= 400 && status < 500) {
    return new AppError(BY_STATUS[status] ?? 'MALFORMED_BODY', message, { cause: error });
  }
  return new AppError('INTERNAL', 'The request failed for a reason of ours.', { cause: error });
}

function transportFailure(error: unknown): { status: number; code: string | undefined; message: string } {
  if (error instanceof HttpException) return { status: error.getStatus(), code: undefined, message: error.message };
  if (!(error instanceof Error)) return { status: 500, code: undefined, message: '' };
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  return { status, code, message: error.message };
}

/** The document of RFC 9457 for a problem. */
export function problemOf(error: AppError, requestId: string): Problem {
  const [status, action] = PROBLEMS[error.code];
  return {
    type: `urn:graticule:problem:${error.code}`,
    title: error.code,
    status,
    code: error.code,
    detail: error.message,
    action,
    requestId,
    ...(error.errors.length > 0 ? { errors: error.errors } : {}),
    ...error.extensions,
  };
}

/** A JSON pointer (RFC 6901) to a place in the body. */
export function pointerTo(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** 422 for a request that is well formed and wrong: every offending item, and nothing of it stored. */
export function invalid(what: string, errors: readonly ProblemItem[]): AppError {
  const first = errors[0];
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new AppError('INVALID', first ? `${what}: ${first.pointer} ${first.detail}${more}` : what, { errors });
}

/** 404: unknown, or another team's; the two are one answer. */
export function notFound(what: string): AppError {
  return new AppError('NOT_FOUND', `There is no such ${what}.`);
}
