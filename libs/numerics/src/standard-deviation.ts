import { mean } from './mean.js';
import type { Reduced } from './reduced.js';
import { sum } from './sum.js';

/** Sample standard deviation (n − 1), in two passes. values [n]. Skips NaN; fewer than two values, or an infinite one, give NaN. O(n). */
export function standardDeviation(values: ArrayLike<number>): Reduced {
  const { value: centre, count, nanCount } = mean(values);
  const squares = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) squares[i] = (values[i]! - centre) ** 2;
  return {
    value: count < 2 || !Number.isFinite(centre) ? Number.NaN : Math.sqrt(sum(squares).value / (count - 1)),
    count,
    nanCount,
  };
}
