import fc from 'fast-check';
import {
  extent,
  groupMeans,
  groupQuantiles,
  groupReduce,
  mean,
  quantiles,
  standardDeviation,
  sum,
  weightedMean,
} from './index.js';
import { holds } from './property-seed.test-support.js';

const numbers = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 60 });
const withNaN = fc.array(fc.oneof(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.constant(Number.NaN)), {
  maxLength: 60,
});

describe('reductions', () => {
  it('adds what plain addition loses', () => {
    expect(sum([1, 1e100, 1, -1e100])).toEqual({ value: 2, count: 4, nanCount: 0 });
  });

  it('keeps infinities, which have no rounding error to correct', () => {
    expect(sum([1, Infinity, 2]).value).toBe(Infinity);
    expect(sum([Infinity, -Infinity]).value).toBeNaN();
  });

  it('does not overflow on the way to a number that a double holds', () => {
    const large = Array.from({ length: 10 }, () => 1.7e308);
    expect(mean(large).value).toBe(1.7e308);
    expect(mean([Number.MAX_VALUE, Number.MAX_VALUE, Number.NaN]).value).toBe(Number.MAX_VALUE);
    expect(sum([1.7e308, 1.7e308, -1.7e308]).value).toBe(1.7e308);
    // The sum itself is beyond a double.
    expect(sum(large).value).toBe(Infinity);
    expect(weightedMean([1e308, 1e308], [1000, 24]).value / 1e308).toBeCloseTo(1, 12);
    expect(mean([...large, -Infinity]).value).toBe(-Infinity);
  });

  it('has no deviation from an infinite value', () => {
    expect(standardDeviation([1, 2, Infinity])).toEqual({ value: Number.NaN, count: 3, nanCount: 0 });
    expect(standardDeviation([-Infinity, 1]).value).toBeNaN();
  });

  it('skips NaN and says how many', () => {
    expect(mean([1, Number.NaN, 3])).toEqual({ value: 2, count: 2, nanCount: 1 });
  });

  it('answers NaN with count 0 where there is nothing', () => {
    for (const reduce of [sum, mean, standardDeviation])
      expect(reduce([Number.NaN])).toEqual({ value: Number.NaN, count: 0, nanCount: 1 });
    expect(extent([])).toEqual({ min: Number.NaN, max: Number.NaN });
    expect(Array.from(quantiles([], [0.5]))).toEqual([Number.NaN]);
  });

  it('gives the sample standard deviation', () => {
    // 32 / 7 by hand: mean 5, squared deviations 9 1 1 1 0 0 4 16.
    expect(standardDeviation([2, 4, 4, 4, 5, 5, 7, 9]).value).toBeCloseTo(Math.sqrt(32 / 7), 14);
    expect(standardDeviation([3]).value).toBeNaN();
  });

  it('weighs each value and lets a zero weight remove even an infinite one', () => {
    expect(weightedMean([1, 5, Infinity, Number.NaN], [3, 1, 0, 2])).toEqual({ value: 2, count: 2, nanCount: 1 });
    expect(() => weightedMean([1], [])).toThrow('1 values but 0 weights');
  });

  it('interpolates quantiles like NumPy by default', () => {
    // numpy.quantile([7, 15, 36, 39, 40, 41], [0, .1, .25, .5, .75, 1])
    const expected = [7, 11, 20.25, 37.5, 39.75, 41];
    quantiles([40, 7, 36, 39, 15, 41], [0, 0.1, 0.25, 0.5, 0.75, 1]).forEach((q, i) =>
      expect(q).toBeCloseTo(expected[i]!, 12),
    );
    expect(Array.from(quantiles([1, Infinity], [0, 1]))).toEqual([1, Infinity]);
    expect(() => quantiles([1], [2])).toThrow(RangeError);
  });

  it('keeps the mean between the extremes', () => {
    holds(
      fc.property(
        numbers.filter((n) => n.length > 0),
        (values) => {
          const { min, max } = extent(values);
          const slack = 1e-9 * Math.max(1, Math.abs(min), Math.abs(max));
          expect(mean(values).value).toBeGreaterThanOrEqual(min - slack);
          expect(mean(values).value).toBeLessThanOrEqual(max + slack);
        },
      ),
    );
  });

  it('orders quantiles and ends them at the extremes', () => {
    holds(
      fc.property(
        numbers.filter((n) => n.length > 0),
        (values) => {
          const [low, middle, high] = quantiles(values, [0, 0.5, 1]);
          expect({ min: low, max: high }).toEqual(extent(values));
          expect(middle).toBeGreaterThanOrEqual(low!);
          expect(middle).toBeLessThanOrEqual(high!);
        },
      ),
    );
  });
});

describe('group reductions', () => {
  const values = Float64Array.of(1, 2, Number.NaN, 4, 10, 99);
  const groups = Int32Array.of(0, 0, 0, 1, 1, -1);

  it('reduces each group and ignores elements outside every group', () => {
    expect(groupReduce(values, groups, 3, 'SUM')).toEqual({
      values: Float64Array.of(3, 14, Number.NaN),
      counts: Float64Array.of(2, 2, 0),
    });
    expect(groupReduce(values, groups, 3, 'MIN').values).toEqual(Float64Array.of(1, 4, Number.NaN));
    expect(groupReduce(values, groups, 3, 'MAX').values).toEqual(Float64Array.of(2, 10, Number.NaN));
    expect(groupReduce(values, groups, 3, 'COUNT').values).toEqual(Float64Array.of(2, 2, 0));
    expect(groupReduce(values, groups, 3, 'STD').values).toEqual(
      Float64Array.of(Math.SQRT1_2, Math.sqrt(18), Number.NaN),
    );
  });

  it('weighs means by the other column', () => {
    expect(groupMeans(values, Uint16Array.of(0, 0, 0, 1, 1, 9), 2, Float64Array.of(3, 1, 5, 1, 0, 1)).values).toEqual(
      Float64Array.of(1.25, 4),
    );
  });

  it('does not overflow in a group, weighted or not, nor spoil the other groups', () => {
    const large = Float64Array.of(1.7e308, 1.7e308, -1.7e308, 3, 1.7e308, Infinity);
    const places = Int32Array.of(0, 0, 0, 1, 2, 2);
    expect(groupReduce(large, places, 3, 'SUM').values).toEqual(Float64Array.of(1.7e308, 3, Infinity));
    const pair = groupMeans(Float64Array.of(1.7e308, 1.7e308, 5), Int32Array.of(0, 0, 1), 2);
    expect(pair.values).toEqual(Float64Array.of(1.7e308, 5));
    const weighted = groupMeans(Float64Array.of(1e308, 1e308), Int32Array.of(0, 0), 1, Float64Array.of(1000, 24));
    expect(weighted.values[0]! / 1e308).toBeCloseTo(1, 12);
  });

  it('has no deviation in a group with an infinite value', () => {
    const deviations = groupReduce([1, Infinity, 2, 4], [0, 0, 1, 1], 2, 'STD').values;
    expect(deviations).toEqual(Float64Array.of(Number.NaN, Math.SQRT2));
  });

  it('takes quantiles per group', () => {
    expect(groupQuantiles(values, groups, 3, [0, 0.5])).toEqual({
      values: Float64Array.of(1, 1.5, 4, 7, Number.NaN, Number.NaN),
      counts: Float64Array.of(2, 2, 0),
    });
  });

  it('agrees with the reduction of each group alone', () => {
    holds(
      fc.property(withNaN, fc.infiniteStream(fc.nat(2)), (list, stream) => {
        const group = list.map(() => stream.next().value);
        const of = (g: number) => list.filter((_, i) => group[i] === g);
        for (const [reduction, alone] of [
          ['SUM', (v: number[]) => sum(v).value],
          ['MEAN', (v: number[]) => mean(v).value],
          ['MIN', (v: number[]) => extent(v).min],
          ['MAX', (v: number[]) => extent(v).max],
          ['COUNT', (v: number[]) => sum(v).count],
        ] as const)
          expect(Array.from(groupReduce(list, group, 3, reduction).values)).toEqual([0, 1, 2].map((g) => alone(of(g))));
        const deviations = groupReduce(list, group, 3, 'STD').values;
        // Two routes to the same squares: they may differ in the last bits.
        [0, 1, 2].forEach((g) => {
          const alone = standardDeviation(of(g)).value;
          if (Number.isNaN(alone)) expect(deviations[g]).toBeNaN();
          else expect(Math.abs(deviations[g]! - alone)).toBeLessThanOrEqual(1e-12 * Math.max(1, alone));
        });
      }),
    );
  });

  it('does not let the scale of the weights change a mean or a deviation', () => {
    holds(
      fc.property(numbers, fc.integer({ min: 1, max: 1000 }), (list, scale) => {
        const group = new Uint16Array(list.length);
        const weights = list.map(() => scale);
        for (const reduction of ['MEAN', 'STD'] as const) {
          const [plain] = groupReduce(list, group, 1, reduction).values;
          const [weighted] = groupReduce(list, group, 1, reduction, weights).values;
          if (Number.isNaN(plain)) expect(weighted).toBeNaN();
          else expect(Math.abs(plain! - weighted!)).toBeLessThanOrEqual(1e-8 * Math.max(1, Math.abs(plain!)));
        }
      }),
    );
  });
});
