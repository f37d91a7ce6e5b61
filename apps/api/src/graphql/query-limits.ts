import {
  type ASTNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLError,
  Kind,
  type SelectionSetNode,
  type ValidationContext,
} from 'graphql';

/** Limits on the shape of an operation, checked before anything runs. Introspection counts as one field. */
export const QUERY_LIMITS = { depth: 12, fields: 500, tokens: 4_000 } as const;

/**
 * A validation rule: refuses an operation that is nested too deeply, or selects too many fields once its fragments are
 * spread and its aliases counted. Stops counting at the limit, so that fragments of fragments cannot make it expensive.
 */
export function queryLimits(context: ValidationContext) {
  return {
    OperationDefinition(node: { selectionSet: SelectionSetNode }) {
      const count = { fields: 0, deepest: 0 };
      measure(node.selectionSet, 1, count, context);
      if (count.deepest > QUERY_LIMITS.depth) {
        context.reportError(tooMuch(`is nested more than ${QUERY_LIMITS.depth} fields deep`, node));
      }
      if (count.fields > QUERY_LIMITS.fields) {
        context.reportError(tooMuch(`selects more than ${QUERY_LIMITS.fields} fields`, node));
      }
    },
  };
}

function tooMuch(what: string, node: object): GraphQLError {
  return new GraphQLError(`The operation ${what}; ask in several operations.`, {
    nodes: isNode(node) ? node : null,
    extensions: { code: 'OPERATION_TOO_LARGE' },
  });
}

const isNode = (node: object): node is ASTNode => 'kind' in node;

interface Count {
  fields: number;
  deepest: number;
}

function measure(selections: SelectionSetNode, depth: number, count: Count, context: ValidationContext): void {
  for (const selection of selections.selections) {
    if (count.fields > QUERY_LIMITS.fields || count.deepest > QUERY_LIMITS.depth) return;
    if (selection.kind === Kind.FIELD) measureField(selection, depth, count, context);
    else {
      const inside: SelectionSetNode | undefined =
        selection.kind === Kind.INLINE_FRAGMENT
          ? selection.selectionSet
          : fragmentOf(context, selection.name.value)?.selectionSet;
      count.fields += 1; // so that fragments that spread each other end here, whatever other rules say of them
      if (inside) measure(inside, depth, count, context);
    }
  }
}

function measureField(field: FieldNode, depth: number, count: Count, context: ValidationContext): void {
  count.fields += 1;
  if (field.name.value === '__schema' || field.name.value === '__type') return;
  count.deepest = Math.max(count.deepest, depth);
  if (field.selectionSet) measure(field.selectionSet, depth + 1, count, context);
}

function fragmentOf(context: ValidationContext, name: string): FragmentDefinitionNode | undefined {
  return context.getFragment(name) ?? undefined;
}
