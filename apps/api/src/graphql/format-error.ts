import { isNativeError } from 'node:util/types';
import { type ProblemCode, PROBLEMS } from '@graticule/contracts';
import { AppError, type Logger } from '@graticule/platform';
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { asAppError } from '../http/problem.js';

export type FormatError = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/**
 * Refusals get the code and the action of the table of problems, accidents get silence and a line in the log. Apollo
 * calls it; the jit plugin and the subscriptions call it for their own results.
 */
export function errorFormatter(log: Logger): FormatError {
  return (formatted, error) => {
    const cause = error instanceof Error && 'originalError' in error ? error.originalError : undefined;
    if (cause instanceof GraphQLError || !isNativeError(cause)) {
      const own = cause instanceof GraphQLError ? cause.extensions['code'] : undefined; // Apollo writes its own over the code of a validation rule
      return withExtensions(formatted, { code: own ?? formatted.extensions?.['code'] ?? 'BAD_USER_INPUT' });
    }
    const known = asAppError(cause);
    if (known.status >= 500) log.error({ err: known, path: formatted.path }, 'a GraphQL field failed');
    return withExtensions({ ...formatted, message: known.message }, detailsOf(known));
  };
}

function detailsOf(error: AppError): Record<string, unknown> {
  const code: ProblemCode = error.code;
  return {
    ...error.extensions,
    code,
    action: PROBLEMS[code][1],
    ...(error.errors.length > 0 ? { errors: error.errors } : {}),
  };
}

function withExtensions(formatted: GraphQLFormattedError, extensions: Record<string, unknown>): GraphQLFormattedError {
  const { message, locations, path } = formatted;
  return { message, ...(locations ? { locations } : {}), ...(path ? { path } : {}), extensions };
}
