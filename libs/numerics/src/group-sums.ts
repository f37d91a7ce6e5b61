import type { GroupReduced } from './reduced.js';

/**
 * Compensated sum per group, Σ w·v when weighted. values, weights [n]; groups [n]; returns [groupCount].
 * Skips NaN (value or weight), zero weights and groups outside 0..groupCount−1; an empty group gives NaN.
 * Infinite for finite values only where the sum itself is beyond a double. O(n).
 */
export function groupSums(
  values: ArrayLike<number>,
  groups: ArrayLike<number>,
  groupCount: number,
  weights?: ArrayLike<number>,
): GroupReduced {
  const { scaled, factors, counts } = scaledGroupSums(values, groups, groupCount, weights);
  return { values: scaled.map((total, g) => total / factors[g]!), counts };
}

/** The sums times `factors`, powers of two: 1, except for a group whose total was too large for a double on the way. */
export function scaledGroupSums(
  values: ArrayLike<number>,
  groups: ArrayLike<number>,
  groupCount: number,
  weights?: ArrayLike<number>,
): ScaledSums {
  const { values: scaled, counts } = compensated(values, groups, groupCount, weights);
  const factors = new Float64Array(groupCount).fill(1);
  const overflown = (total: number, g: number) => counts[g]! > 0 && !Number.isFinite(total);
  if (!scaled.some(overflown)) return { scaled, factors, counts };
  const factor = 2 ** -Math.ceil(Math.log2(Math.max(1, totalWeight(values.length, weights))));
  const small = compensated(
    Float64Array.from(values, (value) => value * factor),
    groups,
    groupCount,
    weights,
  ).values;
  scaled.forEach((total, g) => {
    if (factor === 0 || !overflown(total, g)) return;
    scaled[g] = small[g]!;
    factors[g] = factor;
  });
  return { scaled, factors, counts };
}

interface ScaledSums {
  readonly scaled: Float64Array;
  readonly factors: Float64Array;
  readonly counts: Float64Array;
}

/** Values divided by this cannot overflow in total. */
function totalWeight(n: number, weights: ArrayLike<number> | undefined): number {
  if (weights === undefined) return n;
  let total = 0;
  for (let i = 0; i < weights.length; i++) if (!Number.isNaN(weights[i]!)) total += Math.abs(weights[i]!);
  return total;
}

function compensated(
  values: ArrayLike<number>,
  groups: ArrayLike<number>,
  groupCount: number,
  weights: ArrayLike<number> | undefined,
): GroupReduced {
  const totals = new Float64Array(groupCount);
  const lost = new Float64Array(groupCount);
  const counts = new Float64Array(groupCount);
  for (let i = 0; i < values.length; i++) {
    const group = groups[i]!;
    const weight = weights === undefined ? 1 : weights[i]!;
    const value = values[i]!;
    if (!(group >= 0 && group < groupCount) || weight === 0 || Number.isNaN(value) || Number.isNaN(weight)) continue;
    const term = value * weight;
    const total = totals[group]!;
    const next = total + term;
    lost[group]! += Math.abs(total) >= Math.abs(term) ? total - next + term : term - next + total;
    totals[group] = next;
    counts[group]!++;
  }
  for (let g = 0; g < groupCount; g++) {
    if (counts[g] === 0) totals[g] = Number.NaN;
    else if (Number.isFinite(totals[g]!)) totals[g]! += lost[g]!;
  }
  return { values: totals, counts };
}
