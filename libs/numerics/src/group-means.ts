import type { GroupReduced } from './reduced.js';
import { groupSums, scaledGroupSums } from './group-sums.js';

/**
 * Mean per group, Σ w·v / Σ w when weighted. values, weights [n]; groups [n]; returns [groupCount].
 * Skips NaN (value or weight), zero weights and groups outside 0..groupCount−1; an empty group gives NaN with count 0. O(n).
 */
export function groupMeans(
  values: ArrayLike<number>,
  groups: ArrayLike<number>,
  groupCount: number,
  weights?: ArrayLike<number>,
): GroupReduced {
  const { scaled, factors, counts } = scaledGroupSums(values, groups, groupCount, weights);
  const divisors = weights === undefined ? counts : totalWeights(values, groups, groupCount, weights);
  return { values: scaled.map((total, g) => total / divisors[g]! / factors[g]!), counts };
}

/** The weight of each group over the elements whose value is a number. */
function totalWeights(
  values: ArrayLike<number>,
  groups: ArrayLike<number>,
  groupCount: number,
  weights: ArrayLike<number>,
): Float64Array {
  const present = Float64Array.from(weights, (weight, i) => (Number.isNaN(values[i]!) ? Number.NaN : weight));
  return groupSums(present, groups, groupCount).values;
}
