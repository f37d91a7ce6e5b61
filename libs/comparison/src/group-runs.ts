import { extent, mean, standardDeviation } from '@graticule/numerics';
import type { ComparisonGroup, ComparisonLine, Reading, RunReading } from './compared.js';
import { canonicalJson, configValue } from './config-value.js';

/** The groups in the order of their key's values: numbers by size, everything else by its JSON text. */
export function groupRuns(readings: readonly RunReading[], paths: readonly string[]): readonly ComparisonGroup[] {
  const groups = new Map<string, { readonly values: readonly unknown[]; readonly members: RunReading[] }>();
  for (const reading of readings) {
    const values = paths.map((path) => configValue(reading.run.config, path) ?? null);
    const identity = canonicalJson(values);
    const group = groups.get(identity);
    if (group === undefined) groups.set(identity, { values, members: [reading] });
    else group.members.push(reading);
  }
  return [...groups.values()]
    .toSorted((a, b) => compareKeys(a.values, b.values))
    .map(({ values, members }) => ({
      key: Object.fromEntries(paths.map((path, i) => [path, values[i]])),
      runs: members.map(({ run }) => run.id),
      lines: linesOf(members),
    }));
}

function compareKeys(a: readonly unknown[], b: readonly unknown[]): number {
  for (const [i, left] of a.entries()) {
    const right = b[i];
    if (typeof left === 'number' && typeof right === 'number') {
      if (left !== right) return left - right;
      continue;
    }
    const [before, after] = [canonicalJson(left), canonicalJson(right)];
    if (before !== after) return before < after ? -1 : 1;
  }
  return 0;
}

type Identified = Reading['line'];

function linesOf(members: readonly RunReading[]): readonly ComparisonLine[] {
  const lines = new Map<string, { readonly line: Identified; readonly perRun: ComparisonLine['perRun'][number][] }>();
  for (const { run, readings } of members) {
    for (const { line, value } of readings) {
      // By key, not by index: runs on different versions of an axis meet where they mean the same element.
      const identity = JSON.stringify([line.element?.key ?? null, line.group, line.quantile ?? null]);
      const entry = lines.get(identity) ?? { line, perRun: [] };
      entry.perRun.push({ run: run.id, value });
      lines.set(identity, entry);
    }
  }
  return [...lines.values()].map(({ line, perRun }) => summarise(line, perRun));
}

function summarise(line: Identified, perRun: ComparisonLine['perRun']): ComparisonLine {
  const values = Float64Array.from(perRun, ({ value }) => value);
  const centre = mean(values);
  const n = centre.count;
  const { min, max } = extent(values);
  return {
    element: line.element,
    group: line.group,
    quantile: line.quantile ?? null,
    n,
    mean: n === 0 ? null : centre.value,
    standardDeviation: n < 2 ? null : standardDeviation(values).value,
    min: n === 0 ? null : min,
    max: n === 0 ? null : max,
    perRun,
  };
}
