/**
 * Σ s² / max s²: how many directions carry the energy of a matrix; 1 ≤ stable rank ≤ rank. singularValues [n], non-negative,
 * in any order. All zero, or none, gives NaN. O(n). Ref: Rudelson & Vershynin, J. ACM 54 (2007).
 */
export function stableRank(singularValues: ArrayLike<number>): number {
  let energy = 0;
  let largest = 0;
  for (let i = 0; i < singularValues.length; i++) {
    const square = singularValues[i]! ** 2;
    energy += square;
    largest = Math.max(largest, square);
  }
  return energy / largest;
}
