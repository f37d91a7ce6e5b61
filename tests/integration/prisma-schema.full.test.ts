import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testDatabaseUrl } from '../support/test-database.js';

const ROOT = join(import.meta.dirname, '../..');

let url: string;

beforeAll(async () => {
  url = await testDatabaseUrl(); // migrated by the runner of the service, not by Prisma
});

/** The CLI of Prisma as a developer calls it, with the engine of tools/schema-engine.mjs. */
function prisma(args: readonly string[], cwd = ROOT) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/prisma/build/index.js'), ...args],
    {
      cwd,
      env: {
        ...process.env,
        DATABASE_URL: url,
        PRISMA_SCHEMA_ENGINE_BINARY: join(ROOT, 'tools/schema-engine.mjs'),
        PRISMA_HIDE_UPDATE_MESSAGE: '1',
        CHECKPOINT_DISABLE: '1',
        CI: '1',
      },
      encoding: 'utf8',
    },
  );
  return { status, said: `${stdout}${stderr}` };
}

it('finds that the runner of the service applied every migration', () => {
  expect(prisma(['migrate', 'status'])).toEqual({ status: 0, said: expect.stringContaining('up to date') });
});

it('finds no difference between the database and the schema, and does not see `store`', () => {
  const diff = prisma([
    'migrate',
    'diff',
    '--from-config-datasource',
    '--to-schema',
    'prisma/schema.prisma',
    '--script',
  ]);
  expect(diff).toEqual({ status: 0, said: expect.stringContaining('This is an empty migration') });
  expect(diff.said).not.toContain('store');
});

it('replays the migrations in a database of its own and proposes no change', () => {
  const args = [
    'migrate',
    'diff',
    '--from-migrations',
    'migrations',
    '--to-schema',
    'prisma/schema.prisma',
    '--exit-code',
  ];
  expect(prisma(args)).toEqual({ status: 0, said: expect.stringContaining('No difference') });
});

it('writes an empty migration when a developer asks `migrate dev` what is missing', () => {
  const copy = mkdtempSync(join(tmpdir(), 'graticule-prisma-'));
  try {
    for (const part of ['prisma', 'migrations', 'prisma.config.ts', 'package.json']) {
      cpSync(join(ROOT, part), join(copy, part), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'));
    const dev = prisma(['migrate', 'dev', '--create-only', '--name', 'probe'], copy);
    expect(dev).toEqual({ status: 0, said: expect.any(String) });
    const known = readdirSync(join(ROOT, 'migrations'));
    const [added = ''] = readdirSync(join(copy, 'migrations')).filter((name) => !known.includes(name));
    expect(readFileSync(join(copy, 'migrations', added, 'migration.sql'), 'utf8').trim()).toBe(
      '-- This is an empty migration.',
    );
  } finally {
    rmSync(copy, { recursive: true });
  }
});
