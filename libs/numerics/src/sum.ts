import type { Reduced } from './reduced.js';

/**
 * Compensated (Neumaier) sum: the error does not grow with the number of values. values [n]. Skips NaN; keeps ±Infinity;
 * nothing to add gives NaN; infinite for finite values only where the sum itself is beyond a double. O(n).
 * Ref: Neumaier, ZAMM 54 (1974).
 */
export function sum(values: ArrayLike<number>): Reduced {
  const { scaled, factor, count } = scaledSum(values);
  return { value: scaled / factor, count, nanCount: values.length - count };
}

/** `scaled` is the sum times `factor`, a power of two: 1, unless a total on the way was too large for a double. */
export function scaledSum(values: ArrayLike<number>): ScaledSum {
  const plain = compensated(values, 1);
  if (plain.count === 0 || Number.isFinite(plain.scaled)) return plain;
  // The n-th part of each value cannot overflow in total, and a power of two rounds nothing.
  return compensated(values, 2 ** -Math.ceil(Math.log2(plain.count)));
}

interface ScaledSum {
  readonly scaled: number;
  readonly factor: number;
  readonly count: number;
}

function compensated(values: ArrayLike<number>, factor: number): ScaledSum {
  let total = 0;
  let lost = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]! * factor;
    if (Number.isNaN(value)) continue;
    const next = total + value;
    lost += Math.abs(total) >= Math.abs(value) ? total - next + value : value - next + total;
    total = next;
    count++;
  }
  // The correction of an infinite total is Infinity − Infinity: there is nothing to correct.
  const scaled = count === 0 ? Number.NaN : Number.isFinite(total) ? total + lost : total;
  return { scaled, factor, count };
}
