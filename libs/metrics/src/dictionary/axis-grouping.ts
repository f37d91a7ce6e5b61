import type { AxisVersion } from './axis-version.js';

/** The elements of an axis by the value of an attribute. An element without a value is in no group. */
export interface AxisGrouping {
  /** Numbers in their order, texts as they first appear. */
  readonly labels: readonly string[];
  /** [axis.size]: the group of each element, −1 for none. */
  readonly groups: Int32Array;
}

/** Undefined when the axis has no such attribute. O(elements). */
export function axisGrouping(axis: AxisVersion, attribute: string): AxisGrouping | undefined {
  const column = axis.columns.get(attribute);
  if (column === undefined) return undefined;
  return column.kind === 'number'
    ? grouped(column.values, Number.isNaN, (values) => values.toSorted((a, b) => a - b))
    : grouped(
        column.values,
        (value) => value === null,
        (values) => values,
      );
}

function grouped<T>(
  values: Iterable<T>,
  isNothing: (value: T) => boolean,
  inOrder: (distinct: readonly T[]) => readonly T[],
): AxisGrouping {
  const all = [...values];
  const distinct = inOrder([...new Set(all)].filter((value) => !isNothing(value)));
  const places = new Map(distinct.map((value, place) => [value, place]));
  return { labels: distinct.map(String), groups: Int32Array.from(all, (value) => places.get(value) ?? -1) };
}
