import { AppError } from '@graticule/platform';
import {
  type DocumentNode,
  type FormattedExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import type { Authenticator } from '../access/authenticator.js';
import type { FormatError } from './format-error.js';
import { QUERY_LIMITS, queryLimits } from './query-limits.js';

/*
 * A socket serves subscriptions and nothing else, within the limits that hold over HTTP. graphql-ws does not know Apollo's
 * rules, so parsing and validation are done here: `onSubscribe` answers with errors, or with nothing and the operation
 * goes on to be parsed and validated by the standard rules.
 *
 * A socket without a live key is acknowledged and closed a little later: a refused handshake could not say what was
 * wrong, whereas a refused operation carries the problem's code and action.
 */

/** At most so many subscriptions on one socket at a time. */
const OPERATIONS_PER_SOCKET = 50;
const UNAUTHORIZED = 4401;
const FAREWELL_MS = 3_000;

interface Result {
  readonly data?: Record<string, unknown> | null | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
}

interface Connection {
  readonly connectionParams?: Readonly<Record<string, unknown>> | undefined;
  readonly subscriptions: Readonly<Record<string, unknown>>;
  readonly extra: unknown;
}

interface Asked {
  readonly query: string;
  readonly operationName?: string | null | undefined;
}

/** The hooks of graphql-ws. It writes errors as they are; here they are formatted and masked as over HTTP. */
export function subscriptionOptions(formatError: FormatError, authenticator: Authenticator) {
  const formatted = (errors: readonly GraphQLError[]): GraphQLFormattedError[] =>
    errors.map((error) => formatError(error.toJSON(), error));
  return {
    onConnect: async ({ connectionParams, extra }: Connection): Promise<boolean> => {
      if (await isWithoutKey(authenticator, connectionParams)) {
        setTimeout(() => closeSocket(extra), FAREWELL_MS).unref();
      }
      return true;
    },
    onSubscribe: ({ subscriptions }: Connection, _id: string, asked: Asked): readonly GraphQLError[] | undefined =>
      Object.keys(subscriptions).length > OPERATIONS_PER_SOCKET ? [tooMany()] : refusalsOf(asked),
    validate: (schema: GraphQLSchema, document: DocumentNode): readonly GraphQLError[] =>
      validate(schema, document, [...specifiedRules, queryLimits]),
    onError: (_connection: unknown, _id: string, _asked: unknown, errors: readonly GraphQLError[]) => formatted(errors),
    // oxlint-disable-next-line max-params -- graphql-ws's callback
    onNext: (
      _connection: unknown,
      _id: string,
      _payload: unknown,
      _args: unknown,
      { data = null, errors }: Result,
    ): FormattedExecutionResult => ({ data, ...(errors ? { errors: formatted(errors) } : {}) }),
  };
}

/** False also while that cannot be found out: the operation will answer with the reason. */
function isWithoutKey(authenticator: Authenticator, params: Connection['connectionParams']): Promise<boolean> {
  return authenticator.principalOf(params?.['authorization']).then(
    (principal) => principal?.kind !== 'key',
    () => false,
  );
}

/** `extra` is what graphql-ws keeps of the connection: its socket among others. */
function closeSocket(extra: unknown): void {
  if (typeof extra !== 'object' || extra === null || !('socket' in extra)) return;
  const { socket } = extra;
  if (typeof socket !== 'object' || socket === null || !('close' in socket)) return;
  if (typeof socket.close === 'function') socket.close(UNAUTHORIZED, 'UNAUTHENTICATED');
}

/** What keeps a document from being served over a socket, before the schema is asked. */
function refusalsOf({ query, operationName }: Asked): readonly GraphQLError[] | undefined {
  const document = parsed(query);
  if (document instanceof GraphQLError) return [document];
  const operation = getOperationAST(document, operationName)?.operation;
  return operation === undefined || operation === OperationTypeNode.SUBSCRIPTION ? undefined : [notHere(operation)];
}

function parsed(query: string): DocumentNode | GraphQLError {
  try {
    return parse(query, { maxTokens: QUERY_LIMITS.tokens });
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    return new GraphQLError(error.message, { source: error.source, positions: error.positions, ...PARSE_FAILED });
  }
}

const PARSE_FAILED = { extensions: { code: 'GRAPHQL_PARSE_FAILED' } };

function notHere(operation: string): GraphQLError {
  return new GraphQLError(`A socket serves subscriptions; send a ${operation} to POST /graphql.`, {
    extensions: { code: 'BAD_REQUEST' },
  });
}

function tooMany(): GraphQLError {
  const detail = `A socket carries at most ${OPERATIONS_PER_SOCKET} subscriptions at a time.`;
  return new GraphQLError(detail, {
    originalError: new AppError('BUSY', detail, { extensions: { limit: OPERATIONS_PER_SOCKET } }),
  });
}
