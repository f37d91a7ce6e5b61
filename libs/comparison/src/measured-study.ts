import type {
  AxisVector,
  MetricId,
  ProjectKey,
  RunId,
  RunKey,
  RunStatus,
  StudyResults,
  StudyRole,
  StudyRun,
} from '@graticule/contracts';
import type { AxisColumn, Metric, ScalarColumns, VectorReading } from '@graticule/metrics';
import type { MetricNames } from './compared.js';

/** A run of a study as its judge sees it. */
export interface StudyRunRecord {
  readonly id: RunId;
  readonly key: RunKey;
  readonly projectKey: ProjectKey;
  readonly status: RunStatus;
  readonly studyRole: StudyRole | null;
  readonly seed: bigint | null;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Whole series; the series reader is one. */
export interface StudySeries {
  scalars(run: RunKey, metric: MetricId): Promise<ScalarColumns>;
  vectorAt(run: RunKey, metric: MetricId, at: 'first' | 'last'): Promise<VectorReading | undefined>;
}

/** The stored measurements of a study, in the shape that verdicts read. Steps become doubles: a recipe counts no further. */
export class MeasuredStudy implements StudyResults {
  readonly runs: readonly StudyRun[];
  private readonly records: ReadonlyMap<RunId, StudyRunRecord>;

  constructor(
    records: readonly StudyRunRecord[],
    private readonly names: MetricNames,
    private readonly series: StudySeries,
  ) {
    this.records = new Map(records.map((record) => [record.id, record]));
    this.runs = records.map(({ id, studyRole, seed, config }) => ({
      id,
      role: studyRole ?? 'treatment',
      seed: Number(seed ?? 0n),
      config,
    }));
  }

  async scalars(run: RunId, name: string) {
    const found = await this.find(run, name);
    if (found === undefined) return { steps: new Float64Array(0), values: new Float64Array(0) };
    const { steps, values } = await this.series.scalars(found.key, found.metric.id);
    return { steps: Float64Array.from(steps, Number), values };
  }

  async vector(run: RunId, name: string, at: 'first' | 'last'): Promise<AxisVector | undefined> {
    const found = await this.find(run, name);
    const reading = found && (await this.series.vectorAt(found.key, found.metric.id, at));
    if (reading === undefined) return undefined;
    const { step, values, axis } = reading;
    const attributes = Object.fromEntries([...axis.columns].map(([attribute, column]) => [attribute, listOf(column)]));
    return { step: Number(step), values, attributes };
  }

  private async find(run: RunId, name: string): Promise<{ readonly key: RunKey; readonly metric: Metric } | undefined> {
    const record = this.records.get(run);
    const metric = record && (await this.names.byName(record.projectKey, [name])).get(name);
    return record === undefined || metric === undefined ? undefined : { key: record.key, metric };
  }
}

function listOf(column: AxisColumn): readonly (number | string | null)[] {
  return column.kind === 'text' ? column.values : Array.from(column.values, (v) => (Number.isNaN(v) ? null : v));
}
