import { POINTS_PER_ENTRY } from '../store/tile.js';
import type { StepRange } from './held-tiles.js';
import type { RunView } from './run-view.js';
import { COARSEST, meets, ScalarCount } from './scalar-count.js';
import { beyondPyramid, clipped, hiddenParts, type PatchPlan, patchSpans, readPatch } from './scalar-patch.js';
import { between } from './scalar-points.js';
import { envelope } from './scalar-slice.js';
import type { ScalarSource } from './scalar-source.js';
import type { Answer, ScalarQuestion } from './scalar-question.js';

/**
 * Buckets of a range, from the coarsest level of the pyramid that has an entry for each of them. Late and re-logged points of the tail
 * join the bucket of their step as further points: then the answer says that it is not exact.
 */
export async function readEnvelope(source: ScalarSource, question: ScalarQuestion): Promise<Answer> {
  const { run, metric, range, limit } = question;
  const count = new ScalarCount(source, metric, range);
  let { seen } = question;
  for (let coarsest = COARSEST; ;) {
    const planOf = (view: RunView) => planFor(source, view, { ...question, coarsest });
    seen = await source.settled({
      run,
      metric,
      spansOf: (now) => [...patchSpans(planOf(now)), ...count.spans(now)],
      seen,
    });
    const { view } = seen;
    const plan = planOf(view);
    const patch = readPatch(source, view, plan);
    if (plan.level === 0 || patch.entries.length + patch.points.steps.length >= limit) {
      const exact = patch.entries.length === 0 || !isChanged(source, view, { metric, range });
      return { seen, slice: envelope(patch, { limit, exact, total: count.of(view) }) };
    }
    // Points lie closer here than elsewhere in the series: the next finer level has up to four times as many entries.
    coarsest = plan.level - 1;
  }
}

function planFor(
  source: ScalarSource,
  view: RunView,
  { metric, range, limit, coarsest }: ScalarQuestion & { readonly coarsest: number },
): PatchPlan {
  const row = view.series.get(metric);
  if (row === undefined || !meets(row, range)) return { metric, range, level: 0, pointsIn: [] };
  const fresh = between(source.tail(view, metric), range).steps.length;
  const points = Number(row.n) * shareOf(range, { from: row.firstStep ?? row.lastStep, to: row.lastStep }) + fresh;
  const enough = POINTS_PER_ENTRY.findLastIndex((size) => points / size >= limit) + 1;
  const level = Math.min(enough, coarsest);
  if (level === 0) return { metric, range, level, pointsIn: [range] };
  return { metric, range, level, pointsIn: clipped([...beyondPyramid(row, range), ...hiddenParts(view)], range) };
}

/** How much of `whole` the range covers, 0 … 1. */
function shareOf(range: StepRange, whole: StepRange): number {
  const from = range.from > whole.from ? range.from : whole.from;
  const to = range.to < whole.to ? range.to : whole.to;
  return to < from ? 0 : Number(to - from + 1n) / Number(whole.to - whole.from + 1n);
}

/** Whether entries of the pyramid within the range may no longer be the whole truth. */
function isChanged(
  source: ScalarSource,
  view: RunView,
  { metric, range }: { readonly metric: number; readonly range: StepRange },
): boolean {
  const sealedHi = view.series.get(metric)?.sealedHi ?? null;
  if (sealedHi === null) return false;
  const first = between(source.tail(view, metric), range).steps[0];
  return first !== undefined && first <= sealedHi;
}
