import fc from 'fast-check';

/** Columns made to break a codec, all from one seed. Lengths stand on both sides of every limit the codec has. */

type Random = () => number;
type Shape<T> = (random: Random, n: number) => (i: number) => T;

const LENGTHS = [0, 1, 2, 3, 16, 17, 127, 128, 129, 1023, 1024, 1025, 4096];

function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const pick = <T>(random: Random, from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
const word = (random: Random): bigint => BigInt(Math.floor(random() * 2 ** 32));
const bits = (random: Random): bigint => BigInt.asIntN(64, (word(random) << 32n) | word(random));
const doubleOf = (pattern: bigint): number => new Float64Array(BigInt64Array.of(pattern).buffer)[0]!;

const HIGHEST = 2n ** 63n - 1n;
const LOWEST = -(2n ** 63n);
const EDGES64 = [
  LOWEST,
  LOWEST + 1n,
  HIGHEST,
  -1n,
  0n,
  1n,
  2n ** 52n,
  2n ** 53n - 1n,
  2n ** 53n,
  -(2n ** 53n),
  2n ** 48n,
];
const SPECIAL = [0, -0, NaN, Infinity, -Infinity, 5e-324, -5e-324, 2.2e-308, Number.MAX_VALUE, -Number.MAX_VALUE, 1];
const FRACTIONS = [0.1, 1 / 3, 0.3, 1e-7, 123.456, 2 ** 53 + 2, -(2 ** 60), 1e300, Math.PI];
/** NaNs with payloads: what must survive is that each is one. */
const NANS = [0x7ff8_0000_0000_0001n, 0x7ff0_0000_0000_0001n, -1n].map(doubleOf);

const INTEGERS: Record<string, Shape<bigint>> = {
  'any bits': (random) => () => bits(random),
  'the edges': (random) => () => pick(random, EDGES64),
  'lowest and highest in turns': () => (i) => (i % 2 === 0 ? LOWEST : HIGHEST),
  'one value': (random) => {
    const value = pick(random, EDGES64);
    return () => value;
  },
  'an even pace that may overflow': (random) => {
    const [first, pace] = [pick(random, EDGES64), pick(random, [1n, -7n, 2n ** 40n, 2n ** 52n, 2n ** 53n, 2n ** 62n])];
    return (i) => BigInt.asIntN(64, first + BigInt(i) * pace);
  },
  'one step off the pace': (random, n) => {
    const odd = Math.floor(random() * n);
    return (i) => BigInt(i) * 10n + (i === odd ? pick(random, EDGES64) >> 8n : 0n);
  },
  'deltas around 2^48': (random) => (i) => BigInt(i % 2) * 2n ** 48n + BigInt(Math.floor(random() * 3) - 1),
  'rising by jumps': (random) => {
    let value = -(2n ** 40n);
    return () => (value += BigInt(Math.floor(random() ** 8 * 2 ** 36)));
  },
  'around 2^53': (random) => () => pick(random, [1n, -1n]) * (2n ** 53n + BigInt(Math.floor(random() * 5) - 2)),
};

const DOUBLES: Record<string, Shape<number>> = {
  'any bits': (random) => () => doubleOf(bits(random)),
  'special values': (random) => () => pick(random, [...SPECIAL, ...NANS]),
  'one value': (random) => {
    const value = pick(random, [...SPECIAL, ...FRACTIONS, ...NANS]);
    return () => value;
  },
  'one value and a stray': (random, n) => {
    const [value, stray] = [pick(random, [...SPECIAL, ...FRACTIONS]), pick(random, SPECIAL)];
    return (i) => (i === n - 1 ? stray : value);
  },
  'whole numbers': (random) => () => Math.floor(random() * 1000),
  'whole numbers and −0': (random) => () => pick(random, [0, -0, 3]),
  'whole numbers around 2^53': (random) => () => pick(random, [1, -1]) * (2 ** 53 + Math.floor(random() * 7) - 3),
  'jumps of 2^52 and more': (random) => () => pick(random, [0, 2 ** 52, -(2 ** 52), 2 ** 53, 2 ** 52 + 1]),
  'deltas of 2^48': (random) => (i) => i * 2 ** 30 + (random() < 0.1 ? 2 ** 48 : 0),
  decimals: (random) => {
    const factor = 10 ** Math.ceil(random() * 7);
    return () => Math.round((random() - 0.5) * 100 * factor) / factor;
  },
  'decimals around 2^53': (random) => {
    const factor = 10 ** Math.ceil(random() * 6);
    return () => (2 ** 53 + Math.floor(random() * 9) - 4) / factor;
  },
  'decimals after many whole numbers': (random) => (i) => (i < 20 ? i : Math.round(random() * 1e5) / 1e3),
  float32s: (random) => () => Math.fround(random() * 7),
  'float32s and one double': (random, n) => (i) => (i === n - 1 ? 0.1 : Math.fround(random())),
  'float32s with spikes': (random) => () => (random() < 0.02 ? pick(random, SPECIAL) : Math.fround(random())),
  'half noise, half constant': (random, n) => (i) => (i < n / 2 ? random() : 0.1),
  'half smooth, half noise': (random, n) => (i) => (i < 0.75 * n ? Math.cos(i / 500) : doubleOf(bits(random))),
  'a smooth curve': (random) => {
    const [scale, pace] = [10 ** (random() * 20 - 10), random() / 100];
    return (i) => scale * (1 + Math.cos(i * pace));
  },
  'a smooth curve through zero': () => (i) => Math.sin((i - 300) / 777),
  'clock times': (random) => {
    let time = 1.76e12;
    return () => (time += Math.floor(random() * 40) + 230);
  },
};

const COUNTS: Record<string, Shape<number>> = {
  'any bits': (random) => () => random() * 2 ** 32,
  'lowest and highest in turns': () => (i) => (i % 2) * (2 ** 32 - 1),
  'one value': (random) => {
    const value = pick(random, [0, 1, 16, 2 ** 31, 2 ** 32 - 1]);
    return () => value;
  },
  'small ones': (random) => () => random() * 5,
  'one that differs': (_, n) => (i) => (i === n - 1 ? 3 : 16),
};

const shaped = <T>(shapes: Record<string, Shape<T>>) => fc.constantFrom(...Object.keys(shapes));

/** Columns of one length, each with a shape of its own. */
export const adversarialPoints = fc
  .record({
    n: fc.constantFrom(...LENGTHS),
    seed: fc.nat(),
    steps: shaped(INTEGERS),
    times: shaped(DOUBLES),
    values: shaped(DOUBLES),
    attempts: shaped(COUNTS),
    writers: shaped(INTEGERS),
  })
  .map(({ n, seed, ...shape }) => {
    const random = randomFrom(seed);
    const each = <T>(at: Shape<T>): T[] => {
      const value = at(random, n);
      return Array.from({ length: n }, (_, i) => value(i));
    };
    return {
      steps: BigInt64Array.from(each(INTEGERS[shape.steps]!)),
      times: Float64Array.from(each(DOUBLES[shape.times]!)),
      values: Float64Array.from(each(DOUBLES[shape.values]!)),
      attempts: Uint32Array.from(each(COUNTS[shape.attempts]!)),
      writers: BigInt64Array.from(each(INTEGERS[shape.writers]!)),
    };
  });

/** The first place where two columns differ in a bit, NaNs aside; −1 where they agree. */
export function firstDifference(a: ArrayLike<number | bigint>, b: ArrayLike<number | bigint>): number {
  if (a.length !== b.length) return Math.min(a.length, b.length);
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return i;
  return -1;
}
