export { connectDatabase, type Database } from './connect-database.js';
export { EmbeddedPostgres, type EmbeddedPostgresOptions } from './embedded/embedded-postgres.js';
export { isUnavailable } from './is-unavailable.js';
export { migrate, pendingMigrations } from './migrate.js';
export { type Statement, statementsIn } from './statements.js';
