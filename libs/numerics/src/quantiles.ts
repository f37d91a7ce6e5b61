/**
 * Quantiles by linear interpolation between order statistics (Hyndman & Fan type 7, NumPy's default).
 * values [n]; qs [m] in 0..1; returns [m]. Skips NaN; nothing gives NaN; a q outside 0..1 throws RangeError. O(n log n).
 */
export function quantiles(values: ArrayLike<number>, qs: ArrayLike<number>): Float64Array {
  const sorted = Float64Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .toSorted();
  return quantilesOfSorted(sorted, qs);
}

/** The same of values that are sorted already and hold no NaN. O(m). */
export function quantilesOfSorted(sorted: Float64Array, qs: ArrayLike<number>): Float64Array {
  return Float64Array.from(qs, (q) => at(sorted, q));
}

function at(sorted: Float64Array, q: number): number {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile is between 0 and 1, not ${q}`);
  if (sorted.length === 0) return Number.NaN;
  const position = q * (sorted.length - 1);
  const low = Math.floor(position);
  const fraction = position - low;
  const below = sorted[low]!;
  // Interpolating from an infinity with weight 0 would give NaN.
  return fraction === 0 ? below : below + fraction * (sorted[low + 1]! - below);
}
