/*
 * 64-bit integers as pairs of 32-bit words, the low one first, as on every platform that Node supports. Arithmetic on bigints
 * costs some fifty times as much; here it wraps around at 2^64 exactly as theirs does in a BigInt64Array.
 */

const WORD = 2 ** 32;

/** The words of a column, in their place. */
export function wordsOf(column: BigInt64Array | Float64Array | Uint32Array | Float32Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, column.byteLength / 4);
}

/** a − b in the places where `where` is not 0, elsewhere a. [n], [n], [n] → [n]. */
export function lessWhere(a: BigInt64Array, b: BigInt64Array, where: Uint32Array): BigInt64Array {
  const result = a.slice();
  const [into, less] = [wordsOf(result), wordsOf(b)];
  for (let i = 0, at = 0; i < where.length; i++, at += 2) {
    if (where[i] === 0) continue;
    const low = into[at]! - less[at]!;
    into[at] = low;
    into[at + 1] = into[at + 1]! - less[at + 1]! - (low < 0 ? 1 : 0);
  }
  return result;
}

/** Adds b to a, in its place, where `where` is not 0. [n], [n], [n]. */
export function addWhere(a: BigInt64Array, b: BigInt64Array, where: Uint32Array): void {
  const [into, more] = [wordsOf(a), wordsOf(b)];
  for (let i = 0, at = 0; i < where.length; i++, at += 2) {
    if (where[i] === 0) continue;
    const low = into[at]! + more[at]!;
    into[at] = low;
    into[at + 1] = into[at + 1]! + more[at + 1]! + (low >= WORD ? 1 : 0);
  }
}

/** Integers that doubles hold exactly, as 64-bit ones. [n] → [n]. */
export function putWords(integers: Float64Array, into: BigInt64Array): void {
  const words = wordsOf(into);
  for (let i = 0; i < integers.length; i++) {
    const value = integers[i]!;
    words[2 * i] = value;
    words[2 * i + 1] = Math.floor(value / WORD);
  }
}
