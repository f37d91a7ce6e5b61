// `npm run bench -- store`: what the metric store costs and how fast it answers, every figure beside a limit of the machine
// that was measured in the same run. It takes several minutes and keeps its figures in docs/benchmarks/store.json, section by
// section; `--only <section>` renews one of them; `--quick` runs the same code on less data and keeps nothing.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { machine } from './machine.mjs';
import { runTable } from './run-table.mjs';
import { charts } from './store-charts.mjs';
import { Figures } from './store-figures.mjs';
import { append, http } from './store-ingest.mjs';
import { withStore } from './store-lab.mjs';
import { writePage } from './store-page.mjs';
import { sustained } from './store-sustained.mjs';
import { deciles, layers, tokens } from './store-vectors.mjs';

/** Each gets { scale: 'full' | 'quick', figures, note } and has a server of its own. In the order of the page. */
const SECTIONS = { append, http, sustained, charts, tokens, layers, deciles, 'run-table': runTable };
const KEPT = join(import.meta.dirname, '../docs/benchmarks/store.json');

export async function run({ only, quick }) {
  const names = only === undefined ? Object.keys(SECTIONS) : [only];
  if (!names.every((name) => Object.hasOwn(SECTIONS, name)))
    throw new Error(`there is no section “${only}”; there are ${Object.keys(SECTIONS).join(', ')}`);
  const all = {};
  const on = quick ? undefined : { ...machine(), postgres: await withStore(postgresVersion) };
  for (const name of names) {
    const figures = await measured(name, quick ? 'quick' : 'full');
    if (on !== undefined) keep(on, name, figures);
    for (const { title, ...figure } of figures) all[title] = quick ? unjudged(figure) : figure;
  }
  return all;
}

/** What was promised holds for the whole of the data. */
const unjudged = ({ reach: _reach, met: _met, ...figure }) => figure;

async function measured(name, scale) {
  const started = performance.now();
  const note = (text) =>
    console.error(`${name.padEnd(9)} ${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${text}`);
  const figures = new Figures(note);
  try {
    await SECTIONS[name]({ scale, figures, note });
  } catch (error) {
    figures.miss(`section “${name}”`, error);
  }
  return figures.list;
}

async function postgresVersion({ pool }) {
  const { rows } = await pool.query('SHOW server_version');
  return rows[0].server_version;
}

/** At once, so that a run which is cut short keeps what it has. What another machine or version measured does not stay beside it. */
function keep(on, name, figures) {
  const before = existsSync(KEPT) ? JSON.parse(readFileSync(KEPT, 'utf8')) : {};
  const others = JSON.stringify(before.machine) === JSON.stringify(on) ? before.sections : {};
  const unordered = { ...others, [name]: { measuredAt: new Date().toISOString(), figures } };
  const sections = Object.fromEntries(
    Object.keys(SECTIONS)
      .filter((section) => Object.hasOwn(unordered, section))
      .map((section) => [section, unordered[section]]),
  );
  writeFileSync(KEPT, `${JSON.stringify({ machine: on, sections }, null, 2)}\n`);
  writePage();
}
