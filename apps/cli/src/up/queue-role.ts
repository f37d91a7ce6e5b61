import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Database } from '@graticule/database';
import { isErrno } from '../is-errno.js';

const ROLE = 'graticule_queue';
const SCHEMA = 'bullmq';

/**
 * The address of the queue in a Postgres of our own, for whoever is to see the queue and nothing else: a role that owns
 * the queue's schema and may read no other table. Idempotent; a queue that was the superuser's becomes the role's.
 */
export async function ensureQueueRole(database: Database, url: string, dataDirectory: string): Promise<string> {
  const password = await keptPassword(join(dataDirectory, 'queue.password'));
  const address = new URL(url);
  await database.transaction(async (client) => {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [ROLE]);
    if (rowCount === 0) await client.query(`CREATE ROLE ${ROLE}`);
    await client.query(`ALTER ROLE ${ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD '${password}'`);
    // CREATE SCHEMA IF NOT EXISTS, with which every client of the queue begins, asks for this even when there is one.
    await client.query(`GRANT CREATE ON DATABASE "${address.pathname.slice(1)}" TO ${ROLE}`);
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${SCHEMA} AUTHORIZATION ${ROLE}`);
    await client.query(HAND_OVER);
  });
  address.username = ROLE;
  address.password = password;
  return address.href;
}

// A sequence that belongs to a column changes hands with its table, and only so.
const HAND_OVER = `
DO $$
DECLARE statement text;
BEGIN
  FOR statement IN
    SELECT format('ALTER SCHEMA %I OWNER TO ${ROLE}', nspname)
    FROM pg_namespace
    WHERE nspname = '${SCHEMA}' AND nspowner <> '${ROLE}'::regrole
    UNION ALL
    SELECT format('ALTER %s %s OWNER TO ${ROLE}', CASE relkind WHEN 'S' THEN 'SEQUENCE' ELSE 'TABLE' END, oid::regclass)
    FROM pg_class
    WHERE relnamespace = '${SCHEMA}'::regnamespace AND relowner <> '${ROLE}'::regrole
      AND relkind IN ('r', 'p', 'v', 'm', 'S')
      AND NOT EXISTS (
        SELECT FROM pg_depend
        WHERE classid = 'pg_class'::regclass AND objid = pg_class.oid AND relkind = 'S' AND deptype IN ('a', 'i')
      )
    UNION ALL
    SELECT format('ALTER ROUTINE %s OWNER TO ${ROLE}', oid::regprocedure)
    FROM pg_proc
    WHERE pronamespace = '${SCHEMA}'::regnamespace AND proowner <> '${ROLE}'::regrole
    UNION ALL
    SELECT format('ALTER TYPE %s OWNER TO ${ROLE}', oid::regtype)
    FROM pg_type
    WHERE typnamespace = '${SCHEMA}'::regnamespace AND typowner <> '${ROLE}'::regrole AND typtype IN ('e', 'd')
  LOOP
    EXECUTE statement;
  END LOOP;
END $$`;

/** Made once and kept, so that whoever knows the address may come back after a restart. */
async function keptPassword(file: string): Promise<string> {
  const known = await readFile(file, 'utf8').catch((error: unknown) => {
    if (isErrno(error, 'ENOENT')) return '';
    throw error;
  });
  // Quoted in a statement as it is: nothing but what was generated here.
  if (/^[\w-]{32}$/.test(known)) return known;
  const password = randomBytes(24).toString('base64url');
  await writeFile(file, password, { mode: 0o600 });
  return password;
}
