// The commands of the README from a bare checkout: install what is missing, generate, build, run. Uses Node alone.
// Everything it says goes to standard error: standard output belongs to the command (`demo --json`).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const [task, ...options] = process.argv.slice(2);

const TASKS = {
  start: () => graticule('up'),
  demo: () => graticule('demo'),
  build: () => undefined,
  test: () => jest({}),
  'test:full': () => jest({ GRATICULE_TEST_FULL: '1' }),
  bench: () => node(['bench/run.mjs', ...options]),
  check: () => run(['types', 'lint', 'format', 'boundaries', 'unused', 'codegen']),
  codegen: () => node(['node_modules/@graphql-codegen/cli/cjs/bin.js', '--config', 'codegen.ts']),
};
const CHECKS = {
  types: ['node_modules/typescript7/bin/tsc', '-p', '.'],
  lint: ['node_modules/oxlint/bin/oxlint', '--deny-warnings'],
  format: ['node_modules/oxfmt/bin/oxfmt', '--check', '.'],
  boundaries: [
    'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
    '--config',
    '.dependency-cruiser.cjs',
    'libs',
    'apps',
    'tests',
  ],
  unused: ['node_modules/knip/bin/knip.js'],
  codegen: ['node_modules/@graphql-codegen/cli/cjs/bin.js', '--config', 'codegen.ts', '--check'],
};

if (!Object.hasOwn(TASKS, task)) fail(`unknown task ${task}; there are ${Object.keys(TASKS).join(', ')}`);
if (!supported(process.versions.node)) fail(`Graticule needs Node.js 20.19 or newer; this is ${process.versions.node}`);
install();
node(['tools/generate-prisma.mjs']);
node(['tools/build.mjs']);
await TASKS[task]();

/** In this very process, so that signals arrive without a relay. */
async function graticule(command) {
  process.argv.splice(1, Infinity, 'graticule', command, ...options);
  process.setSourceMapsEnabled(true);
  await import('../apps/cli/dist/main.js');
}

function jest(environment) {
  Object.assign(process.env, environment);
  node([
    '--experimental-vm-modules',
    '--disable-warning=ExperimentalWarning',
    'node_modules/jest/bin/jest.js',
    ...options,
  ]);
}

/** Every check runs, so that one round shows everything that is wrong. */
function run(names) {
  const failed = names.filter((name) => {
    const started = performance.now();
    const { status } = spawnSync(process.execPath, CHECKS[name], { stdio: 'inherit' });
    console.error(`${status === 0 ? 'ok  ' : 'FAIL'} ${name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
    return status !== 0;
  });
  if (failed.length > 0) fail(`failed: ${failed.join(', ')}`);
}

/**
 * Installs what package-lock.json says, unless node_modules already came from this very file.
 * Not `npm ci`: it refuses a lock that lacks a binary for another platform, and some registries lack those.
 */
function install() {
  const stamp = 'node_modules/.graticule-lock';
  const lock = createHash('sha256').update(readFileSync('package-lock.json')).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  console.error('installing dependencies (first run, or package-lock.json changed)');
  const npm = process.env.npm_execpath; // npm's own script: no npm.cmd, no shell, on any system
  if (!npm) fail('run this through npm: npm start, npm run demo, npm test');
  // 1 and 2 both to standard error, for the sake of --json.
  const { status } = spawnSync(
    process.execPath,
    [npm, 'install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error'],
    { stdio: ['inherit', 2, 2] },
  );
  if (status !== 0) fail('npm install failed; the reason stands above');
  writeFileSync(stamp, lock);
}

function node(args) {
  const { status, signal } = spawnSync(process.execPath, args, { stdio: 'inherit' });
  if (status !== 0) process.exit(signal ? 1 : status);
}

function supported(version) {
  const [major, minor] = version.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
