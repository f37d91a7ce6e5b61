import type { Dtype, MetricId, ProjectKey } from '@graticule/contracts';

/** A name in a project's dictionary. Its id, axis and dtype never change. `axis` null: one number per step. */
export interface Metric {
  readonly id: MetricId;
  readonly projectKey: ProjectKey;
  readonly name: string;
  readonly axis: string | null;
  /** How the cells of an axis metric are declared to be written; a batch may carry another and is kept as sent. */
  readonly dtype: Dtype;
  readonly unit: string | null;
  readonly description: string | null;
}
