import { sum } from './sum.js';

/**
 * exp(−Σ p ln p) with p = s / Σ s: the exponential of the spectrum's entropy. singularValues [n], non-negative; all zero, or
 * none, gives NaN. O(n). Ref: Roy & Vetterli, EUSIPCO 2007.
 */
export function effectiveRank(singularValues: ArrayLike<number>): number {
  const total = sum(singularValues).value;
  const entropy = Float64Array.from(singularValues, (s) => {
    const p = s / total;
    return p > 0 ? -p * Math.log(p) : p;
  });
  return Math.exp(sum(entropy).value);
}
