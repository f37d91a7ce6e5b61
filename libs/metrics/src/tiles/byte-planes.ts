/*
 * Planes: the first bytes of all values, then the second ones, and so on. Values of one series share their high bytes, so those
 * planes shrink to almost nothing, while the low ones are noise that no compressor should waste its time on.
 */

/** [4 · lanes][n]: the bytes of values of `lanes` 32-bit words each, the lowest first. words [n · lanes]. O(bytes). */
export function splitPlanes(words: Uint32Array, lanes: number): Uint8Array[] {
  const n = words.length / lanes;
  const planes = Array.from({ length: 4 * lanes }, () => new Uint8Array(n));
  for (let lane = 0; lane < lanes; lane++) {
    const [a, b, c, d] = planes.slice(4 * lane);
    for (let i = 0, at = lane; i < n; i++, at += lanes) {
      const word = words[at]!;
      a![i] = word;
      b![i] = word >>> 8;
      c![i] = word >>> 16;
      d![i] = word >>> 24;
    }
  }
  return planes;
}

/** The inverse: fills words [n · planes / 4]. */
export function joinPlanes(planes: readonly Uint8Array[], words: Uint32Array): void {
  const lanes = planes.length / 4;
  for (let lane = 0; lane < lanes; lane++) {
    const [a, b, c, d] = planes.slice(4 * lane);
    for (let i = 0, at = lane; at < words.length; i++, at += lanes)
      words[at] = a![i]! | (b![i]! << 8) | (c![i]! << 16) | (d![i]! << 24);
  }
}

const SAMPLES = 1024;
/** Bits a byte from which on deflate gains nothing worth its time. */
const NOISE_BITS = 7.3;
const COUNTS = new Uint32Array(256);

/** Whether a plane is noise, by the entropy of a sample. A short plane never is: a sample of it says nothing. O(1). */
export function isNoise(plane: Uint8Array): boolean {
  if (plane.length < SAMPLES) return false;
  COUNTS.fill(0);
  const stride = Math.floor(plane.length / SAMPLES);
  for (let s = 0; s < SAMPLES; s++) COUNTS[plane[s * stride]!]!++;
  let bits = 0;
  for (const count of COUNTS) if (count > 0) bits -= (count / SAMPLES) * Math.log2(count / SAMPLES);
  return bits > NOISE_BITS;
}
