import type { GroupReduced } from './reduced.js';

/**
 * Compensated sum per group, Σ w·v when weighted. values, weights [n]; groups [n]; returns [groupCount].
 * Skips NaN (value or weight), zero weights and groups outside 0..groupCount−1; an empty group gives NaN. O(n).
 */
export function groupSums(
  values: ArrayLike<number>,
  groups: ArrayLike<number>,
  groupCount: number,
  weights?: ArrayLike<number>,
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
