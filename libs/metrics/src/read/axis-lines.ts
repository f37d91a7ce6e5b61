import { LIMITS, type ProblemItem } from '@graticule/contracts';
import { groupQuantiles, groupReduce, type Reduction } from '@graticule/numerics';
import { axisGrouping } from '../dictionary/axis-grouping.js';
import type { AxisVersion } from '../dictionary/axis-version.js';
import { unknownAttribute } from './select-elements.js';
import type { Line } from './slice.js';
import type { AxisReading } from './slice-request.js';
import { GROUPS_AT_MOST, quantileStat, statNames, weightedMeanStat } from '../tiles/group-stats.js';

/** What a reading of an axis answers with: the lines, and how a vector becomes one number per line. */
export type AxisLines = ElementLines | ReducedLines;

type Heads = readonly Pick<Line, 'element' | 'group' | 'quantile'>[];

interface ElementLines {
  readonly kind: 'elements';
  readonly heads: Heads;
  readonly elements: Uint32Array;
}

export interface ReducedLines {
  readonly kind: 'reduced';
  readonly heads: Heads;
  /** values, weights: [elements], NaN where nothing was logged. Returns [lines], NaN where there is nothing. */
  valuesAt(values: ArrayLike<number>, weights: ArrayLike<number> | undefined): Float64Array;
  /** Where the fold has kept these numbers, if it has; line = group · stats + stat. */
  readonly kept: KeptLines | undefined;
}

export interface KeptLines {
  /** The place of the grouping in its axis version. */
  readonly grouping: number;
  readonly groups: number;
  /** By name, and its place in a row. */
  readonly stats: readonly { readonly name: string; readonly place: number }[];
}

export type AxisLinesOutcome = AxisLines | { readonly kind: 'invalid'; readonly problems: readonly ProblemItem[] };

const WEIGHABLE: ReadonlySet<Reduction> = new Set(['SUM', 'MEAN', 'STD']);

/** What is wrong with a reading before anything is read. */
export function readingProblems({ select, groupBy, reduce, weights, quantiles }: AxisReading): ProblemItem[] {
  const problems: ProblemItem[] = [];
  const refuse = (part: string, detail: string) =>
    problems.push({ pointer: `#/axis/${part}`, code: 'AXIS_READING', detail });
  if (select === undefined && reduce === undefined) refuse('select', 'select elements, or reduce over all of them');
  if (groupBy !== undefined && reduce === undefined) refuse('groupBy', 'groups need a reduction: give reduce');
  if (weights !== undefined && (reduce === undefined || !WEIGHABLE.has(reduce))) {
    refuse('weights', 'weights apply to SUM, MEAN and STD');
  }
  if ((reduce === 'QUANTILES') !== (quantiles !== undefined && quantiles.length > 0)) {
    refuse('quantiles', 'QUANTILES needs a list of quantiles, and nothing else takes one');
  }
  if (quantiles?.some((q) => !(q >= 0 && q <= 1)) === true) refuse('quantiles', 'a quantile is between 0 and 1');
  return problems;
}

/** `chosen` undefined: all elements. */
export function axisLines(axis: AxisVersion, chosen: Uint32Array | undefined, reading: AxisReading): AxisLinesOutcome {
  const grouping = groupsOf(axis, chosen, reading.groupBy);
  if (grouping === undefined) {
    return invalid('groupBy', 'UNKNOWN_ATTRIBUTE', unknownAttribute(axis, reading.groupBy ?? ''));
  }
  const { reduce } = reading;
  const lines =
    reduce === undefined
      ? elementLines(axis, chosen ?? everyElement(axis))
      : reducedLines(axis, grouping, { ...reading, reduce });
  if (lines.heads.length <= LIMITS.linesPerSlice) return lines;
  const detail = `${lines.heads.length} lines; a slice has at most ${LIMITS.linesPerSlice}: select fewer elements, or reduce`;
  return invalid('select', 'TOO_MANY_LINES', detail);
}

function invalid(part: string, code: string, detail: string): AxisLinesOutcome {
  return { kind: 'invalid', problems: [{ pointer: `#/axis/${part}`, code, detail }] };
}

const everyElement = ({ size }: AxisVersion) => Uint32Array.from({ length: size }, (_, element) => element);

function elementLines(axis: AxisVersion, elements: Uint32Array): ElementLines {
  const heads = Array.from(elements, (index) => ({ element: { index, key: axis.keyOf(index) }, group: null }));
  return { kind: 'elements', heads, elements };
}

interface Grouping {
  /** Null: one group, of everything selected. */
  readonly labels: readonly (string | null)[];
  /** [axis.size]; −1 for an element that is not selected or belongs to no group. */
  readonly groups: Int32Array;
}

type Reducing = AxisReading & { readonly reduce: Reduction };

function reducedLines(axis: AxisVersion, { labels, groups }: Grouping, reading: Reducing): ReducedLines {
  const { reduce, quantiles = [], weights } = reading;
  const kept = keptLines(axis, labels.length, reading);
  if (reduce === 'QUANTILES') {
    return {
      kind: 'reduced',
      heads: labels.flatMap((group) => quantiles.map((quantile) => ({ element: null, group, quantile }))),
      valuesAt: (values) => groupQuantiles(values, groups, labels.length, quantiles).values,
      kept,
    };
  }
  const column = attributeWeights(axis, weights);
  return {
    kind: 'reduced',
    heads: labels.map((group) => ({ element: null, group })),
    valuesAt: (values, measured) => groupReduce(values, groups, labels.length, reduce, column ?? measured).values,
    kept,
  };
}

/** An attribute wins over a metric of the same name. */
export function attributeWeights(axis: AxisVersion, name: string | undefined): Float64Array | undefined {
  const column = name === undefined ? undefined : axis.columns.get(name);
  return column?.kind === 'number' ? column.values : undefined;
}

/** The fold keeps groups of all elements only, and no reduction that a metric weighs. */
function keptLines(axis: AxisVersion, groups: number, reading: Reducing): KeptLines | undefined {
  const { select, groupBy, reduce, weights, quantiles = [] } = reading;
  const grouping = groupBy === undefined ? -1 : axis.groupings.indexOf(groupBy);
  const isMeasured = weights !== undefined && attributeWeights(axis, weights) === undefined;
  if (select !== undefined || grouping < 0 || isMeasured || groups > GROUPS_AT_MOST) return undefined;
  const known = statNames(axis.columns);
  const stats = wantedStats(reduce, { weights, quantiles }).map((name) => ({ name, place: known.indexOf(name) }));
  return stats.every(({ place }) => place >= 0) ? { grouping, groups, stats } : undefined;
}

function wantedStats(
  reduce: Reduction,
  { weights, quantiles }: { readonly weights: string | undefined; readonly quantiles: readonly number[] },
): readonly string[] {
  if (reduce === 'QUANTILES') return quantiles.map(quantileStat);
  if (weights === undefined) return [reduce];
  return reduce === 'MEAN' ? [weightedMeanStat(weights)] : [`${reduce} by ${weights}`];
}

/** The elements by the value of an attribute; only groups that a chosen element belongs to have a line. */
function groupsOf(axis: AxisVersion, chosen: Uint32Array | undefined, attribute: string | undefined) {
  const all = attribute === undefined ? oneGroup(axis) : groupingOf(axis, attribute);
  if (all === undefined || chosen === undefined) return all;
  const places = new Map(
    [...new Set(Array.from(chosen, (element) => all.groups[element]!))]
      .filter((group) => group >= 0)
      .toSorted((a, b) => a - b)
      .map((group, place) => [group, place]),
  );
  const groups = new Int32Array(axis.size).fill(-1);
  for (const element of chosen) groups[element] = places.get(all.groups[element]!) ?? -1;
  return { labels: [...places.keys()].map((group) => all.labels[group]!), groups };
}

const oneGroup = ({ size }: AxisVersion): Grouping => ({ labels: [null], groups: new Int32Array(size) });

// Axes have up to a million elements, and every chart of a run groups them anew.
const GROUPINGS = new WeakMap<AxisVersion['columns'], Map<string, Grouping | undefined>>();

function groupingOf(axis: AxisVersion, attribute: string): Grouping | undefined {
  const known = GROUPINGS.get(axis.columns) ?? new Map<string, Grouping | undefined>();
  GROUPINGS.set(axis.columns, known);
  if (!known.has(attribute)) known.set(attribute, axisGrouping(axis, attribute));
  return known.get(attribute);
}
