import type { AxisVersionId, ProjectKey } from '@graticule/contracts';

/** An attribute of an axis. Numbers: [elements], NaN where unknown. Text: [elements], null where unknown. */
export type AxisColumn =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'text'; readonly values: readonly (string | null)[] };

/** What the hot path needs of an axis version: no keys, no columns. */
export interface AxisHeader {
  readonly id: AxisVersionId;
  readonly projectKey: ProjectKey;
  readonly axis: string;
  readonly version: number;
  readonly size: number;
  readonly groupings: readonly string[];
}

/** One state of an axis: its elements in order, and what is known of them. Only groupings may join later. */
export class AxisVersion implements AxisHeader {
  readonly id: AxisVersionId;
  readonly projectKey: ProjectKey;
  readonly axis: string;
  readonly version: number;
  readonly size: number;
  readonly groupings: readonly string[];
  private indices: ReadonlyMap<string, number> | undefined;

  /** `names` undefined: the elements are named by their indices. */
  constructor(
    header: AxisHeader,
    readonly columns: ReadonlyMap<string, AxisColumn>,
    private names: readonly string[] | undefined,
  ) {
    this.id = header.id;
    this.projectKey = header.projectKey;
    this.axis = header.axis;
    this.version = header.version;
    this.size = header.size;
    this.groupings = header.groupings;
  }

  /** The same elements and attributes with other groupings. */
  regrouped(groupings: readonly string[]): AxisVersion {
    const { id, projectKey, axis, version, size } = this;
    return new AxisVersion({ id, projectKey, axis, version, size, groupings }, this.columns, this.names);
  }

  keys(): readonly string[] {
    this.names ??= Array.from({ length: this.size }, (_, i) => String(i));
    return this.names;
  }

  keyOf(index: number): string {
    return this.names === undefined ? String(index) : (this.names[index] ?? '');
  }

  indexOf(key: string): number | undefined {
    this.indices ??= new Map(this.keys().map((name, i) => [name, i]));
    return this.indices.get(key);
  }
}
