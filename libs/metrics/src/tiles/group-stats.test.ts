import type { Dtype } from '@graticule/contracts';
import { groupQuantiles, groupReduce } from '@graticule/numerics';
import type { AxisColumn } from '../dictionary/axis-version.js';
import { groupRow, statNames } from './group-stats.js';
import { decodeGroupRow, decodeGroupStat, encodeGroupRow } from './group-tile.js';
import { SingleSorter } from './sort-singles.js';
import { vectorColumn } from './vector-column.js';

const REDUCTIONS = ['COUNT', 'SUM', 'MEAN', 'STD', 'MIN', 'MAX'] as const;
const QUANTILES = [0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1];

/** Every bit but the payload of a NaN. */
const bits = (values: ArrayLike<number>) =>
  Array.from(values, (value) => (Number.isNaN(value) ? 'NaN' : `${value}${Object.is(value, -0) ? '-0' : ''}`));

/** Compares a row of one vector with numerics, number by number. weights: an attribute of the axis. */
function expectNumerics(
  values: readonly number[],
  options: { groups: number[]; weights: number[]; dtype?: Dtype },
): void {
  const { groups, weights, dtype = 'f64' } = options;
  const cells = dtype === 'f64' ? Float64Array.from(values) : Float32Array.from(values);
  const group = { metric: 1, axisVersion: 1, step: 7n, time: 1, dtype, elements: undefined, values: cells };
  const labels = ['a', 'b', 'c'];
  const columns = new Map<string, AxisColumn>([['weight', { kind: 'number', values: Float64Array.from(weights) }]]);
  const column = vectorColumn([{ attempt: 1, group }], values.length);
  const row = groupRow(column, { labels, groups: Int32Array.from(groups) }, columns);
  const expected = [
    ...REDUCTIONS.flatMap((reduction) => [...groupReduce(cells, groups, 3, reduction).values]),
    ...QUANTILES.flatMap((q) => [...groupQuantiles(cells, groups, 3, [q]).values]),
    ...groupReduce(cells, groups, 3, 'MEAN', weights).values,
  ];
  expect(bits(row.values)).toEqual(bits(expected));
  const body = encodeGroupRow(row);
  expect(decodeGroupRow(body, 1)).toEqual(row);
}

it('gives the numbers of numerics, bit for bit', () => {
  const values = Array.from({ length: 999 }, (_, i) => Math.fround(Math.sin(i * i) * 10 ** (i % 9)));
  const groups = values.map((_, i) => (i % 4) - 1);
  const weights = values.map((_, i) => (i % 5 === 0 ? 0 : 1 / (i + 1)));
  expectNumerics(values, { groups, weights });
  expectNumerics(values, { groups, weights, dtype: 'f32' });
});

it.each([
  ['NaN, infinities and −0', [Number.NaN, Infinity, -0, 0, -Infinity, 3, Infinity, -Infinity, 1]],
  ['one infinity in each group', [1, Infinity, 2, -Infinity, 5, 6, 7, 8, Infinity]],
  ['sums beyond a double', [1e308, 1e308, 1e308, -1e308, 1e308, 1e308, 4, 5, 6]],
  ['squares beyond a double', [1e200, -1e200, 1, 2, 3, 4, 5, 1e200, 7]],
  ['overflow beside an infinity', [1e308, 1e308, -Infinity, 1e308, Infinity, 1e308, 1, 2, 3]],
  ['nothing but NaN', Array.from({ length: 9 }, () => Number.NaN)],
])('gives the numbers of numerics for %s', (_, values) => {
  for (const groups of [
    [0, 0, 0, 1, 1, 1, 2, 2, 2],
    [0, 1, 0, 1, 0, 1, 0, 1, 0],
    [2, -1, 2, 2, 5, 0, 0, 0, 0],
  ]) {
    expectNumerics(values, {
      groups: groups.map((g) => (g > 2 ? -1 : g)),
      weights: [1, 2, 0, 1, Number.NaN, 3, 1, 1, -1],
    });
    expectNumerics(values, { groups: groups.map((g) => (g > 2 ? -1 : g)), weights: [1e10, 2, 1, 1, 1, 3, 1, 1, 1] });
  }
});

it('sorts singles like a typed array does', () => {
  const values = Float64Array.from({ length: 3000 }, (_, i) => Math.fround(Math.sin(i * 7.3) * 10 ** ((i % 70) - 35)));
  values.set([Infinity, -Infinity, -0, 0, -0, 1e-45, -1e-45, 3.4028234663852886e38].map(Math.fround), 100);
  const sorter = new SingleSorter(4000);
  for (const length of [3000, 600, 10, 3000]) {
    const sorted = values.slice(0, length);
    sorter.order(sorted);
    expect(bits(sorted)).toEqual(bits(values.slice(0, length).toSorted()));
  }
});

it('names a stat by its place', () => {
  expect(statNames(new Map([['text', { kind: 'text', values: ['x'] }]]))).toHaveLength(15);
  const column = vectorColumn([], 1);
  const body = encodeGroupRow({ stats: ['A', 'B'], groups: 1, trailer: column.trailer, values: new Float64Array(0) });
  expect(decodeGroupStat(body, 0, 1).name).toBe('B');
  expect(() => decodeGroupStat(body, 0, 2)).toThrow('slice 2 of 2');
});
