import { type ApolloServerPlugin, type GraphQLResponse, HeaderMap } from '@apollo/server';
import {
  type DocumentNode,
  getNamedType,
  type GraphQLInputType,
  type GraphQLSchema,
  isInputObjectType,
  isInputType,
  type OperationDefinitionNode,
  typeFromAST,
} from 'graphql';
import { type CompiledQuery, compileQuery, isCompiledQuery } from 'graphql-jit';
import type { FormatError } from './format-error.js';

/**
 * Compiles each document once (graphql-jit). Three kinds of variable stay with graphql-js, because jit 0.8.9 does not
 * enforce @oneOf, accepts no NaN from a scalar, and takes minutes over an input type that contains itself. Apollo does not format the errors of this path, so it is done here.
 */
export function jitPlugin(formatError: FormatError): ApolloServerPlugin {
  const compiled = new WeakMap<OperationDefinitionNode, CompiledQuery | 'leave'>(); // by operation: a document may hold several

  function compile(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode) {
    const known = compiled.get(operation);
    if (known) return known;
    const query = variableTypes(schema, operation).some((type) => unsafe(type))
      ? undefined
      : compileQuery(schema, document, operation.name?.value);
    const outcome = query && isCompiledQuery(query) ? query : 'leave';
    compiled.set(operation, outcome);
    return outcome;
  }

  return {
    async requestDidStart() {
      return {
        async responseForOperation({
          schema,
          document,
          operation,
          contextValue,
          request,
        }): Promise<GraphQLResponse | null> {
          if (operation === undefined) return null; // unknown or not named: graphql-js says so
          const query = compile(schema, document, operation);
          if (query === 'leave') return null;
          const { data, errors } = await query.query({}, contextValue, request.variables ?? {});
          const singleResult = {
            ...(data === undefined ? {} : { data }),
            ...(errors ? { errors: errors.map((error) => formatError(error.toJSON(), error)) } : {}),
          };
          return { http: { headers: new HeaderMap() }, body: { kind: 'single', singleResult } };
        },
      };
    },
  };
}

function variableTypes(schema: GraphQLSchema, operation: OperationDefinitionNode): GraphQLInputType[] {
  return (operation.variableDefinitions ?? []).flatMap(({ type }) => {
    const known = typeFromAST(schema, type);
    return isInputType(known) ? [known] : [];
  });
}

/** `within`: the types on the way here. A type that contains itself is left out because jit takes minutes to compile one. */
function unsafe(type: GraphQLInputType, within: readonly unknown[] = []): boolean {
  const named = getNamedType(type);
  if (within.includes(named)) return true;
  if (!isInputObjectType(named)) return named.name === 'Float64';
  return named.isOneOf || Object.values(named.getFields()).some((field) => unsafe(field.type, [...within, named]));
}
