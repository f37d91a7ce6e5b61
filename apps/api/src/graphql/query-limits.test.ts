import { buildSchema, parse, validate } from 'graphql';
import { QUERY_LIMITS, queryLimits } from './query-limits.js';

const schema = buildSchema('type Query { self: Query name: String }');
const refusals = (query: string) => validate(schema, parse(query), [queryLimits]).map(({ message }) => message);
const nested = (depth: number) => `${'{ self '.repeat(depth - 1)}{ name }${' }'.repeat(depth - 1)}`;
const wide = (fields: number) => `{ ${Array.from({ length: fields }, (_, i) => `a${i}: name`).join(' ')} }`;

it('admits an operation at the limit of depth and refuses one beyond', () => {
  expect(refusals(nested(QUERY_LIMITS.depth))).toEqual([]);
  expect(refusals(nested(QUERY_LIMITS.depth + 1))[0]).toContain('nested more than');
});

it('admits as many fields as the limit and refuses one more, aliases counted', () => {
  expect(refusals(wide(QUERY_LIMITS.fields))).toEqual([]);
  expect(refusals(wide(QUERY_LIMITS.fields + 1))[0]).toContain('selects more than');
});

it('counts the fields of a fragment wherever it is spread, and ends on fragments that double each other', () => {
  const doubling = Array.from({ length: 30 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(
    ' ',
  );
  expect(refusals(`{ ...F0 } ${doubling} fragment F30 on Query { name }`)[0]).toContain('selects more than');
});

it('ends on a fragment that spreads itself', () => {
  expect(refusals('{ ...F } fragment F on Query { self { ...F } }')).not.toEqual([]);
});

it('lets introspection be as deep as its tools ask', () => {
  const types = `{ __schema { types { ${'ofType { '.repeat(20)} name ${'} '.repeat(20)} } } }`;
  expect(refusals(types)).toEqual([]);
});
