import fc from 'fast-check';
import { canonicalOrder, isSamePoint, joinPoints, mergePoints, pickHistory, pickPoints } from './merge-points.js';
import type { AttemptPoints } from './points.js';

interface Point {
  readonly step: bigint;
  readonly time: number;
  readonly value: number;
  readonly attempt: number;
}

const HIGHEST = 2n ** 63n - 1n;
const LOWEST = -(2n ** 63n);
/** Few different ones, so that they meet; with and without such that doubles do not hold. */
const smallSteps = fc.bigInt({ min: -8n, max: 8n });
const anySteps = fc.oneof(
  smallSteps,
  fc.constantFrom(LOWEST, LOWEST + 1n, 2n ** 53n, 2n ** 53n + 1n, HIGHEST - 1n, HIGHEST),
);
const point = (step: fc.Arbitrary<bigint>): fc.Arbitrary<Point> =>
  fc.record({
    step,
    time: fc.constantFrom(1, 2),
    value: fc.constantFrom(0, -0, NaN, Infinity, 1.5),
    attempt: fc.constantFrom(1, 2),
  });
const written = fc.oneof(fc.array(point(smallSteps)), fc.array(point(anySteps)));
const inStepOrder = written.map((points) => {
  const bySteps = new Map(points.map((each) => [each.step, each]));
  return [...bySteps.values()].toSorted((a, b) => (a.step < b.step ? -1 : 1));
});

function columnsOf(points: readonly Point[]): AttemptPoints {
  return {
    steps: BigInt64Array.from(points, ({ step }) => step),
    times: Float64Array.from(points, ({ time }) => time),
    values: Float64Array.from(points, ({ value }) => value),
    attempts: Uint32Array.from(points, ({ attempt }) => attempt),
  };
}

function pointsOf({ steps, times, values, attempts }: AttemptPoints): Point[] {
  return Array.from(steps, (step, i) => ({ step, time: times[i]!, value: values[i]!, attempt: attempts[i]! }));
}

const isSame = (a: Point, b: Point): boolean =>
  a.step === b.step && a.time === b.time && a.attempt === b.attempt && Object.is(a.value, b.value);

it('counts the last write of each step, in step order', () => {
  fc.assert(
    fc.property(written, (points) => {
      const last = new Map(points.map(({ step }, at) => [step, at]));
      const kept = [...last].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, at]) => at);
      const order = canonicalOrder(columnsOf(points).steps);
      if (order === undefined) return expect(kept).toEqual(points.map((_, at) => at));
      expect([...order.kept]).toEqual(kept);
      expect([...order.superseded]).toEqual(points.map((_, at) => at).filter((at) => !kept.includes(at)));
      expect([...order.winners]).toEqual(points.map(({ step }) => last.get(step)));
    }),
    { numRuns: 500 },
  );
});

it('asks for no new order of steps that rise', () => {
  expect(canonicalOrder(BigInt64Array.of(LOWEST, -1n, 0n, 5n, HIGHEST))).toBeUndefined();
  expect(canonicalOrder(BigInt64Array.of())).toBeUndefined();
  expect(canonicalOrder(BigInt64Array.of(1n, 1n))).toBeDefined();
});

it('merges as a map from steps to points would, the later ones winning', () => {
  fc.assert(
    fc.property(inStepOrder, inStepOrder, (earlier, later) => {
      const newer = new Map(later.map((each) => [each.step, each]));
      const union = new Map([...earlier, ...later].map((each) => [each.step, each]));
      const merged = mergePoints(columnsOf(earlier), columnsOf(later));
      expect(pointsOf(merged.points)).toEqual([...union.values()].toSorted((a, b) => (a.step < b.step ? -1 : 1)));
      expect(merged.shared).toBe(earlier.length + later.length - union.size);
      const superseded = earlier.flatMap((each, at) => {
        const winner = newer.get(each.step);
        return winner === undefined || isSame(each, winner) ? [] : [at];
      });
      expect([...merged.superseded]).toEqual(superseded);
    }),
    { numRuns: 500 },
  );
});

it('changes none of the columns it was given', () => {
  fc.assert(
    fc.property(inStepOrder, inStepOrder, (earlier, later) => {
      const [a, b] = [columnsOf(earlier), columnsOf(later)];
      mergePoints(a, b);
      expect(pointsOf(a)).toEqual(earlier);
      expect(pointsOf(b)).toEqual(later);
    }),
  );
});

it('tells points apart by attempt, step, time and value, a NaN being one value and −0 another than 0', () => {
  fc.assert(
    fc.property(point(smallSteps), point(smallSteps), (a, b) => {
      expect(isSamePoint(columnsOf([a]), 0, columnsOf([b]), 0)).toBe(isSame(a, b));
      expect(isSamePoint(columnsOf([a]), 0, columnsOf([a]), 0)).toBe(true);
    }),
  );
});

it('joins and picks as arrays do', () => {
  fc.assert(
    fc.property(fc.array(written, { maxLength: 4 }), fc.array(fc.nat(), { maxLength: 10 }), (parts, places) => {
      const all = parts.flat();
      const joined = joinPoints(parts.map(columnsOf));
      expect(pointsOf(joined)).toEqual(all);
      const order = all.length === 0 ? [] : places.map((place) => place % all.length);
      expect(pointsOf(pickPoints(joined, Uint32Array.from(order)))).toEqual(order.map((at) => all[at]));
      const history = { ...joined, writers: BigInt64Array.from(all, (_, at) => BigInt(at)) };
      expect(pickHistory(history, Uint32Array.from(order)).writers).toEqual(BigInt64Array.from(order, BigInt));
    }),
  );
});
