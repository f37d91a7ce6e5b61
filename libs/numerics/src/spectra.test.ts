import fc from 'fast-check';
import { effectiveRank, frobeniusNorm, ranks, singularValues, spearman, stableRank } from './index.js';
import { holds } from './property-seed.test-support.js';

const shape = fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }));
const matrix = shape.chain(([rows, cols]) =>
  fc
    .array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: rows * cols, maxLength: rows * cols })
    .map((entries) => ({ rows, cols, entries })),
);

describe('singular values', () => {
  it('equal the values known in closed form', () => {
    // Of [[1, 2], [3, 4]]: s² are the roots of x² − 30 x + 4.
    const known = [Math.sqrt(15 + Math.sqrt(221)), Math.sqrt(15 - Math.sqrt(221))];
    singularValues([1, 2, 3, 4], 2, 2).forEach((s, i) => expect(s).toBeCloseTo(known[i]!, 12));
    // numpy.linalg.svd([[1, 2, 3], [4, 5, 6]])
    const wide = [9.508032000695724, 0.7728696356734838];
    singularValues([1, 2, 3, 4, 5, 6], 2, 3).forEach((s, i) => expect(s).toBeCloseTo(wide[i]!, 12));
  });

  it('of a path graph are the cosines of its spectrum', () => {
    const n = 40;
    const path = new Float64Array(n * n);
    for (let i = 0; i + 1 < n; i++) path[i * n + i + 1] = path[(i + 1) * n + i] = 1;
    const expected = Array.from({ length: n }, (_, k) =>
      Math.abs(2 * Math.cos((Math.PI * (k + 1)) / (n + 1))),
    ).toSorted((a, b) => b - a);
    // The Gram route halves the digits of values near zero; none here is below 0.07.
    singularValues(path, n, n).forEach((s, i) => expect(Math.abs(s - expected[i]!)).toBeLessThan(1e-12));
  });

  it('carry the energy of the matrix and do not change when it is transposed', () => {
    holds(
      fc.property(matrix, ({ rows, cols, entries }) => {
        const values = singularValues(entries, rows, cols);
        expect(Math.abs(frobeniusNorm(values) - frobeniusNorm(entries))).toBeLessThanOrEqual(
          1e-9 * (1 + frobeniusNorm(entries)),
        );
        const transposed = Float64Array.from(entries, (_, i) => entries[(i % rows) * cols + Math.floor(i / rows)]!);
        const other = singularValues(transposed, cols, rows);
        // 1e-7 of the largest value is where the Gram route ends.
        values.forEach((s, i) => expect(Math.abs(s - other[i]!)).toBeLessThanOrEqual(1e-7 * (1 + values[0]!)));
        expect(Array.from(values)).toEqual(Array.from(values).toSorted((a, b) => b - a));
      }),
    );
  });

  it('of a matrix of rank one are one value and zeros', () => {
    const [first, ...rest] = singularValues([1, 2, 3, 2, 4, 6, 3, 6, 9], 3, 3);
    expect(first).toBeCloseTo(14, 12);
    rest.forEach((s) => expect(s).toBeLessThan(1e-6));
    expect(Array.from(singularValues(new Float64Array(6), 2, 3))).toEqual([0, 0]);
  });

  it('are NaN when an entry is not finite', () => {
    expect(Array.from(singularValues([1, Number.NaN, 0, 1], 2, 2))).toEqual([Number.NaN, Number.NaN]);
  });
});

describe('ranks of a spectrum', () => {
  it('count equal directions exactly and ignore the scale', () => {
    expect(stableRank([2, 2, 2])).toBe(3);
    expect(effectiveRank([2, 2, 2, 0])).toBeCloseTo(3, 12);
    expect(stableRank([3, 4])).toBeCloseTo(25 / 16, 14);
    expect(stableRank([])).toBeNaN();
    expect(effectiveRank([0, 0])).toBeNaN();
  });

  it('lie between one and the number of values', () => {
    holds(
      fc.property(fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 1, maxLength: 20 }), (s) => {
        for (const rank of [stableRank(s), effectiveRank(s)]) {
          expect(rank).toBeGreaterThanOrEqual(1 - 1e-9);
          expect(rank).toBeLessThanOrEqual(s.length + 1e-9);
        }
      }),
    );
  });
});

describe('rank correlation', () => {
  it('shares ranks among ties', () => {
    expect(Array.from(ranks([10, 20, 10, 30]))).toEqual([1.5, 3, 1.5, 4]);
    // scipy.stats.spearmanr([1, 2, 3, 4, 5], [5, 6, 7, 8, 7])
    expect(spearman([1, 2, 3, 4, 5], [5, 6, 7, 8, 7]).value).toBeCloseTo(0.8207826816681233, 12);
  });

  it('skips pairs with a NaN and refuses a constant side', () => {
    expect(spearman([1, Number.NaN, 3, 4], [4, 1, 2, 1])).toEqual({ value: -1, count: 3, nanCount: 1 });
    expect(spearman([1, 2], [5, 5]).value).toBeNaN();
  });

  it('does not change under a monotone transformation', () => {
    holds(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer()), { minLength: 2, maxLength: 40 }),
        (pairs) => {
          const x = pairs.map(([a]) => a);
          const y = pairs.map(([, b]) => b);
          const direct = spearman(x, y).value;
          const cubed = spearman(
            x.map((a) => a ** 3),
            y,
          ).value;
          expect(cubed).toEqual(direct);
          if (!Number.isNaN(direct)) expect(Math.abs(direct)).toBeLessThanOrEqual(1 + 1e-12);
        },
      ),
    );
  });
});
