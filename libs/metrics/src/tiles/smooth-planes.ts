import { joinPlanes, splitPlanes } from './byte-planes.js';
import { wordsOf } from './int64-words.js';

/*
 * Doubles of a smooth curve, such as a learning rate: neighbours differ little, differences of differences less. Bit patterns are
 * taken for 64-bit integers, so that nothing is ever rounded, differences for signed ones whose sign is moved into the lowest bit.
 */

const WORD = 2 ** 32;
const ORDERS = [1, 2, 3, 4] as const;
/** Values looked at to decide. */
const SAMPLE = 128;
/** Bits a value that differences must save. */
const WORTHWHILE = 8;

/** How often to take differences; 0: the curve is not smooth. O(1). */
export function smoothOrder(column: Float64Array): number {
  if (column.length < SAMPLE) return 0;
  const begin = (column.length - SAMPLE) >>> 1;
  const sample = wordsOf(column.slice(begin, begin + SAMPLE));
  const bits = ORDERS.map((order) => {
    subtractNeighbours(sample);
    return meanBits(sample.subarray(2 * order), 0);
  });
  const best = Math.min(...bits);
  return best + WORTHWHILE < plainBits(column) ? ORDERS[bits.indexOf(best)]! : 0;
}

/** [8][n]. column [n]. O(n · order). */
export function packSmooth(column: Float64Array, order: number): Uint8Array[] {
  const words = wordsOf(column.slice());
  for (let round = 0; round < order; round++) subtractNeighbours(words);
  for (let at = 0; at < words.length; at += 2) {
    const [low, high] = [words[at]!, words[at + 1]!];
    const sign = -(high >>> 31);
    words[at] = (low << 1) ^ sign;
    words[at + 1] = ((high << 1) | (low >>> 31)) ^ sign;
  }
  return splitPlanes(words, 2);
}

export function unpackSmooth(planes: readonly Uint8Array[], order: number, into: Float64Array): void {
  const words = wordsOf(into);
  joinPlanes(planes, words);
  for (let at = 0; at < words.length; at += 2) {
    const [low, high] = [words[at]!, words[at + 1]!];
    const sign = -(low & 1);
    words[at] = ((low >>> 1) | (high << 31)) ^ sign;
    words[at + 1] = (high >>> 1) ^ sign;
  }
  for (let round = 0; round < order; round++) addNeighbours(words);
}

/** Each value less the one before it, the first as it is. */
function subtractNeighbours(words: Uint32Array): void {
  for (let at = words.length - 2; at >= 2; at -= 2) {
    const low = words[at]! - words[at - 2]!;
    words[at] = low;
    words[at + 1] = words[at + 1]! - words[at - 1]! - (low < 0 ? 1 : 0);
  }
}

function addNeighbours(words: Uint32Array): void {
  for (let at = 2; at < words.length; at += 2) {
    const low = words[at]! + words[at - 2]!;
    words[at] = low;
    words[at + 1] = words[at + 1]! + words[at - 1]! + (low >= WORD ? 1 : 0);
  }
}

/** Bits by which values all over the column differ from one of them. */
function plainBits(column: Float64Array): number {
  const sample = new Float64Array(SAMPLE);
  for (let s = 0; s < SAMPLE; s++) sample[s] = column[Math.floor((s * column.length) / SAMPLE)]!;
  const words = wordsOf(sample);
  return meanBits(words, valueAt(words, SAMPLE));
}

function meanBits(words: Uint32Array, from: number): number {
  let bits = 0;
  for (let at = 0; at < words.length; at += 2) bits += Math.log2(2 * Math.abs(valueAt(words, at) - from) + 1);
  return bits / (words.length / 2);
}

const valueAt = (words: Uint32Array, at: number): number => (words[at + 1]! | 0) * WORD + words[at]!;
