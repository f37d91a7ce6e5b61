import fc from 'fast-check';
import { adversarialPoints, firstDifference } from './adversarial-columns.test-support.js';
import { CorruptTile } from './corrupt-tile.js';
import {
  coarserEntries,
  decodeEntries,
  encodeEntries,
  type Entries,
  entriesBetween,
  entriesOf,
  joinEntries,
} from './entries.js';
import type { ScalarPoints } from './points.js';

const sizes = fc.constantFrom(1, 2, 16, 64);
const value = fc.oneof(
  fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
  fc.constantFrom(NaN, Infinity, -Infinity, 0, -0, 1e16, Number.MAX_VALUE, -Number.MAX_VALUE, 5e-324),
);
const points = fc.oneof(
  fc.array(value, { maxLength: 200 }).map(pointsOf),
  fc.array(fc.constantFrom(NaN, Infinity, -Infinity), { maxLength: 70 }).map(pointsOf),
);

function pointsOf(values: readonly number[]): ScalarPoints {
  return {
    steps: BigInt64Array.from(values, (_, i) => BigInt(3 * i - 100)),
    times: Float64Array.from(values, (_, i) => 1000 + i),
    values: Float64Array.from(values),
  };
}

const COLUMNS = Object.keys(entriesOf(pointsOf([1]), 1)).filter((name): name is Column => name !== 'length');
type Column = Exclude<keyof Entries, 'length'>;

/** Each column that differs, with the first place where it does. */
function differences(a: Entries, b: Entries): Record<string, number> {
  const places = COLUMNS.map((name) => [name, firstDifference(a[name], b[name])] as const);
  return Object.fromEntries(places.filter(([, at]) => at >= 0));
}

/** What one entry must be, from its points alone; of the mean, the exact sum as far as it is exact. */
function naive({ steps, times, values }: ScalarPoints, begin: number, end: number) {
  const at = Array.from({ length: end - begin }, (_, i) => begin + i);
  const numbers = at.filter((i) => !Number.isNaN(values[i]));
  const finite = at.filter((i) => Number.isFinite(values[i]));
  const lowest = numbers.find((i) => numbers.every((other) => values[i]! <= values[other]!));
  const highest = numbers.find((i) => numbers.every((other) => values[i]! >= values[other]!));
  const wild = at.find((i) => !Number.isFinite(values[i]));
  return {
    firstSteps: steps[begin]!,
    lastSteps: steps[end - 1]!,
    lastTimes: times[end - 1]!,
    counts: at.length,
    numbers: numbers.length,
    finite: finite.length,
    min: lowest === undefined ? NaN : values[lowest]!,
    minSteps: lowest === undefined ? 0n : steps[lowest]!,
    max: highest === undefined ? NaN : values[highest]!,
    maxSteps: highest === undefined ? 0n : steps[highest]!,
    last: values[end - 1]!,
    nonFiniteSteps: wild === undefined ? 0n : steps[wild]!,
  };
}

function expectEntries(entries: Entries, of: ScalarPoints, size: number): void {
  const n = of.steps.length;
  expect(entries.length).toBe(Math.ceil(n / size));
  for (let e = 0; e < entries.length; e++) {
    const [begin, end] = [e * size, Math.min((e + 1) * size, n)];
    const { mean, ...columns } = Object.fromEntries(COLUMNS.map((name) => [name, entries[name][e]]));
    expect(columns).toEqual(naive(of, begin, end));
    expectMean(Number(mean), of.values.slice(begin, end).filter(Number.isFinite));
  }
}

function expectMean(mean: number, finite: Float64Array): void {
  if (finite.length === 0) return expect(mean).toBeNaN();
  // In parts, for the sum of the largest doubles is beyond them; sums are compensated, so what is left is a rounding per step.
  const exact = finite
    .toSorted((a, b) => Math.abs(a) - Math.abs(b))
    .reduce((sum, each) => sum + each / finite.length, 0);
  const size = finite.reduce((most, each) => Math.max(most, Math.abs(each)), 0);
  expect(Math.abs(mean - exact)).toBeLessThanOrEqual(1e-13 * size + Number.MIN_VALUE * finite.length);
}

it('knows of its points what a look at each of them says', () => {
  fc.assert(fc.property(points, sizes, (each, size) => expectEntries(entriesOf(each, size), each, size)));
});

it('is coarser as if it were made of the points', () => {
  const factors = fc.constantFrom(2, 4);
  fc.assert(
    fc.property(points, sizes, factors, (each, size, factor) => {
      expectEntries(coarserEntries(entriesOf(each, size), factor), each, size * factor);
    }),
  );
});

const meanOf = (values: readonly number[]) => entriesOf(pointsOf(values), values.length).mean[0];

it('takes the mean of values whose sum a plain sum would lose', () => {
  expect(meanOf([1e16, 1, -1e16, 1])).toBe(0.5);
  expect(meanOf([Number.MAX_VALUE, Number.MAX_VALUE])).toBe(Number.MAX_VALUE);
  expect(meanOf([-0])).toBe(-0);
  expect(meanOf([-0, Number.NaN])).toBe(-0);
  expect(meanOf([Infinity, 3])).toBe(3);
});

it('joins what it was parted into', () => {
  fc.assert(
    fc.property(points, sizes, fc.nat(), fc.nat(), (each, size, a, b) => {
      const entries = entriesOf(each, size);
      const [begin, end] = [a % (entries.length + 1), b % (entries.length + 1)].toSorted((x, y) => x - y);
      const parts = [
        entriesBetween(entries, 0, begin!),
        entriesBetween(entries, begin!, end!),
        entriesBetween(entries, end!, entries.length),
      ];
      expect(differences(joinEntries(parts), entries)).toEqual({});
    }),
  );
});

it('gives back every bit of what it wrote, of points that make it hard', () => {
  fc.assert(
    fc.property(adversarialPoints, sizes, (each, size) => {
      const entries = entriesOf(each, size);
      expect(differences(decodeEntries(encodeEntries(entries), entries.length), entries)).toEqual({});
    }),
    { numRuns: 300 },
  );
});

it('gives back places that mean nothing as they were', () => {
  const entries = entriesOf(pointsOf([1, 2, 3, Number.NaN]), 2);
  const odd = { ...entries, minSteps: BigInt64Array.of(7n, -(2n ** 63n)), counts: Uint32Array.of(0, 1) };
  expect(differences(decodeEntries(encodeEntries(odd), 2), odd)).toEqual({});
});

it('refuses a body that was changed or is of another length', () => {
  const entries = entriesOf(pointsOf(Array.from({ length: 100 }, (_, i) => Math.sqrt(i))), 16);
  const body = encodeEntries(entries);
  for (let at = 0; at < body.length; at++) {
    const changed = body.slice();
    changed[at]! ^= 1;
    expect(() => decodeEntries(changed, entries.length)).toThrow(CorruptTile);
    expect(() => decodeEntries(body.subarray(0, at), entries.length)).toThrow(CorruptTile);
  }
  expect(() => decodeEntries(body, entries.length + 1)).toThrow(CorruptTile);
});

it('spends little on the entries of a short series', () => {
  const entries = entriesOf(pointsOf(Array.from({ length: 100 }, (_, i) => Math.fround(Math.sqrt(i)))), 128);
  expect(encodeEntries(entries).length).toBeLessThan(160);
});
