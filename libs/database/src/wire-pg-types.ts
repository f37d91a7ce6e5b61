import pg from 'pg';

const INT8 = 20;
const builtIn: (oid: number, format?: 'text') => unknown = pg.types.getTypeParser;

/**
 * Parsers of our own pool: an int8 arrives as bigint, because steps and keys do not fit a double. Prisma brings its own
 * parsers with every query, so it can share the pool.
 */
export const bigintTypes = {
  getTypeParser: (oid: number, format?: 'text') => (oid === INT8 ? BigInt : builtIn(oid, format)),
} as pg.CustomTypesConfig;
