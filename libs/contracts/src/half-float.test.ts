import { bf16FromF32Bits, f16FromF32Bits, f32BitsFromBf16, f32BitsFromF16, roundedToOdd } from './half-float.js';

const bitsOf = (value: number): number => new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;
const valueOf = (bits: number): number => new Float32Array(Uint32Array.of(bits).buffer)[0] ?? 0;
const narrowed = (value: number, narrow: (bits: number) => number): number =>
  narrow(new Uint32Array(roundedToOdd(Float64Array.of(value)).buffer)[0] ?? 0);

it.each([
  [1, 0x3c00],
  [-2, 0xc000],
  [65_504, 0x7bff],
  [65_519.99, 0x7bff],
  [65_520, 0x7c00],
  [2 ** -14, 0x0400],
  [2 ** -24, 0x0001],
  [2 ** -25, 0x0000],
  [2 ** -25 * 1.0001, 0x0001],
  [1 + 2 ** -11, 0x3c00],
  [1 + 2 ** -11 + 2 ** -40, 0x3c01],
  [1 + 3 * 2 ** -11, 0x3c02],
  [-0, 0x8000],
  [1e300, 0x7c00],
  [-1e-300, 0x8000],
  [Infinity, 0x7c00],
])('rounds %f to the nearest f16', (value, bits) => {
  expect(narrowed(value, f16FromF32Bits)).toBe(bits);
});

it.each([
  [1, 0x3f80],
  [1 + 2 ** -8, 0x3f80],
  [1 + 2 ** -8 + 2 ** -40, 0x3f81],
  [1 + 3 * 2 ** -8, 0x3f82],
  [3.4e38, 0x7f80],
  [-Infinity, 0xff80],
])('rounds %f to the nearest bf16', (value, bits) => {
  expect(narrowed(value, bf16FromF32Bits)).toBe(bits);
});

it('keeps a NaN a NaN when its payload does not fit', () => {
  expect(f16FromF32Bits(0x7f800001)).toBe(0x7e00);
  expect(bf16FromF32Bits(0xff800001 | 0)).toBe(0xffc0);
});

it('picks, for every f16 interval, the neighbour that is nearer', () => {
  const wrong: number[] = [];
  for (let bits = 0; bits < 0x7bff; bits += 1) {
    const middle = (valueOf(f32BitsFromF16(bits)) + valueOf(f32BitsFromF16(bits + 1))) / 2;
    const tie = f16FromF32Bits(bitsOf(middle));
    const above = narrowed(middle + middle * 2 ** -50, f16FromF32Bits);
    const below = narrowed(middle - middle * 2 ** -50, f16FromF32Bits);
    if (tie !== bits + (bits & 1) || above !== bits + 1 || below !== bits) wrong.push(bits);
  }
  expect(wrong).toEqual([]);
});

it('widens bf16 by appending zeros', () => {
  expect(valueOf(f32BitsFromBf16(0x3fc0))).toBe(1.5);
});
