import fc from 'fast-check';
import { bucketsOf, EnvelopeLine, firstSteps } from './envelope.js';

const ascending = fc
  .uniqueArray(fc.oneof(fc.bigInt({ min: -50n, max: 50n }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })), {
    minLength: 1,
    maxLength: 80,
  })
  .map((steps) => BigInt64Array.from(steps).toSorted());

it('parts steps into at most as many buckets as asked for, all of one width, none empty', () => {
  fc.assert(
    fc.property(ascending, fc.integer({ min: 1, max: 90 }), (steps, limit) => {
      const buckets = bucketsOf(steps, limit);
      const sizes = buckets.starts.slice(1).map((end, b) => end - buckets.starts[b]!);
      expect(sizes.length).toBeLessThanOrEqual(limit);
      expect(Math.min(...sizes)).toBeGreaterThan(0);
      expect(buckets.starts[0]).toBe(0);
      expect(buckets.starts.at(-1)).toBe(steps.length);
      expect(buckets.resolution === 0).toBe(steps.length <= limit);
      expect([...firstSteps(steps, buckets)]).toEqual(Array.from(buckets.starts.slice(0, -1), (at) => steps[at]));
    }),
  );
});

it('keeps min ≤ mean ≤ max and counts the numbers', () => {
  const value = fc.oneof(fc.constant(Number.NaN), fc.double({ min: -1e6, max: 1e6, noNaN: true }));
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 50 }), (values) => {
      const line = new EnvelopeLine(1);
      for (const each of values) line.add(0, each);
      const numbers = values.filter((each) => !Number.isNaN(each));
      expect(line.count[0]).toBe(numbers.length);
      if (numbers.length === 0) return expect(line.values[0]).toBeNaN();
      // The mean of equal numbers may miss them by the rounding of one division.
      const slack = Math.max(...numbers.map(Math.abs)) * Number.EPSILON;
      expect(line.values[0]).toBeGreaterThanOrEqual(line.min[0]! - slack);
      expect(line.values[0]).toBeLessThanOrEqual(line.max[0]! + slack);
    }),
  );
});

it('lets an infinity through and never makes a NaN of it alone', () => {
  const line = new EnvelopeLine(1);
  for (const each of [1, Infinity, 2]) line.add(0, each);
  expect([line.values[0], line.min[0], line.max[0], line.count[0]]).toEqual([Infinity, 1, Infinity, 3]);
});

/** As numbers: of −0 and 0 either may stand for the extreme. */
const told = ({ count, min, max }: EnvelopeLine) => [count[0], min[0]! + 0, max[0]! + 0];

it('gathers parts of a bucket as if their values had been added one by one', () => {
  const value = fc.oneof(
    { weight: 6, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }) },
    { weight: 1, arbitrary: fc.constantFrom(Number.NaN, Infinity, -Infinity) },
  );
  fc.assert(
    fc.property(fc.array(fc.array(value, { minLength: 1, maxLength: 9 }), { minLength: 1, maxLength: 6 }), (parts) => {
      const [one, whole] = [new EnvelopeLine(1), new EnvelopeLine(1)];
      for (const part of parts) {
        const numbers = part.filter((each) => !Number.isNaN(each));
        const finite = part.filter(Number.isFinite);
        const mean = finite.reduce((sum, each) => sum + each, 0) / finite.length;
        const [min, max] = [Math.min(...numbers), Math.max(...numbers)];
        whole.gather(0, { numbers: numbers.length, finite: finite.length, min, max, mean });
        for (const each of part) one.add(0, each);
      }
      expect(told(whole)).toEqual(told(one));
      // Some fifty additions of numbers below a million, in another order.
      if (Number.isFinite(one.values[0])) expect(Math.abs(whole.values[0]! - one.values[0]!)).toBeLessThan(1e-8);
      else expect(whole.values[0]).toBe(one.values[0]);
    }),
  );
});
