// `npm run bench [-- name …]`: runs the named benchmarks (default: all that take under a minute) one after another and
// prints each figure, the limit it is held against where one was measured in the same run, and their ratio.
// Times on shared machines drift: the ratio is what travels. `--write` keeps the result in docs/benchmarks/main.json.
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

const BENCHES = {
  startup: () => import('./startup.mjs'),
  ingest: () => import('./ingest.mjs'),
  'lm-step': () => import('./lm-step-figures.mjs'),
  'quick-study': () => import('./quick-study.mjs'),
};

const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const named = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = named.filter((name) => !Object.hasOwn(BENCHES, name));
if (unknown.length > 0) {
  console.error(`unknown benchmark ${unknown.join(', ')}; there are ${Object.keys(BENCHES).join(', ')}`);
  process.exit(2);
}

const results = {};
for (const name of named.length > 0 ? named : Object.keys(BENCHES)) {
  const { run } = await BENCHES[name]();
  results[name] = await run();
  print(name, results[name]);
}
if (flags.includes('--write')) {
  const machine = {
    cpus: cpus().length,
    model: cpus()[0].model,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
  };
  mkdirSync('docs/benchmarks', { recursive: true });
  writeFileSync(
    'docs/benchmarks/main.json',
    `${JSON.stringify({ measuredAt: new Date().toISOString(), machine, results }, null, 2)}\n`,
  );
}

/** A figure is { value, unit, reach?, limit?, ratio? }. */
function print(name, figures) {
  console.log(`\n${name}`);
  for (const [title, { value, unit, reach, ratio }] of Object.entries(figures)) {
    const against = [reach && `reach ${reach}`, ratio !== undefined && `${ratio.toFixed(2)} × limit`]
      .filter(Boolean)
      .join(', ');
    console.log(`  ${title.padEnd(52)} ${format(value).padStart(10)} ${unit}${against ? `   (${against})` : ''}`);
  }
}

function format(value) {
  return value >= 1000 ? Math.round(value).toLocaleString('en') : value.toPrecision(3);
}
