import type { AxisColumn } from '@graticule/contracts';

/** elements: the keys in order, all different; or a count, and the keys are 0, 1, 2, … Attributes: one value per element. */
export interface AxisDefinition {
  readonly elements: readonly string[] | number;
  readonly attributes?: Readonly<Record<string, AxisColumn>>;
  /** Attributes by which the axis will be grouped. */
  readonly groupings?: readonly string[];
}

/** The body that registers the axis. An attribute that is NaN is unknown, which is null on the wire. */
export function axisBody({ elements, attributes = {}, groupings = [] }: AxisDefinition): object {
  const columns = Object.entries(attributes).map(([name, column]) => [
    name,
    Array.isArray(column) ? column.map((value: unknown) => (Number.isNaN(value) ? null : value)) : column,
  ]);
  return { elements, attributes: Object.fromEntries(columns), groupings };
}
