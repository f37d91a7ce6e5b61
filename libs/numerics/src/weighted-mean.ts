import { groupMeans } from './group-means.js';
import type { Reduced } from './reduced.js';

/**
 * Σ w·v / Σ w over the pairs in which neither is NaN and the weight is not 0 (a zero weight removes even an infinite value).
 * values, weights [n]. `count` is the number of pairs that entered; `nanCount` those skipped for NaN. O(n).
 */
export function weightedMean(values: ArrayLike<number>, weights: ArrayLike<number>): Reduced {
  if (values.length !== weights.length) throw new RangeError(`${values.length} values but ${weights.length} weights`);
  let nanCount = 0;
  for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i]!) || Number.isNaN(weights[i]!)) nanCount++;
  const means = groupMeans(values, new Uint8Array(values.length), 1, weights);
  return { value: means.values[0]!, count: means.counts[0]!, nanCount };
}
