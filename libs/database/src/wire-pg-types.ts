import pg from 'pg';

const INT8 = 20;

/**
 * Parsers of our own pool: an int8 arrives as bigint, because steps and keys do not fit a double. Prisma brings its own
 * parsers with every query, so it can share the pool.
 */
export const bigintTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text') =>
    oid === INT8 && format !== ('binary' as string) ? BigInt : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};
