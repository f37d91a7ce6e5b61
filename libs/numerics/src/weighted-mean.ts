import type { Reduced } from './reduced.js';
import { sum } from './sum.js';

/**
 * Σ w·v / Σ w over the pairs in which neither is NaN and the weight is not 0 (a zero weight removes even an infinite value).
 * values, weights [n]. `count` is the number of pairs that entered; `nanCount` those skipped for NaN. O(n).
 */
export function weightedMean(values: ArrayLike<number>, weights: ArrayLike<number>): Reduced {
  if (values.length !== weights.length) throw new RangeError(`${values.length} values but ${weights.length} weights`);
  const products = new Float64Array(values.length);
  const used = new Float64Array(values.length);
  let count = 0;
  let nanCount = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const weight = weights[i]!;
    if (Number.isNaN(value) || Number.isNaN(weight)) nanCount++;
    else if (weight !== 0) {
      products[count] = value * weight;
      used[count++] = weight;
    }
  }
  const value = sum(products.subarray(0, count)).value / sum(used.subarray(0, count)).value;
  return { value, count, nanCount };
}
