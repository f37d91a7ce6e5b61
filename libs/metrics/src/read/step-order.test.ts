import fc from 'fast-check';
import { isAscending, lowerBound, orderBySteps, stepsAsDoubles } from './step-order.js';

const anyStep = fc.oneof(
  fc.bigInt({ min: -20n, max: 20n }),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(2n ** 53n, 2n ** 53n - 1n, -(2n ** 53n), -(2n ** 53n) - 1n, 2n ** 32n, -1n),
);
const anySteps = fc.array(anyStep, { maxLength: 60 }).map((steps) => BigInt64Array.from(steps));
const nearSteps = fc
  .array(fc.bigInt({ min: -9n, max: 9n }), { maxLength: 60 })
  .map((steps) => BigInt64Array.from(steps));

it('turns steps into the same numbers, or into nothing when one would be rounded', () => {
  fc.assert(
    fc.property(fc.oneof(anySteps, nearSteps), (steps) => {
      const doubles = stepsAsDoubles(steps);
      if (doubles !== undefined) expect([...doubles].map(BigInt)).toEqual([...steps]);
      else expect([...steps].some((step) => step >= 2n ** 53n || step < -(2n ** 53n))).toBe(true);
    }),
  );
});

it('orders by step and keeps equal steps in the order they came in, with and without doubles', () => {
  fc.assert(
    fc.property(fc.oneof(anySteps, nearSteps), (steps) => {
      const expected = Array.from(steps, (_, i) => i).toSorted((a, b) =>
        steps[a]! < steps[b]! ? -1 : steps[a]! > steps[b]! ? 1 : a - b,
      );
      expect([...orderBySteps(steps, stepsAsDoubles(steps))]).toEqual(expected);
      expect([...orderBySteps(steps, undefined)]).toEqual(expected);
    }),
  );
});

it('finds where a step would stand, and sees whether steps ascend', () => {
  fc.assert(
    fc.property(anySteps, anyStep, (steps, step) => {
      const sorted = steps.toSorted();
      expect(lowerBound(sorted, step)).toBe([...sorted].filter((other) => other < step).length);
      const ascends = [...steps].every((other, i) => i === 0 || other > steps[i - 1]!);
      expect(isAscending(steps, stepsAsDoubles(steps))).toBe(ascends);
    }),
  );
});
