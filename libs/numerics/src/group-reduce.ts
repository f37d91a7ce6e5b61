import { groupMeans } from './group-means.js';
import { groupSums } from './group-sums.js';
import type { GroupReduced, Reduction } from './reduced.js';

/**
 * Reduces the elements of each group to one number. values [n]; groups [n], the group of each element; returns [groupCount].
 * Skips NaN values and elements whose group is outside 0..groupCount−1; an empty group gives NaN (COUNT: 0).
 * weights [n] apply to SUM (Σ w·v), MEAN and STD (invariant to the scale of the weights); which element is the smallest,
 * the largest, or how many there are does not depend on them. O(n).
 */
// oxlint-disable-next-line max-params -- three columns and a count describe one grouping; an object per call would cost more than it says
export function groupReduce(
  values: ArrayLike<number>,
  groups: ArrayLike<number>,
  groupCount: number,
  reduction: Exclude<Reduction, 'QUANTILES'>,
  weights?: ArrayLike<number>,
): GroupReduced {
  return REDUCERS[reduction](values, groups, groupCount, weights);
}

type Reducer = (
  values: ArrayLike<number>,
  groups: ArrayLike<number>,
  groupCount: number,
  weights: ArrayLike<number> | undefined,
) => GroupReduced;

const REDUCERS: Record<Exclude<Reduction, 'QUANTILES'>, Reducer> = {
  SUM: groupSums,
  MEAN: groupMeans,
  STD: groupStandardDeviations,
  MIN: (values, groups, groupCount) => groupExtremes(values, groups, groupCount, (a, b) => a < b),
  MAX: (values, groups, groupCount) => groupExtremes(values, groups, groupCount, (a, b) => a > b),
  COUNT: (values, groups, groupCount) => {
    const { counts } = groupSums(values, groups, groupCount);
    return { values: counts.slice(), counts };
  },
};

function groupExtremes(
  values: ArrayLike<number>,
  groups: ArrayLike<number>,
  groupCount: number,
  beats: (a: number, b: number) => boolean,
): GroupReduced {
  const best = new Float64Array(groupCount).fill(Number.NaN);
  const counts = new Float64Array(groupCount);
  for (let i = 0; i < values.length; i++) {
    const group = groups[i]!;
    const value = values[i]!;
    if (!(group >= 0 && group < groupCount) || Number.isNaN(value)) continue;
    if (counts[group] === 0 || beats(value, best[group]!)) best[group] = value;
    counts[group]!++;
  }
  return { values: best, counts };
}

/** sqrt(Σ w (v − mean)² / (Σ w · (n − 1) / n)): the sample deviation when all weights are equal; NaN with an infinite value. */
function groupStandardDeviations(
  values: ArrayLike<number>,
  groups: ArrayLike<number>,
  groupCount: number,
  weights: ArrayLike<number> | undefined,
): GroupReduced {
  const centres = groupMeans(values, groups, groupCount, weights).values;
  const squares = Float64Array.from(values, (value, i) => (value - (centres[groups[i]!] ?? 0)) ** 2);
  const { values: variances, counts } = groupMeans(squares, groups, groupCount, weights);
  const deviations = variances.map((variance, g) =>
    counts[g]! < 2 || !Number.isFinite(centres[g]!)
      ? Number.NaN
      : Math.sqrt((variance * counts[g]!) / (counts[g]! - 1)),
  );
  return { values: deviations, counts };
}
