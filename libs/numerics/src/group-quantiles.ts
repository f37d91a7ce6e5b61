import type { GroupReduced } from './reduced.js';
import { quantiles } from './quantiles.js';

/**
 * Quantiles (type 7) per group. values [n]; groups [n]; qs [m] in 0..1; returns values [groupCount × m] row-major and counts
 * [groupCount]. Skips NaN and groups outside 0..groupCount−1; an empty group gives NaN. O(n log n).
 */
export function groupQuantiles(
  values: ArrayLike<number>,
  groups: ArrayLike<number>,
  groupCount: number,
  qs: ArrayLike<number>,
): GroupReduced {
  const members: number[][] = Array.from({ length: groupCount }, () => []);
  for (let i = 0; i < values.length; i++) if (!Number.isNaN(values[i]!)) members[groups[i]!]?.push(values[i]!);
  const result = new Float64Array(groupCount * qs.length);
  members.forEach((group, g) => result.set(quantiles(group, qs), g * qs.length));
  return { values: result, counts: Float64Array.from(members, (group) => group.length) };
}
