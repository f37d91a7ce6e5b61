import { mean } from '@graticule/numerics';
import type { ScalarPoints } from '../tiles/points.js';
import type { SeriesSummary } from './series-summary.js';

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

/** What is known of a series without points. */
export function emptySummary(): SeriesSummary {
  return summariseSteps(new BigInt64Array(0));
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
