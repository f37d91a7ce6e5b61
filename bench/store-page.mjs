// Writes the table of docs/benchmarks/store.md from docs/benchmarks/store.json: `node bench/store-page.mjs`.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../docs/benchmarks');
const [BEGIN, END] = ['<!-- table: node bench/store-page.mjs -->', '<!-- end of table -->'];

export function writePage() {
  const { sections } = JSON.parse(readFileSync(join(FOLDER, 'store.json'), 'utf8'));
  const page = join(FOLDER, 'store.md');
  const text = readFileSync(page, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (begin < 0 || end < begin) throw new Error(`${page} has no place for the table`);
  writeFileSync(page, `${text.slice(0, begin)}${BEGIN}\n\n${tableOf(sections)}\n\n${text.slice(end)}`);
}

function tableOf(sections) {
  const rows = Object.values(sections).flatMap(({ figures }) => figures.map(rowOf));
  return [['what', 'reach', 'measured', 'p95', 'limit', '× limit'], Array(6).fill('---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

function rowOf({ title, value, unit, p95, reach, met, limit, ratio, missing }) {
  if (missing !== undefined)
    return [title, '', `not measured: ${missing.replaceAll('|', '/').replaceAll('\n', ' ')}`, '', '', ''];
  const measured = `${format(value)} ${unit}`;
  return [
    title,
    reach ?? '',
    met === false ? `**${measured}**` : measured,
    p95 === undefined ? '' : format(p95),
    limit === undefined ? '' : `${limit.what}: ${format(limit.value)}`,
    ratio === undefined ? '' : ratio.toFixed(2),
  ];
}

function format(value) {
  return Math.abs(value) >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}

if (process.argv[1] === import.meta.filename) writePage();
