/*
 * All singular values of a small dense matrix, without vectors: eigenvalues of the Gram matrix of the shorter side, by a
 * Householder reduction to tridiagonal form and the implicit QL iteration with Wilkinson shifts. The Gram route squares the
 * condition number: values below about 1e-7 of the largest are noise, which norms, ranks and entropies do not see. In return
 * the cost depends on the short side alone once the Gram matrix is there.
 */

import { frobeniusNorm } from './frobenius-norm.js';

/**
 * Singular values in descending order. matrix [rows × cols] row-major; returns [min(rows, cols)].
 * A NaN or infinite entry gives NaN for all. O(rows·cols·s + s³), s the shorter side. Ref: Golub & Van Loan, §8.3.
 */
export function singularValues(matrix: ArrayLike<number>, rows: number, cols: number): Float64Array {
  if (matrix.length !== rows * cols) throw new RangeError(`${matrix.length} entries are not ${rows} × ${cols}`);
  const size = Math.min(rows, cols);
  const largest = largestMagnitude(matrix);
  if (largest === 0 || !Number.isFinite(largest)) return new Float64Array(size).fill(largest === 0 ? 0 : Number.NaN);
  // Entries of at most 1: the squares of the Gram matrix can neither overflow nor lose everything to underflow.
  const scaled = Float64Array.from(matrix, (entry) => entry / largest);
  const gram = rows <= cols ? rowGram(scaled, rows, cols) : columnGram(scaled, rows, cols);
  // Couplings below this are rounding of the largest entries; dropping them also keeps subnormal numbers out of the divisions.
  const negligible = Number.EPSILON * frobeniusNorm(gram);
  const { diagonal, offDiagonal } = tridiagonalize(gram, size, negligible);
  const eigenvalues = implicitQl(diagonal, offDiagonal, negligible);
  // Rounding can push an eigenvalue that is zero slightly below it.
  return eigenvalues
    .map((value) => largest * Math.sqrt(Math.max(0, value)))
    .toSorted()
    .toReversed();
}

/** Infinity when an entry is infinite, NaN when one is NaN. */
function largestMagnitude(matrix: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < matrix.length; i++) largest = Math.max(largest, Math.abs(matrix[i]!));
  return largest;
}

function rowGram(matrix: Float64Array, rows: number, cols: number): Float64Array {
  const gram = new Float64Array(rows * rows);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let dot = 0;
      for (let k = 0; k < cols; k++) dot += matrix[i * cols + k]! * matrix[j * cols + k]!;
      gram[i * rows + j] = gram[j * rows + i] = dot;
    }
  }
  return gram;
}

function columnGram(matrix: Float64Array, rows: number, cols: number): Float64Array {
  const gram = new Float64Array(cols * cols);
  for (let k = 0; k < rows; k++) {
    for (let i = 0; i < cols; i++) {
      const factor = matrix[k * cols + i]!;
      for (let j = 0; j <= i; j++) gram[i * cols + j]! += factor * matrix[k * cols + j]!;
    }
  }
  for (let i = 0; i < cols; i++) for (let j = 0; j < i; j++) gram[j * cols + i] = gram[i * cols + j]!;
  return gram;
}

interface Tridiagonal {
  readonly diagonal: Float64Array;
  /** offDiagonal[i] couples i and i + 1; the last is 0. */
  readonly offDiagonal: Float64Array;
}

/** Householder reflections from the left and right; a [n × n] symmetric, overwritten. */
function tridiagonalize(a: Float64Array, n: number, negligible: number): Tridiagonal {
  const offDiagonal = new Float64Array(n);
  for (let k = 0; k < n - 1; k++) {
    const v = new Float64Array(n);
    let norm = 0;
    for (let i = k + 1; i < n; i++) {
      v[i] = a[i * n + k]!;
      norm = Math.hypot(norm, v[i]!);
    }
    if (norm <= negligible) continue;
    const alpha = v[k + 1]! > 0 ? -norm : norm;
    offDiagonal[k] = alpha;
    v[k + 1]! -= alpha;
    reflect(a, v, k + 1);
  }
  return { diagonal: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!), offDiagonal };
}

/** a ← H a H on the rows and columns from `start`, with H = I − 2 v vᵀ / vᵀv, as a symmetric update of rank two. */
function reflect(a: Float64Array, v: Float64Array, start: number): void {
  const n = v.length;
  let energy = 0;
  for (let i = start; i < n; i++) energy += v[i]! * v[i]!;
  const w = new Float64Array(n);
  let overlap = 0;
  for (let i = start; i < n; i++) {
    let dot = 0;
    for (let j = start; j < n; j++) dot += a[i * n + j]! * v[j]!;
    w[i] = (2 * dot) / energy;
    overlap += v[i]! * w[i]!;
  }
  for (let i = start; i < n; i++) w[i]! -= (overlap / energy) * v[i]!;
  for (let i = start; i < n; i++) for (let j = start; j < n; j++) a[i * n + j]! -= v[i]! * w[j]! + w[i]! * v[j]!;
}

/** Eigenvalues of a symmetric tridiagonal matrix; overwrites both arrays and returns the diagonal. */
function implicitQl(d: Float64Array, e: Float64Array, negligible: number): Float64Array {
  for (let l = 0; l < d.length; l++) {
    for (let round = 0; ; round++) {
      const m = firstSplit(e, l, negligible);
      if (m === l) break;
      if (round === 60) throw new Error('the QL iteration did not converge in 60 rounds');
      chase(d, e, l, m);
    }
  }
  return d;
}

/** The first index from l on that does not couple to its successor. */
function firstSplit(e: Float64Array, l: number, negligible: number): number {
  let m = l;
  while (m < e.length - 1 && Math.abs(e[m]!) > negligible) m++;
  return m;
}

/** One implicit QL sweep with Wilkinson's shift over the block l..m. */
function chase(d: Float64Array, e: Float64Array, l: number, m: number): void {
  const slope = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  let g = d[m]! - d[l]! + e[l]! / (slope + (slope >= 0 ? 1 : -1) * Math.hypot(slope, 1));
  let sine = 1;
  let cosine = 1;
  let shift = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const r = Math.hypot(f, g);
    e[i + 1] = r;
    if (r === 0) {
      // The block splits here: undo the shift and let the caller find the new split.
      d[i + 1]! -= shift;
      e[m] = 0;
      return;
    }
    sine = f / r;
    cosine = g / r;
    const p = d[i + 1]! - shift;
    const q = (d[i]! - p) * sine + 2 * cosine * b;
    shift = sine * q;
    d[i + 1] = p + shift;
    g = cosine * q - b;
  }
  d[l]! -= shift;
  e[l] = g;
  e[m] = 0;
}
