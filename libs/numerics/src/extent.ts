/** Smallest and largest value. values [n]. Skips NaN, keeps ±Infinity; nothing gives NaN twice. O(n). */
export function extent(values: ArrayLike<number>): { readonly min: number; readonly max: number } {
  let min = Number.NaN;
  let max = Number.NaN;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    // Written so that the first number replaces NaN and a NaN never replaces a number.
    if (value < min || Number.isNaN(min)) min = value;
    if (value > max || Number.isNaN(max)) max = value;
  }
  return { min, max };
}
