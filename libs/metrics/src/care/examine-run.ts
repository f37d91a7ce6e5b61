import type { AxisRegistry } from '../dictionary/axis-registry.js';
import { LEVEL, POINTS_PER_ENTRY } from '../store/tile.js';
import { checkJournal } from './check-journal.js';
import { checkScalars } from './check-scalars.js';
import { checkVectors } from './check-vectors.js';
import { summaryDifferences } from './compare-summary.js';
import type { RunRows } from './run-rows.js';
import type { SeriesUnderCheck } from './series-check.js';
import type { SeriesNumbers } from './scalar-scan.js';
import type { Tell } from './store-problem.js';

/** What was looked at in one run. */
export interface RunExamined {
  readonly series: number;
  readonly tiles: number;
  readonly batches: number;
}

/** Tells what is wrong with a run. The rows are read at one instant. */
export async function examineRun(rows: RunRows, axes: AxisRegistry, tell: Tell): Promise<RunExamined> {
  const gate = await rows.gate();
  const levels = await rows.levels();
  const { cuts, series } = await rows.head();
  const tiles = [...levels.values()].reduce((total, of) => [...of.values()].reduce((sum, n) => sum + n, total), 0);
  if (gate === undefined) {
    tell({ kind: 'rows', what: 'has measurements and no row in store.gate' });
    return { series: series.size, tiles, batches: 0 };
  }
  const metrics = [...new Set([...series.keys(), ...levels.keys()])].toSorted((a, b) => a - b);
  for (const metric of await rows.unknown(metrics))
    tell({ kind: 'rows', metric, what: 'the metric is in no dictionary' });
  for (const metric of metrics) {
    const { wrong } = await examineSeries({ rows, metric, row: series.get(metric), gate, cuts, tell }, axes);
    for (const what of wrong) tell({ kind: 'summary', metric, what });
  }
  const batches = await checkJournal(rows, { gate, tell });
  return { series: metrics.length, tiles, batches };
}

interface SummaryExamined {
  /** What the tiles say that the summary is; undefined when they cannot all be read. */
  readonly numbers: SeriesNumbers | undefined;
  /** In what the summary differs. */
  readonly wrong: readonly string[];
}

/** Tells what is wrong with the rows of a series, and answers with what is wrong with its summary. */
export async function examineSeries(series: SeriesUnderCheck, axes: AxisRegistry): Promise<SummaryExamined> {
  const { row, tell, metric } = series;
  if (row?.axisVersion == null) await checkLevels(series);
  const axis = row?.axisVersion == null ? undefined : await axes.byId(row.axisVersion);
  if (row?.axisVersion != null && axis === undefined) {
    tell({ kind: 'rows', metric, what: `is bound to axis version ${row.axisVersion}, which does not exist` });
    return { numbers: undefined, wrong: [] };
  }
  // A grouping that was declared since the version was read may have rows already.
  const examined =
    axis === undefined ? await checkScalars(series) : await checkVectors(series, await axes.refreshed(axis));
  if (examined === undefined) return { numbers: undefined, wrong: [] };
  const { numbers, scale } = examined;
  if (row === undefined) return { numbers, wrong: numbers.n > 0n ? [`${numbers.n} points have no summary`] : [] };
  return { numbers, wrong: summaryDifferences(row, numbers, scale) };
}

async function checkLevels({ rows, metric, tell }: SeriesUnderCheck): Promise<void> {
  for (const level of (await rows.levels()).get(metric)?.keys() ?? [])
    if (level < LEVEL.history || level > POINTS_PER_ENTRY.length)
      tell({ kind: 'rows', metric, level, what: 'there are tiles of a level that a scalar series does not have' });
}
