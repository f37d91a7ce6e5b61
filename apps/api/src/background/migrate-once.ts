import { connectDatabase, migrate } from '@graticule/database';
import { MIGRATIONS } from './migrations.js';

/** Brings the database up to date before the service connects. Several replicas at once wait for each other. */
export async function migrateOnce(databaseUrl: string): Promise<void> {
  const database = connectDatabase(databaseUrl, { max: 1, applicationName: 'graticule-migrate' });
  try {
    await migrate(database.pool, MIGRATIONS);
  } finally {
    await database.close();
  }
}
