import {
  DTYPES,
  type DeclareMetrics,
  type Dtype,
  LIMITS,
  metricId,
  type ProblemItem,
  type ProjectKey,
  projectKey,
} from '@graticule/contracts';
import type { Pool } from 'pg';
import type { Metric } from './metric.js';
import { sql } from '../sql.js';

type MetricSpec = DeclareMetrics['metrics'][number];

export type DeclareOutcome =
  | { readonly kind: 'declared'; readonly metrics: readonly Metric[] }
  | { readonly kind: 'invalid'; readonly problems: readonly ProblemItem[] };

// Entries never change, so forgetting all of them at once is safe and needs no bookkeeping on the hot path.
const CACHED_METRICS = 500_000;

/**
 * The names of a project and their ids. Invariants: an id is handed out once and never changes its meaning; declaring again
 * what is declared changes nothing; a name that is missing is looked up again, as another replica may have declared it.
 */
export class MetricDictionary {
  private readonly byMetricId = new Map<number, Metric>();
  private readonly byProject = new Map<ProjectKey, Map<string, Metric>>();

  constructor(private readonly pool: Pool) {}

  /** Stores what is new and answers with every metric in the order asked for. Stores nothing when one spec is wrong. */
  async declare(project: ProjectKey, specs: DeclareMetrics['metrics']): Promise<DeclareOutcome> {
    const known = await this.byName(
      project,
      specs.map((spec) => spec.name),
    );
    const problems = conflicts(specs, known);
    if (problems.length > 0) return { kind: 'invalid', problems };

    const fresh = [...new Map(specs.map((spec) => [spec.name, spec])).values()].filter(({ name }) => !known.has(name));
    if (fresh.length === 0) return declared(specs, known);
    if (await this.wouldOverflow(project, fresh.length)) return { kind: 'invalid', problems: [tooMany(specs, known)] };

    await this.insert(project, fresh);
    const after = await this.byName(
      project,
      specs.map((spec) => spec.name),
    );
    // Another replica may have won a name with another axis in between.
    const lost = conflicts(specs, after);
    return lost.length > 0 ? { kind: 'invalid', problems: lost } : declared(specs, after);
  }

  async byName(project: ProjectKey, names: readonly string[]): Promise<ReadonlyMap<string, Metric>> {
    const cached = this.byProject.get(project);
    const found = new Map<string, Metric>();
    const missing = new Set<string>();
    for (const name of names) {
      const metric = cached?.get(name);
      if (metric === undefined) missing.add(name);
      else found.set(name, metric);
    }
    if (missing.size > 0) {
      const { rows } = await this.pool.query<MetricRow>({ ...sql('metrics-by-name'), values: [project, [...missing]] });
      for (const metric of this.remember(rows)) found.set(metric.name, metric);
    }
    return found;
  }

  async byId(ids: readonly number[]): Promise<ReadonlyMap<number, Metric>> {
    const found = new Map<number, Metric>();
    const missing = new Set<number>();
    for (const id of ids) {
      const metric = this.byMetricId.get(id);
      if (metric === undefined) missing.add(id);
      else found.set(id, metric);
    }
    if (missing.size > 0) {
      const { rows } = await this.pool.query<MetricRow>({ ...sql('metrics-by-id'), values: [[...missing]] });
      for (const metric of this.remember(rows)) found.set(metric.id, metric);
    }
    return found;
  }

  /** What is in memory, without asking the database: for the hot path, which asks only for what is missing here. */
  peek(id: number): Metric | undefined {
    return this.byMetricId.get(id);
  }

  private async wouldOverflow(project: ProjectKey, more: number): Promise<boolean> {
    const { rows } = await this.pool.query<{ count: number }>({ ...sql('count-metrics'), values: [project] });
    return (rows[0]?.count ?? 0) + more > LIMITS.metricsPerProject;
  }

  private async insert(project: ProjectKey, specs: readonly MetricSpec[]): Promise<void> {
    await this.pool.query({
      ...sql('insert-metrics'),
      values: [
        project,
        specs.map((spec) => spec.name),
        specs.map((spec) => spec.axis ?? null),
        specs.map((spec) => DTYPES[spec.dtype]),
        specs.map((spec) => spec.unit ?? null),
        specs.map((spec) => spec.description ?? null),
      ],
    });
  }

  private remember(rows: readonly MetricRow[]): readonly Metric[] {
    if (this.byMetricId.size + rows.length > CACHED_METRICS) {
      this.byMetricId.clear();
      this.byProject.clear();
    }
    return rows.map((row) => {
      const metric = metricOf(row);
      const names = this.byProject.get(metric.projectKey) ?? new Map<string, Metric>();
      this.byProject.set(metric.projectKey, names.set(metric.name, metric));
      this.byMetricId.set(metric.id, metric);
      return metric;
    });
  }
}

interface MetricRow {
  readonly id: number;
  readonly project_id: number;
  readonly name: string;
  readonly axis: string | null;
  readonly dtype: number;
  readonly unit: string | null;
  readonly description: string | null;
}

const DTYPE_NAMES = ['f32', 'f16', 'bf16', 'f64'] as const satisfies readonly Dtype[];

function metricOf(row: MetricRow): Metric {
  return {
    id: metricId(row.id),
    projectKey: projectKey(row.project_id),
    name: row.name,
    axis: row.axis,
    dtype: DTYPE_NAMES.find((name) => DTYPES[name] === row.dtype) ?? 'f32',
    unit: row.unit,
    description: row.description,
  };
}

function declared(specs: readonly MetricSpec[], known: ReadonlyMap<string, Metric>): DeclareOutcome {
  return { kind: 'declared', metrics: specs.flatMap((spec) => known.get(spec.name) ?? []) };
}

/**
 * A spec conflicts with what the dictionary holds, or with an earlier spec of the same request, when it says another axis. A
 * dtype is what the first one expected: batches say their own, and every value is stored as it came, so curl and an SDK may
 * log under one name.
 */
function conflicts(specs: readonly MetricSpec[], known: ReadonlyMap<string, Metric>): ProblemItem[] {
  const seen = new Map<string, MetricSpec>();
  return specs.flatMap((spec, i) => {
    const held = known.get(spec.name) ?? seen.get(spec.name);
    seen.set(spec.name, spec);
    if (held === undefined) return [];
    const [was, is] = [shapeOf(held), shapeOf(spec)];
    if (was === is) return [];
    const detail = `“${spec.name}” is declared ${was}; it cannot also be ${is}`;
    return [{ pointer: `#/metrics/${i}`, code: 'REDECLARED', detail }];
  });
}

function shapeOf({ axis }: { readonly axis?: string | null | undefined }): string {
  return axis === undefined || axis === null ? 'a scalar' : `over the axis “${axis}”`;
}

function tooMany(specs: readonly MetricSpec[], known: ReadonlyMap<string, Metric>): ProblemItem {
  const first = specs.findIndex((spec) => !known.has(spec.name));
  const detail = `a project holds at most ${LIMITS.metricsPerProject} metrics; what varies belongs on an axis, not in names`;
  return { pointer: `#/metrics/${first}`, code: 'TOO_MANY_METRICS', detail };
}
