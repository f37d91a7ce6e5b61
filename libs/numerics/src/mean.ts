import type { Reduced } from './reduced.js';
import { scaledSum } from './sum.js';

/** Arithmetic mean of the values that are not NaN; finite when they are. values [n]; none gives NaN. O(n). */
export function mean(values: ArrayLike<number>): Reduced {
  const { scaled, factor, count } = scaledSum(values);
  return { value: scaled / count / factor, count, nanCount: values.length - count };
}
