import type { Cut } from '../store/metric-store.js';

/** The step from which on a later attempt hides what this attempt logged; undefined when nothing is hidden. */
export function hiddenFrom(cuts: readonly Cut[], attempt: number): bigint | undefined {
  let from: bigint | undefined;
  for (const cut of cuts) {
    if (cut.attempt > attempt && (from === undefined || cut.startStep < from)) from = cut.startStep;
  }
  return from;
}

/** Positions of the points that no cut hides, and of the others; undefined when none is hidden. */
export function splitByCuts(
  points: { readonly steps: BigInt64Array; readonly attempts: Uint32Array },
  cuts: readonly Cut[],
): { readonly visible: Uint32Array; readonly hidden: Uint32Array } | undefined {
  if (cuts.length === 0) return undefined;
  const fromOf = new Map<number, bigint | undefined>();
  const visible: number[] = [];
  const hidden: number[] = [];
  for (let i = 0; i < points.steps.length; i++) {
    const attempt = points.attempts[i]!;
    if (!fromOf.has(attempt)) fromOf.set(attempt, hiddenFrom(cuts, attempt));
    const from = fromOf.get(attempt);
    if (from !== undefined && points.steps[i]! >= from) hidden.push(i);
    else visible.push(i);
  }
  return hidden.length === 0 ? undefined : { visible: Uint32Array.from(visible), hidden: Uint32Array.from(hidden) };
}
