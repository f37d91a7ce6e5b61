// Generates the Prisma client when the schema or Prisma changed since last time; otherwise costs nothing.
// Generating needs no schema engine, but the CLI would download one: any existing file named as the engine prevents that.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));

const OUTPUT = 'libs/database/src/generated';
const STAMP = `${OUTPUT}/.schema`;
const schema = readFileSync('prisma/schema.prisma', 'utf8');
const { version } = JSON.parse(readFileSync('node_modules/prisma/package.json', 'utf8'));
const stamp = createHash('sha256').update(`${version}\n${schema}`).digest('hex');

if (!existsSync(STAMP) || readFileSync(STAMP, 'utf8') !== stamp) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['node_modules/prisma/build/index.js', 'generate'], {
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
      CHECKPOINT_DISABLE: '1',
    },
    encoding: 'utf8',
  });
  if (status !== 0) {
    console.error(`${stdout}${stderr}`);
    process.exit(1);
  }
  writeFileSync(STAMP, stamp);
}
