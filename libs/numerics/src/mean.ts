import type { Reduced } from './reduced.js';
import { sum } from './sum.js';

/** Arithmetic mean of the values that are not NaN. values [n]; none gives NaN. O(n). */
export function mean(values: ArrayLike<number>): Reduced {
  const { value, count, nanCount } = sum(values);
  return { value: value / count, count, nanCount };
}
