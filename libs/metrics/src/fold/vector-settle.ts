import { overlaid, supersedes } from '../tiles/vector-overlay.js';
import type { HistoryVector, StoredVector } from '../tiles/vector-open.js';

export interface SettledVectors {
  /** One vector per step, in step order. */
  readonly kept: readonly StoredVector[];
  /** What ceased to count, in that order. */
  readonly lost: readonly HistoryVector[];
}

/** Vectors are folded without their writers. */
const FOLDED = 0n;

/** What counts after these writes, none of which a cut hides. before: folded, one per step; writes: in write order. O(cells). */
export function settle(
  before: readonly StoredVector[],
  writes: readonly HistoryVector[],
  size: number,
): SettledVectors {
  const bySteps = new Map<bigint, HistoryVector>(
    before.map((vector) => [vector.group.step, { ...vector, writer: FOLDED }]),
  );
  const lost: HistoryVector[] = [];
  for (const write of writes) {
    const { step } = write.group;
    const earlier = bySteps.get(step);
    if (earlier === undefined) bySteps.set(step, write);
    else {
      if (supersedes(earlier, write)) lost.push(earlier);
      bySteps.set(step, { ...write, group: overlaid(earlier.group, write.group, size) });
    }
  }
  return { kept: [...bySteps.values()].toSorted(byStep), lost };
}

function byStep(a: StoredVector, b: StoredVector): number {
  return a.group.step < b.group.step ? -1 : a.group.step > b.group.step ? 1 : 0;
}
