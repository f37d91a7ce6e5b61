import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');

it('has resolver types that were generated from the schema as it is (npm run codegen)', () => {
  const cli = join(ROOT, 'node_modules/@graphql-codegen/cli/esm/bin.js');
  // --check compares what would be written with what is there, and fails on a difference.
  execFileSync(process.execPath, [cli, '--config', 'codegen.ts', '--check'], { cwd: ROOT, stdio: 'pipe' });
}, 60_000);
