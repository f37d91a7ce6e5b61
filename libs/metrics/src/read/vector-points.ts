import type { VectorGroup } from '@graticule/contracts';
import type { RunJournal } from './run-journal.js';

/** The vector of one step: a dense write (or none) and the sparse writes after it, in the order of writing. */
export interface VectorPoint {
  readonly step: bigint;
  /** Of the last write, milliseconds since the epoch. */
  readonly time: number;
  readonly writes: readonly VectorGroup[];
}

/** The cells of a vector, [elements]; NaN where nothing was logged. `present` undefined: every cell was logged. */
export interface Cells {
  readonly values: Float64Array | Float32Array;
  readonly present: Uint8Array | undefined;
}

/** One vector per step in step order, without what a later attempt hides. */
export function canonicalVectors(journal: RunJournal, metric: number): readonly VectorPoint[] {
  const bySteps = new Map<bigint, VectorGroup[]>();
  for (const { attempt, group } of journal.vectorPieces(metric)) {
    const from = journal.hiddenFrom(attempt);
    if (from !== undefined && group.step >= from) continue;
    const writes = bySteps.get(group.step);
    // A dense vector replaces all that was logged at its step.
    if (writes === undefined || group.elements === undefined) bySteps.set(group.step, [group]);
    else writes.push(group);
  }
  return inStepOrder([...bySteps].map(([step, writes]) => ({ step, time: writes.at(-1)?.time ?? 0, writes })));
}

/** Every vector as it was sent, superseded and hidden ones too: by step, and within a step in the order of writing. */
export function historyVectors(journal: RunJournal, metric: number): readonly VectorPoint[] {
  const sent = journal
    .vectorPieces(metric)
    .map(({ group }) => ({ step: group.step, time: group.time, writes: [group] }));
  return inStepOrder(sent);
}

function inStepOrder(points: readonly VectorPoint[]): readonly VectorPoint[] {
  // Sorting is stable: equal steps keep the order of writing.
  return points.toSorted((a, b) => (a.step < b.step ? -1 : a.step > b.step ? 1 : 0));
}

/** Puts the writes of a point together. A single dense vector is returned as it is, not copied. O(elements). */
export function cellsOf(point: VectorPoint, size: number): Cells {
  const only = point.writes[0];
  if (point.writes.length === 1 && only !== undefined && only.elements === undefined) {
    return { values: only.values, present: undefined };
  }
  const values = new Float64Array(size).fill(Number.NaN);
  const present = new Uint8Array(size);
  for (const write of point.writes) {
    if (write.elements === undefined) {
      values.set(write.values);
      present.fill(1);
      continue;
    }
    write.elements.forEach((element, i) => {
      values[element] = write.values[i]!;
      present[element] = 1;
    });
  }
  return { values, present };
}
