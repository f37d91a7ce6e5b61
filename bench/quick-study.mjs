// The quick study of the fair-language-model recipe, nine runs by one worker, from its submission to its verdict.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CLI = join(import.meta.dirname, '../apps/cli/bin/graticule.mjs');

export async function run() {
  const data = mkdtempSync(join(tmpdir(), 'graticule-bench-'));
  const started = performance.now();
  const child = spawn(process.execPath, [CLI, 'demo', '--exit', '--json'], {
    env: { ...process.env, GRATICULE_DATA: data, GRATICULE_PORT: '0' },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const parts = [];
  child.stdout.on('data', (part) => parts.push(part));
  const code = await new Promise((resolve) => child.once('exit', resolve));
  rmSync(data, { recursive: true, force: true });
  if (code !== 0) throw new Error(`the demo ended with ${code}`);
  const { verdict } = JSON.parse(Buffer.concat(parts).toString());
  return {
    'demo of nine runs, with start and stop of everything': { value: (performance.now() - started) / 1000, unit: 's' },
    'assertions that hold': {
      value: verdict.assertions.filter(({ pass }) => pass).length,
      unit: `of ${verdict.assertions.filter(({ bound }) => bound !== null).length}`,
    },
  };
}
