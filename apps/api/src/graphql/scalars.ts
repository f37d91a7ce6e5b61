import { fromWireInteger, fromWireNumber, toWireNumber } from '@graticule/contracts';
import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped, type ValueNode } from 'graphql';

function parseFloat64(value: unknown): number {
  const number = fromWireNumber(value);
  if (number !== undefined) return number;
  throw new GraphQLError(
    `Float64 cannot represent ${JSON.stringify(value)}: a number, "NaN", "Infinity", "-Infinity" or "-0"`,
  );
}

function parseInt64(value: unknown): bigint {
  const integer = fromWireInteger(value);
  if (integer !== undefined) return integer;
  throw new GraphQLError(`Int64 cannot represent ${JSON.stringify(value)}: a 64-bit integer, beyond 2^53 as a string`);
}

function parseDateTime(value: unknown): Date {
  const date = new Date(typeof value === 'string' ? value : NaN);
  if (Number.isNaN(date.getTime()))
    throw new GraphQLError(`DateTime cannot represent ${JSON.stringify(value)}: ISO 8601`);
  return date;
}

const textOf = (node: ValueNode): unknown => ('value' in node ? node.value : node.kind);

/** The descriptions are those of scalars.graphql: a scalar with code would otherwise lose its own. */
export const scalars = {
  Float64: new GraphQLScalarType<number, number | string>({
    name: 'Float64',
    description:
      'An IEEE 754 double. A finite number is a JSON number; `NaN`, `Infinity`, `-Infinity` and `-0` are strings, so that all survive JSON.',
    serialize: (value) => toWireNumber(Number(value)),
    parseValue: parseFloat64,
    parseLiteral: (node) =>
      node.kind === Kind.INT || node.kind === Kind.FLOAT ? Number(node.value) : parseFloat64(textOf(node)),
  }),
  Int64: new GraphQLScalarType<bigint, string>({
    name: 'Int64',
    description: 'A 64-bit integer, as a decimal string.',
    serialize: (value) => String(value),
    parseValue: parseInt64,
    parseLiteral: (node) => parseInt64(textOf(node)),
  }),
  DateTime: new GraphQLScalarType<Date, string>({
    name: 'DateTime',
    description: 'An instant: ISO 8601 in UTC, with milliseconds.',
    serialize: (value) => {
      if (value instanceof Date) return value.toISOString();
      throw new GraphQLError(`DateTime cannot represent ${JSON.stringify(value)}`);
    },
    parseValue: parseDateTime,
    parseLiteral: (node) => parseDateTime(textOf(node)),
  }),
  JSON: new GraphQLScalarType<unknown, unknown>({
    name: 'JSON',
    description: 'Free-form JSON. Used for configurations only.',
    serialize: (value) => value,
    parseValue: (value) => value,
    parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
  }),
};
