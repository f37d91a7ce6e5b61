import { randomUUID } from 'node:crypto';
import { connectDatabase, type Database } from '@graticule/database';
import pg from 'pg';

/** The address of a private, migrated database, cloned from the template. It goes away with the server. */
export const testDatabaseUrl = (): Promise<string> => createDatabase('TEMPLATE template_graticule STRATEGY FILE_COPY');

/** The address of a database in which nothing is. */
export const emptyDatabaseUrl = (): Promise<string> => createDatabase('');

async function createDatabase(from: string): Promise<string> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(process.env['TEST_POSTGRES'] ?? 'set by start-postgres.ts');
  const admin = new pg.Client({ connectionString: url.href });
  await admin.connect();
  await admin.query(`CREATE DATABASE ${name} ${from}`);
  await admin.end();
  url.pathname = name;
  return url.href;
}

/** A private, migrated database. Close it after the tests of the file. */
export async function testDatabase(): Promise<Database & { readonly url: string }> {
  const url = await testDatabaseUrl();
  return { ...connectDatabase(url, { max: 8, applicationName: 'test' }), url };
}
