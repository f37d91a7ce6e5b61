import type { Reduced } from './reduced.js';

/**
 * Compensated (Neumaier) sum: the error does not grow with the number of values. values [n]. Skips NaN; keeps ±Infinity;
 * nothing to add gives NaN. O(n). Ref: Neumaier, ZAMM 54 (1974).
 */
export function sum(values: ArrayLike<number>): Reduced {
  let total = 0;
  let lost = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (Number.isNaN(value)) continue;
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
    count++;
  }
  // The correction of an infinite total is Infinity − Infinity: there is nothing to correct.
  const value = count === 0 ? Number.NaN : Number.isFinite(total) ? total + lost : total;
  return { value, count, nanCount: values.length - count };
}
