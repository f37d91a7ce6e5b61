import type { VectorGroup } from '@graticule/contracts';
import { mean } from '@graticule/numerics';
import type { ScalarPoints } from './scalar-points.js';
import type { SeriesSummary } from './series-summary.js';
import type { VectorPoint } from './vector-points.js';

/** The exact summary of canonical points. O(n). */
export function summariseScalars({ steps, values }: ScalarPoints): SeriesSummary {
  let firstNonFinite = -1;
  let argmin = -1;
  let argmax = -1;
  let nonFinite = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!Number.isFinite(value)) {
      nonFinite++;
      if (firstNonFinite < 0) firstNonFinite = i;
      if (Number.isNaN(value)) continue;
    }
    if (argmin < 0 || value < values[argmin]!) argmin = i;
    if (argmax < 0 || value > values[argmax]!) argmax = i;
  }
  const finite = nonFinite === 0 ? values : values.filter(Number.isFinite);
  return {
    ...summariseSteps(steps),
    nonFinite: BigInt(nonFinite),
    firstNonFiniteStep: steps[firstNonFinite] ?? null,
    first: values[0] ?? null,
    last: values.at(-1) ?? null,
    min: values[argmin] ?? null,
    minStep: steps[argmin] ?? null,
    max: values[argmax] ?? null,
    maxStep: steps[argmax] ?? null,
    mean: finite.length === 0 ? null : mean(finite).value,
  };
}

/** The summary of canonical vectors: steps, and how many of their logged cells are not finite. O(vectors) once each was counted. */
export function summariseVectors(points: readonly VectorPoint[]): SeriesSummary {
  const wild = points.map(nonFiniteCells);
  return {
    ...summariseSteps(BigInt64Array.from(points, (point) => point.step)),
    nonFinite: BigInt(wild.reduce((total, cells) => total + cells, 0)),
    firstNonFiniteStep: points[wild.findIndex((cells) => cells > 0)]?.step ?? null,
  };
}

/** What is known of a series without points. */
export function emptySummary(): SeriesSummary {
  return summariseSteps(new BigInt64Array(0));
}

function nonFiniteCells({ writes }: VectorPoint): number {
  const counts = writes.map(nonFiniteValues);
  if (counts.length === 1 || counts.every((count) => count === 0)) return counts[0] ?? 0;
  // A later write of a cell takes back an earlier one.
  const wild = new Set<number>();
  for (const { elements, values } of writes) {
    for (let i = 0; i < values.length; i++) {
      const element = elements?.[i] ?? i;
      if (Number.isFinite(values[i]!)) wild.delete(element);
      else wild.add(element);
    }
  }
  return wild.size;
}

// A vector never changes: each is counted once, not for every summary of a run under way.
const COUNTED = new WeakMap<VectorGroup, number>();

function nonFiniteValues(group: VectorGroup): number {
  const known = COUNTED.get(group);
  if (known !== undefined) return known;
  let count = 0;
  for (let i = 0; i < group.values.length; i++) if (!Number.isFinite(group.values[i]!)) count++;
  COUNTED.set(group, count);
  return count;
}

function summariseSteps(steps: BigInt64Array): SeriesSummary {
  return {
    count: BigInt(steps.length),
    nonFinite: 0n,
    firstNonFiniteStep: null,
    firstStep: steps[0] ?? null,
    lastStep: steps.at(-1) ?? null,
    first: null,
    last: null,
    min: null,
    minStep: null,
    max: null,
    maxStep: null,
    mean: null,
  };
}
