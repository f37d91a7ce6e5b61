import type { VectorGroup } from '@graticule/contracts';
import { isHidden, type ColumnVector, type VectorSeries } from './vector-series.js';
import { inStepOrder, pointOf, type VectorTimeline, weave, type Woven } from './vector-timeline.js';

interface Writes {
  /** Of the last one. */
  attempt: number;
  readonly groups: VectorGroup[];
  /** A dense write stands below all others: nothing stored shows through. */
  readonly isWhole: boolean;
}

/**
 * One vector per step. Of the tail a dense write replaces what is stored at its step and a sparse one lies over it; what a later
 * attempt hides is left out, of the tail and of what is folded.
 */
export function canonicalTimeline(series: VectorSeries): VectorTimeline {
  const bySteps = new Map<bigint, Writes>();
  for (const { attempt, group } of series.open) {
    // What is open shares its step with no column.
    if (!isHidden(series, attempt, group.step)) bySteps.set(group.step, { attempt, groups: [group], isWhole: true });
  }
  for (const { attempt, group } of series.tail) {
    if (isHidden(series, attempt, group.step)) continue;
    const before = bySteps.get(group.step);
    if (group.elements === undefined) bySteps.set(group.step, { attempt, groups: [group], isWhole: true });
    else if (before === undefined) bySteps.set(group.step, { attempt, groups: [group], isWhole: false });
    else {
      before.groups.push(group);
      before.attempt = attempt;
    }
  }
  const woven = [...bySteps].map(([step, { isWhole, groups, attempt }]): Woven => ({
    step,
    items: (stored) => [pointOf({ attempt, writes: groups }, isWhole ? undefined : stored)],
  }));
  return weave(series.columns, inStepOrder(woven), visibility(series));
}

function visibility(series: VectorSeries): ((stored: ColumnVector) => boolean) | undefined {
  if (series.folded === 'clean') return undefined;
  return ({ column, position }) => !isHidden(series, column.attempts[position]!, column.steps[position]!);
}
