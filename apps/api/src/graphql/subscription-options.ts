import type { FormattedExecutionResult, GraphQLError } from 'graphql';
import type { FormatError } from './format-error.js';

interface Result {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
}

/** graphql-ws writes errors as they are; here they are formatted and masked as over HTTP. */
export function subscriptionOptions(formatError: FormatError) {
  return {
    // oxlint-disable-next-line max-params -- graphql-ws's callback
    onNext: (
      _context: unknown,
      _id: string,
      _payload: unknown,
      _args: unknown,
      { data = null, errors }: Result,
    ): FormattedExecutionResult => ({
      data,
      ...(errors ? { errors: errors.map((error) => formatError(error.toJSON(), error)) } : {}),
    }),
  };
}
