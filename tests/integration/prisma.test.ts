import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { testDatabaseUrl } from '../support/test-database.js';

const ROOT = join(import.meta.dirname, '../..');

/** Prisma's own CLI, on the engine that needs no download. */
function prisma(url: string, ...options: string[]): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['node_modules/prisma/build/index.js', ...options], {
    cwd: ROOT,
    env: {
      ...process.env,
      DATABASE_URL: url,
      PRISMA_SCHEMA_ENGINE_BINARY: join(ROOT, 'tools/schema-engine.mjs'),
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
    encoding: 'utf8',
  });
  return { status, said: `${stdout}${stderr}` };
}

it('finds a database that our runner migrated up to date', async () => {
  const { status, said } = prisma(await testDatabaseUrl(), 'migrate', 'status');
  expect(said).toContain('Database schema is up to date');
  expect(status).toBe(0);
});

it('proposes no change to it: the schema file, the migrations and the hot tables agree', async () => {
  const url = await testDatabaseUrl();
  const { status, said } = prisma(
    url,
    'migrate',
    'diff',
    '--from-config-datasource',
    '--to-schema',
    'prisma/schema.prisma',
    '--exit-code',
  );
  expect(said).toContain('No difference detected');
  expect(status).toBe(0);
});
