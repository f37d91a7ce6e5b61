import { splitByCuts } from '../fold/hidden.js';
import { writtenPoints } from '../fold/written-points.js';
import { joinPoints, pickPoints } from '../tiles/merge-points.js';
import type { AttemptPoints } from '../tiles/points.js';
import type { RunJournal } from './run-journal.js';
import { orderBySteps, stepsAsDoubles } from './step-order.js';

/** All that was ever written of a series, within a range. */
export interface WrittenParts {
  /** Points that had ceased to count when they were folded, in the order in which they did. */
  readonly ceased: AttemptPoints;
  /** The canonical points of what is folded. */
  readonly folded: AttemptPoints;
  readonly journal: RunJournal;
  readonly metric: number;
}

/**
 * Every point ever written, superseded and hidden ones too: by step; within a step first those that no longer count, in the order in
 * which they ceased to, and the one that counts last. Points that are identical in attempt, step, time and value are one point, whoever
 * sent them. O(n log n).
 */
export function historyPoints({ ceased, folded, journal, metric }: WrittenParts): AttemptPoints {
  const all = joinPoints([ceased, folded, writtenPoints(journal.scalarPieces(metric))]);
  const split = splitByCuts(all, journal.cuts);
  const isHidden = new Uint8Array(all.steps.length);
  if (split !== undefined) for (const at of split.hidden) isHidden[at] = 1;
  const mayCount = (at: number) => at >= ceased.steps.length && isHidden[at] === 0;
  const order = orderBySteps(all.steps, stepsAsDoubles(all.steps));
  const identityAt = identities(all);
  const result = new Uint32Array(order.length);
  let n = 0;
  for (let begin = 0; begin < order.length;) {
    let end = begin + 1;
    while (end < order.length && all.steps[order[end]!] === all.steps[order[begin]!]) end++;
    const writes = order.subarray(begin, end);
    for (const at of writes.length === 1 ? writes : distinct(writes, writes.findLast(mayCount), identityAt))
      result[n++] = at;
    begin = end;
  }
  return pickPoints(all, result.subarray(0, n));
}

/** Of one step. `counts`: the write that counts. */
function distinct(writes: Uint32Array, counts: number | undefined, identityAt: (at: number) => string): number[] {
  const seen = new Set(counts === undefined ? [] : [identityAt(counts)]);
  const kept: number[] = [];
  for (const at of writes) {
    const identity = identityAt(at);
    if (!seen.has(identity)) kept.push(at);
    seen.add(identity);
  }
  return counts === undefined ? kept : [...kept, counts];
}

function identities({ attempts, times, values }: AttemptPoints): (at: number) => string {
  return (at) => `${attempts[at]} ${times[at]} ${Object.is(values[at], -0) ? '-0' : values[at]}`;
}
