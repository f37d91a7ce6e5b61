/*
 * Half-precision numbers as bits. Every f16 and bf16 widens exactly into f32 and comes back to the same bits, NaN
 * payloads (quiet and signalling) and −0 included: only integer operations touch a NaN, because a float register may
 * quieten it. Narrowing rounds to nearest, ties to even; a NaN whose payload does not fit stays a NaN.
 */

/** The 16 bits of the f16 nearest to the f32 with these bits. */
export function f16FromF32Bits(bits: number): number {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7c00 | ((magnitude >>> 13) & 0x3ff || 0x200);
  // 65520 lies half-way between the largest f16 and the next power of two.
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude >= 0x38800000) {
    const rebased = magnitude - 0x38000000;
    return sign | ((rebased + 0xfff + ((rebased >>> 13) & 1)) >>> 13);
  }
  // Below half the smallest subnormal, 2^-25.
  if (magnitude < 0x33000000) return sign;
  const significand = (magnitude & 0x7fffff) | 0x800000;
  const dropped = 126 - (magnitude >>> 23);
  const kept = significand >>> dropped;
  const rest = significand & ((1 << dropped) - 1);
  const tie = 1 << (dropped - 1);
  return sign | (kept + (rest > tie || (rest === tie && (kept & 1) === 1) ? 1 : 0));
}

/** The bits of the f32 equal to the f16 with these bits. */
export function f32BitsFromF16(bits: number): number {
  const sign = (bits & 0x8000) << 16;
  const exponent = (bits >>> 10) & 0x1f;
  const mantissa = bits & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f800000 | (mantissa << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (mantissa << 13);
  if (mantissa === 0) return sign;
  const shift = Math.clz32(mantissa) - 21;
  return sign | ((113 - shift) << 23) | (((mantissa << shift) & 0x3ff) << 13);
}

/** The 16 bits of the bf16 nearest to the f32 with these bits. */
export function bf16FromF32Bits(bits: number): number {
  if ((bits & 0x7fffffff) > 0x7f800000) {
    const head = bits >>> 16;
    return head & 0x7f ? head : head | 0x40;
  }
  return ((bits >>> 0) + 0x7fff + ((bits >>> 16) & 1)) >>> 16;
}

/** The bits of the f32 equal to the bf16 with these bits. */
export const f32BitsFromBf16 = (bits: number): number => bits << 16;

/**
 * The f32 that keeps enough of a float64 for a second rounding to 16 bits to be right: rounded toward zero, with the
 * last bit set when anything was lost ("round to odd"). Plain rounding twice is wrong half-way between two values.
 */
export function roundedToOdd(values: Float64Array): Float32Array {
  const singles = Float32Array.from(values);
  const bits = new Uint32Array(singles.buffer);
  values.forEach((value, index) => {
    const single = singles[index] ?? 0;
    if (single === value || Number.isNaN(value)) return;
    const nearest = bits[index] ?? 0;
    bits[index] = (Math.abs(single) > Math.abs(value) ? nearest - 1 : nearest) | 1;
  });
  return singles;
}
