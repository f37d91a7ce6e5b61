import { mean } from './mean.js';
import { ranks } from './ranks.js';
import type { Reduced } from './reduced.js';
import { sum } from './sum.js';

/**
 * Spearman's rank correlation: Pearson's of the mid-ranks, right with ties. x, y [n]. Pairs with a NaN are skipped; fewer than
 * two pairs, or a constant side, give NaN. O(n log n).
 */
export function spearman(x: ArrayLike<number>, y: ArrayLike<number>): Reduced {
  if (x.length !== y.length) throw new RangeError(`${x.length} against ${y.length} values`);
  const kept = Array.from({ length: x.length }, (_, i) => i).filter(
    (i) => !Number.isNaN(x[i]!) && !Number.isNaN(y[i]!),
  );
  const left = centred(ranks(kept.map((i) => x[i]!)));
  const right = centred(ranks(kept.map((i) => y[i]!)));
  const value = dot(left, right) / Math.sqrt(dot(left, left) * dot(right, right));
  return { value: kept.length < 2 ? Number.NaN : value, count: kept.length, nanCount: x.length - kept.length };
}

function centred(values: Float64Array): Float64Array {
  const centre = mean(values).value;
  return values.map((value) => value - centre);
}

function dot(a: Float64Array, b: Float64Array): number {
  return sum(a.map((value, i) => value * b[i]!)).value;
}
