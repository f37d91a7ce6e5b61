// `npm run bench [-- name …]`: runs the named benchmarks (default: all but the store's, which takes minutes) one after another
// and prints each figure, the limit it is held against where one was measured in the same run, and their ratio.
// Times on shared machines drift: the ratio is what travels. `--write` keeps the result in docs/benchmarks/main.json;
// `store` keeps its own, see store.mjs for its options.
import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { machine } from './machine.mjs';

const BENCHES = {
  startup: () => import('./startup.mjs'),
  ingest: () => import('./ingest.mjs'),
  'lm-step': () => import('./lm-step-figures.mjs'),
  'quick-study': () => import('./quick-study.mjs'),
  store: () => import('./store.mjs'),
};
const BY_DEFAULT = Object.keys(BENCHES).filter((name) => name !== 'store');

const { values: options, positionals: named } = parseArgs({
  allowPositionals: true,
  options: { write: { type: 'boolean' }, quick: { type: 'boolean' }, only: { type: 'string' } },
});
const unknown = named.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`unknown benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}

const results = {};
for (const name of named.length > 0 ? named : BY_DEFAULT) {
  const { run } = await BENCHES[name]();
  results[name] = await run(options);
  print(name, results[name]);
}
if (options.write) {
  mkdirSync('docs/benchmarks', { recursive: true });
  writeFileSync(
    'docs/benchmarks/main.json',
    `${JSON.stringify({ measuredAt: new Date().toISOString(), machine: machine(), results }, null, 2)}\n`,
  );
}

/** A figure is { value, unit, p95?, reach?, limit?: { what, value }, ratio? }, or { missing } with the reason. */
function print(name, figures) {
  console.log(`\n${name}`);
  for (const [title, figure] of Object.entries(figures)) console.log(`  ${title.padEnd(64)} ${written(figure)}`);
}

function written({ value, unit, p95, reach, limit, ratio, missing }) {
  if (missing !== undefined) {
    process.exitCode = 1;
    return `not measured: ${missing}`;
  }
  const beside = [
    p95 !== undefined && `p95 ${format(p95)}`,
    reach && `reach ${reach}`,
    ratio !== undefined && `${ratio.toFixed(2)} × ${limit ? `${limit.what}, ${format(limit.value)}` : 'limit'}`,
  ].filter(Boolean);
  return `${format(value).padStart(10)} ${unit}${beside.length > 0 ? `   (${beside.join('; ')})` : ''}`;
}

function format(value) {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
