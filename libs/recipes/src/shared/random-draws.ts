import { mulberry32, type Random } from './mulberry32.js';

/** A generator for one part of one stream: (seed, part) pairs give unrelated draws, so that part 7 needs no memory of part 6. */
export function randomPart(seed: number, part: number): Random {
  const first = mulberry32(seed)() * 4_294_967_296;
  return mulberry32(Math.imul(first ^ (part + 0x9e3779b9), 0x85ebca6b) ^ part);
}

/** A random order of 0..n−1 (Fisher–Yates). Returns [n]. */
export function permutation(n: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    const swapped = order[i]!;
    order[i] = order[j]!;
    order[j] = swapped;
  }
  return order;
}

/** Independent draws from N(0, deviation²) by Box–Muller. Returns [n]. */
export function normals(n: number, deviation: number, random: Random): Float32Array {
  return Float32Array.from({ length: n }, () => {
    // 1 − u is in (0, 1]: the logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    return deviation * radius * Math.cos(2 * Math.PI * random());
  });
}
