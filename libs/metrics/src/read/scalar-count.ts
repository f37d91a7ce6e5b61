import type { SeriesRow } from '../store/tile.js';
import type { TileSpan } from '../store/tile-store.js';
import type { StepRange } from './held-tiles.js';
import type { RunView } from './run-view.js';
import { beyondPyramid, changedBy, clipped, type PatchPlan, patchSpans, readPatch } from './scalar-patch.js';
import { between } from './scalar-points.js';
import type { ScalarSource } from './scalar-source.js';

/** The coarsest level: an entry for each whole tile. */
export const COARSEST = 5;

/**
 * How many points of a series count within a range, exactly. For a whole series that only goes on the row knows it and nothing
 * is read; else whole tiles are counted by their entries, and points are read where a tile is cut or was changed.
 */
export class ScalarCount {
  constructor(
    private readonly source: ScalarSource,
    private readonly metric: number,
    private readonly range: StepRange,
  ) {}

  spans(view: RunView): TileSpan[] {
    const plan = this.plan(view);
    return plan === undefined ? [] : patchSpans(plan);
  }

  of(view: RunView): number {
    const plan = this.plan(view);
    const row = view.series.get(this.metric);
    if (plan === undefined) {
      const fresh = between(this.source.tail(view, this.metric), this.range).steps.length;
      return row !== undefined && meets(row, this.range) ? Number(row.n) + fresh : fresh;
    }
    const { points, entries } = readPatch(this.source, view, plan);
    return entries.counts.reduce((sum, count) => sum + count, points.steps.length);
  }

  /** Undefined where the row and the tail are enough. */
  private plan(view: RunView): PatchPlan | undefined {
    const { metric, range } = this;
    const row = view.series.get(metric);
    if (row === undefined || !meets(row, range)) return undefined;
    const tail = between(this.source.tail(view, metric), range);
    const changed = clipped(changedBy(row, tail, view), foldedPart(row, range));
    if (isWhole(row, range) && changed.length === 0) return undefined;
    return { metric, range, level: COARSEST, pointsIn: clipped([...beyondPyramid(row, range), ...changed], range) };
  }
}

/** Whether there may be folded points within the range. */
export function meets({ n, firstStep, lastStep }: SeriesRow, { from, to }: StepRange): boolean {
  return n > 0n && firstStep !== null && from <= lastStep && to >= firstStep;
}

function isWhole({ firstStep, lastStep }: SeriesRow, { from, to }: StepRange): boolean {
  return firstStep !== null && from <= firstStep && to >= lastStep;
}

function foldedPart({ lastStep }: SeriesRow, { from, to }: StepRange): StepRange {
  return { from, to: to < lastStep ? to : lastStep };
}
