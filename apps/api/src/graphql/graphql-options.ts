import { join } from 'node:path';
import type { Logger } from '@graticule/platform';
import type { ApolloDriverConfig } from '@nestjs/apollo';
import type { Authenticator } from '../access/authenticator.js';
import type { Visible } from '../access/visible.js';
import { graphqlContext } from './context.js';
import { errorFormatter } from './format-error.js';
import { jitPlugin } from './jit.plugin.js';
import type { Sources } from './loaders.js';
import { QUERY_LIMITS, queryLimits } from './query-limits.js';
import { scalars } from './scalars.js';
import { subscriptionOptions } from './subscription-options.js';
import { subscriptionsNeedASocket } from './subscriptions-need-a-socket.plugin.js';

interface Parts {
  readonly authenticator: Authenticator;
  readonly visible: Visible;
  readonly sources: Sources;
  readonly log: Logger;
}

/** How GraphQL is served: the hand-written schema, compiled queries, one guard per field, limits before anything runs. */
export function graphqlOptions(parts: Parts): Omit<ApolloDriverConfig, 'driver'> {
  const formatError = errorFormatter(parts.log);
  return {
    path: '/graphql',
    typePaths: [join(import.meta.dirname, 'schema/*.graphql')],
    resolvers: scalars,
    formatError,
    context: (source: Parameters<typeof graphqlContext>[0]) => graphqlContext(source, parts),
    fieldResolverEnhancers: ['guards'], // without it a field resolver answers whoever reaches its parent
    subscriptions: { 'graphql-ws': subscriptionOptions(formatError, parts.authenticator) },
    plugins: [subscriptionsNeedASocket, jitPlugin(formatError)],
    validationRules: [queryLimits],
    parseOptions: { maxTokens: QUERY_LIMITS.tokens },
    csrfPrevention: true,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    graphiql: false,
  };
}
