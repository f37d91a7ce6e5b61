import { entriesOf } from '../tiles/entries.js';
import { summaryOf } from '../fold/scalar-summary.js';
import { summaryDifferences } from './compare-summary.js';
import { ScalarScan } from './scalar-scan.js';

const pointsOf = (values: readonly number[], first = 10) => ({
  steps: BigInt64Array.from(values, (_, i) => BigInt(first + i)),
  times: new Float64Array(values.length),
  values: Float64Array.from(values),
});

function scanned(...parts: (readonly number[])[]) {
  const scan = new ScalarScan();
  let first = 10;
  for (const part of parts) {
    scan.add(pointsOf(part, first), 'sealed');
    first += part.length;
  }
  return { numbers: scan.numbers(99n), scale: scan.scale };
}

it('sums a series up over its tiles', () => {
  const { numbers, scale } = scanned([2, Number.NaN, -0, 0], [Infinity, -5], []);
  expect(numbers).toEqual({
    n: 6n,
    nonFinite: 2n,
    firstNonFiniteStep: 11n,
    firstStep: 10n,
    first: 2,
    lastStep: 15n,
    last: -5,
    min: -5,
    argmin: 15n,
    max: Infinity,
    argmax: 14n,
    mean: -0.75,
    sealedHi: 99n,
    sealedN: 6n,
  });
  expect(scale).toBe(5);
});

it('gives the first step of an extreme that occurs again in a later tile', () => {
  const { numbers } = scanned([1, 3, 3], [3, 1]);
  expect([numbers.argmin, numbers.argmax]).toEqual([10n, 11n]);
});

it('knows the mean of numbers whose sum is beyond a double', () => {
  const { numbers, scale } = scanned([1.5e308, 1.5e308], [1.5e308, -1.5e308]);
  expect(numbers.mean).toBeCloseTo(0.75e308, -300);
  expect(scale).toBe(1.5e308);
});

it('has nothing to say of a series without numbers', () => {
  expect(scanned([Number.NaN, Number.NaN]).numbers).toMatchObject({
    min: null,
    argmax: null,
    mean: null,
    nonFinite: 2n,
  });
  expect(scanned().numbers).toMatchObject({ n: 0n, firstStep: null, first: null, lastStep: 0n, last: null });
});

it('agrees with the sums of the fold, which go by entries', () => {
  const values = Array.from({ length: 5000 }, (_, i) => Math.sin(i) * 1e6 + 1e-6);
  const { numbers, scale } = scanned(values.slice(0, 4096), values.slice(4096));
  const points = pointsOf(values);
  const folded = summaryOf(entriesOf(points, 4096), { step: 10n, value: values[0]! });
  expect(summaryDifferences({ ...folded, sealedHi: 99n, sealedN: 5000n }, numbers, scale)).toEqual([]);
  const off = { ...numbers, mean: numbers.mean! + 2e-12 * scale };
  expect(summaryDifferences(off, numbers, scale)).toHaveLength(1);
});
