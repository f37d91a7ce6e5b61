/** sqrt of the sum of squares of all entries, accumulated in double. A NaN entry gives NaN: a norm is not a reduction over what is there. O(n). */
export function frobeniusNorm(matrix: ArrayLike<number>): number {
  let squares = 0;
  for (let i = 0; i < matrix.length; i++) squares += matrix[i]! * matrix[i]!;
  return Math.sqrt(squares);
}
