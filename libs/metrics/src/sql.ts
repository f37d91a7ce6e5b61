import { statementsIn } from '@graticule/database/postgres';

/** The statement in `sql/<name>.sql`. */
export const sql = statementsIn(new URL('./sql/', import.meta.url), 'metrics');
