/** Ranks 1..n in ascending order; ties share the mean of their ranks. values [n], none NaN; returns [n]. O(n log n). */
export function ranks(values: ArrayLike<number>): Float64Array {
  const order = Uint32Array.from({ length: values.length }, (_, i) => i).toSorted((a, b) => {
    const left = values[a]!;
    const right = values[b]!;
    return left < right ? -1 : left > right ? 1 : 0;
  });
  const result = new Float64Array(values.length);
  for (let start = 0; start < order.length;) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    // Ranks start + 1 .. end share their mean.
    for (let i = start; i < end; i++) result[order[i]!] = (start + 1 + end) / 2;
    start = end;
  }
  return result;
}
