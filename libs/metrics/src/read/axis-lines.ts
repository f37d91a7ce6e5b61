import { LIMITS, type ProblemItem } from '@graticule/contracts';
import { groupQuantiles, groupReduce, type Reduction } from '@graticule/numerics';
import type { AxisColumn, AxisVersion } from '../dictionary/axis-version.js';
import { selectElements, unknownAttribute } from './select-elements.js';
import type { Line } from './slice.js';
import type { AxisReading } from './slice-request.js';
import { type Cells, cellsOf, type VectorPoint } from './vector-points.js';

/** How each vector becomes one number per line. */
export interface AxisLines {
  readonly kind: 'lines';
  readonly heads: readonly Pick<Line, 'element' | 'group' | 'quantile'>[];
  /** The lines' values at one point, [lines]; NaN where there is nothing. */
  valuesAt(point: VectorPoint): Float64Array;
  /** For lines of single elements: whether each was logged at the point, [lines] of 0 or 1. */
  readonly presenceAt: ((point: VectorPoint) => Float64Array) | undefined;
}

export type AxisLinesOutcome = AxisLines | { readonly kind: 'invalid'; readonly problems: readonly ProblemItem[] };

/** What a reading works on: the series' vectors and, when its weights are a metric, that metric's vectors by step. */
export interface AxisSource {
  readonly axis: AxisVersion;
  readonly points: readonly VectorPoint[];
  readonly weights: ReadonlyMap<bigint, VectorPoint> | undefined;
}

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

export function axisLines(source: AxisSource, reading: AxisReading): AxisLinesOutcome {
  const { axis, points } = source;
  const selected = reading.select === undefined ? undefined : selectElements(axis, points, reading.select);
  if (selected?.kind === 'invalid') return selected;
  const indices = selected?.indices ?? Uint32Array.from({ length: axis.size }, (_, i) => i);
  const grouping = groupsOf(axis, indices, reading.groupBy);
  if (grouping === undefined) {
    return invalid('groupBy', 'UNKNOWN_ATTRIBUTE', unknownAttribute(axis, reading.groupBy ?? ''));
  }
  const lines =
    reading.reduce === undefined
      ? elementLines(axis, indices)
      : reducedLines(source, grouping, { ...reading, reduce: reading.reduce });
  if (lines.heads.length <= LIMITS.linesPerSlice) return lines;
  const detail = `${lines.heads.length} lines; a slice has at most ${LIMITS.linesPerSlice}: select fewer elements, or reduce`;
  return invalid('select', 'TOO_MANY_LINES', detail);
}

function invalid(part: string, code: string, detail: string): AxisLinesOutcome {
  return { kind: 'invalid', problems: [{ pointer: `#/axis/${part}`, code, detail }] };
}

function elementLines(axis: AxisVersion, indices: Uint32Array): AxisLines {
  const read = (take: (cells: Cells, index: number) => number) => (point: VectorPoint) => {
    const cells = cellsOf(point, axis.size);
    return Float64Array.from(indices, (index) => take(cells, index));
  };
  return {
    kind: 'lines',
    heads: Array.from(indices, (index) => ({ element: { index, key: axis.keyOf(index) }, group: null })),
    valuesAt: read(({ values }, index) => values[index]!),
    presenceAt: read(({ present }, index) => (present === undefined ? 1 : present[index]!)),
  };
}

interface Grouping {
  /** Null: one group, of everything selected. */
  readonly labels: readonly (string | null)[];
  /** [axis.size]; −1 for an element that is not selected or belongs to no group. */
  readonly groups: Int32Array;
}

function reducedLines(
  { axis, weights }: AxisSource,
  { labels, groups }: Grouping,
  reading: AxisReading & { readonly reduce: Reduction },
): AxisLines {
  const { reduce, quantiles = [] } = reading;
  if (reduce === 'QUANTILES') {
    return {
      kind: 'lines',
      heads: labels.flatMap((group) => quantiles.map((quantile) => ({ element: null, group, quantile }))),
      valuesAt: (point) => groupQuantiles(cellsOf(point, axis.size).values, groups, labels.length, quantiles).values,
      presenceAt: undefined,
    };
  }
  const weightsAt = weightColumn(axis, weights, reading.weights);
  return {
    kind: 'lines',
    heads: labels.map((group) => ({ element: null, group })),
    valuesAt: (point) =>
      groupReduce(cellsOf(point, axis.size).values, groups, labels.length, reduce, weightsAt?.(point)).values,
    presenceAt: undefined,
  };
}

/** An attribute wins over a metric of the same name. A step without weights has no weighted reduction: NaN. */
function weightColumn(
  axis: AxisVersion,
  metric: ReadonlyMap<bigint, VectorPoint> | undefined,
  name: string | undefined,
): ((point: VectorPoint) => ArrayLike<number>) | undefined {
  if (name === undefined) return undefined;
  const column = axis.columns.get(name);
  if (column?.kind === 'number') return () => column.values;
  const none = new Float64Array(axis.size).fill(Number.NaN);
  return ({ step }) => {
    const point = metric?.get(step);
    return point === undefined ? none : cellsOf(point, axis.size).values;
  };
}

/** The selected elements by the value of an attribute: numbers in their order, texts as they first appear. An element without a value is in no group. */
function groupsOf(axis: AxisVersion, indices: Uint32Array, attribute: string | undefined): Grouping | undefined {
  const groups = new Int32Array(axis.size).fill(-1);
  if (attribute === undefined) {
    for (const index of indices) groups[index] = 0;
    return { labels: [null], groups };
  }
  const column = axis.columns.get(attribute);
  if (column === undefined) return undefined;
  const values = distinct(column, indices);
  const places = new Map<number | string | null, number>(values.map((value, place) => [value, place]));
  for (const index of indices) groups[index] = places.get(valueOf(column, index)) ?? -1;
  return { labels: values.map(String), groups };
}

function valueOf(column: AxisColumn, index: number): number | string | null {
  const value = column.values[index] ?? null;
  return typeof value === 'number' && Number.isNaN(value) ? null : value;
}

function distinct(column: AxisColumn, indices: Uint32Array): readonly (number | string)[] {
  const seen = new Set<number | string>();
  for (const index of indices) {
    const value = valueOf(column, index);
    if (value !== null) seen.add(value);
  }
  return [...seen].toSorted((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : 0));
}
