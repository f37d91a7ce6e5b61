import type { Dtype } from '@graticule/contracts';
import type { AxisGrouping } from '../dictionary/axis-grouping.js';
import type { AxisColumn } from '../dictionary/axis-version.js';
import { groupMembers, inGroups } from './group-members.js';
import { GroupReducer, REDUCTIONS } from './group-reducer.js';
import type { GroupRow } from './group-tile.js';
import { SingleSorter } from './sort-singles.js';
import type { VectorColumn } from './vector-column.js';
import { WeightedMeans } from './weighted-means.js';

const QUANTILES = [0, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 1] as const;
const WEIGHTS_AT_MOST = 8;

/** A grouping of more groups has no rows: they would be larger than what they sum up. */
export const GROUPS_AT_MOST = 1024;

export const quantileStat = (quantile: number): string => `QUANTILE ${quantile}`;
/** The mean weighted with a numeric attribute of the axis. */
export const weightedMeanStat = (attribute: string): string => `MEAN by ${attribute}`;

/** What grouping rows of series over this axis hold, in their order: a stat's place is its place in this list. */
export function statNames(columns: ReadonlyMap<string, AxisColumn>): readonly string[] {
  const weights = weightsOf(columns).map(([name]) => weightedMeanStat(name));
  return [...REDUCTIONS, ...QUANTILES.map(quantileStat), ...weights];
}

/** By name: the columns of one version may come in any order. */
function weightsOf(columns: ReadonlyMap<string, AxisColumn>): readonly (readonly [string, Float64Array])[] {
  const numeric = [...columns].flatMap(([name, column]) =>
    column.kind === 'number' ? [[name, column.values] as const] : [],
  );
  return numeric.toSorted(([a], [b]) => (a < b ? -1 : 1)).slice(0, WEIGHTS_AT_MOST);
}

/**
 * The vectors of a column reduced over groups: bit for bit what `groupReduce` and `groupQuantiles` say of each whole vector, NaN
 * for the cells that were not logged. O(vectors · elements · (log elements + weights)).
 */
export function groupRow(
  column: VectorColumn,
  { labels, groups }: AxisGrouping,
  columns: ReadonlyMap<string, AxisColumn>,
): GroupRow {
  const n = column.vectors.length;
  const stats = statNames(columns);
  const count = labels.length;
  const values = new Float64Array(stats.length * count * n);
  const members = groupMembers(groups, count);
  const weights = weightsOf(columns).map(([, weight]) => new WeightedMeans(members, weight));
  const plain = new GroupReducer(members, QUANTILES, sorterOf(column.dtype, members.most));
  const vector = { whole: new Float64Array(column.size), ordered: new Float64Array(members.elements.length) };
  column.vectors.forEach(({ group }, place) => {
    fill(vector.whole, group);
    inGroups(vector.whole, members.elements, vector.ordered);
    const put = (stat: number, g: number, value: number) => (values[(stat * count + g) * n + place] = value);
    for (let g = 0; g < count; g++) plain.reduce(vector, g).forEach((value, stat) => put(stat, g, value));
    weights.forEach((weight, w) => {
      const means = weight.of(vector);
      for (let g = 0; g < count; g++) put(plain.stats + w, g, means[g]!);
    });
  });
  return { stats, groups: count, trailer: column.trailer, values };
}

/** What f32 holds exactly has a faster way. */
function sorterOf(dtype: Dtype, most: number): (values: Float64Array) => void {
  if (dtype === 'f64')
    return (values) => {
      values.sort();
    };
  const sorter = new SingleSorter(most);
  return (values) => sorter.order(values);
}

function fill(whole: Float64Array, { elements, values }: VectorColumn['vectors'][number]['group']): void {
  if (elements === undefined) {
    whole.set(values);
    return;
  }
  whole.fill(Number.NaN);
  for (let i = 0; i < elements.length; i++) whole[elements[i]!] = values[i]!;
}
