import {
  LIMITS,
  MetricName,
  type NamedBatch,
  type ProblemItem,
  type ProjectKey,
  type ScalarGroup,
  type VectorGroup,
} from '@graticule/contracts';
import type { Clock } from '@graticule/platform';
import type { AxisRegistry } from '../dictionary/axis-registry.js';
import type { AxisHeader } from '../dictionary/axis-version.js';
import type { Metric } from '../dictionary/metric.js';
import type { MetricDictionary } from '../dictionary/metric-dictionary.js';

/** The groups of a frame, made from names. Values stay float64: JSON gives no reason to believe in fewer bits. */
export interface FrameContent {
  readonly scalars: readonly ScalarGroup[];
  readonly vectors: readonly VectorGroup[];
}

type ReadBatch =
  | { readonly kind: 'content'; readonly content: FrameContent }
  | { readonly kind: 'invalid'; readonly problems: readonly ProblemItem[] };

/**
 * Turns names into ids. A name that the project does not know is declared on first sight: among the scalars as a scalar, among
 * the vectors over the axis of the version given. Nothing is declared when anything in the batch is wrong.
 */
export class NamedBatchReader {
  constructor(
    private readonly dictionary: MetricDictionary,
    private readonly axes: AxisRegistry,
    private readonly clock: Clock,
  ) {}

  async read(project: ProjectKey, batch: NamedBatch): Promise<ReadBatch> {
    const names = new Set(batch.vectors.map((vector) => vector.metric));
    for (const group of batch.groups) for (const name of group.values.keys()) names.add(name);
    const known = await this.dictionary.byName(project, [...names]);
    const axes = await this.axesOf(project, batch);
    const problems = [...scalarProblems(batch, known), ...vectorProblems(batch, known, axes)];
    if (problems.length > 0) return { kind: 'invalid', problems };

    const fresh = [...names].filter((name) => !known.has(name));
    const axisOf = new Map(batch.vectors.map(({ metric, axis }) => [metric, axes.get(axis)?.axis]));
    const outcome = await this.dictionary.declare(
      project,
      fresh.map((name) => ({ name, axis: axisOf.get(name), dtype: 'f32' })),
    );
    if (outcome.kind === 'invalid') return outcome;
    const ids = new Map([...known.values(), ...outcome.metrics].map((metric) => [metric.name, metric.id]));
    return { kind: 'content', content: this.contentOf(batch, (name) => ids.get(name) ?? 0) };
  }

  private async axesOf(project: ProjectKey, batch: NamedBatch): Promise<ReadonlyMap<number, AxisHeader>> {
    const ids = [...new Set(batch.vectors.map((vector) => vector.axis))];
    const headers = await Promise.all(ids.map((id) => this.axes.header(id)));
    return new Map(headers.flatMap((header) => (header?.projectKey === project ? [[header.id, header] as const] : [])));
  }

  private contentOf(batch: NamedBatch, idOf: (name: string) => number): FrameContent {
    const now = this.clock.now().getTime();
    const scalars = batch.groups.map(({ steps, times, values }): ScalarGroup => {
      const cells = new Float64Array(values.size * steps.length);
      [...values.values()].forEach((column, k) => cells.set(column, k * steps.length));
      return {
        metrics: Uint32Array.from(values.keys(), idOf),
        steps,
        times: times ?? new Float64Array(steps.length).fill(now),
        dtype: 'f64',
        values: cells,
      };
    });
    const vectors = batch.vectors.map(({ metric, axis, step, time, values, elements }): VectorGroup => {
      return { metric: idOf(metric), axisVersion: axis, step, time: time ?? now, dtype: 'f64', elements, values };
    });
    return { scalars, vectors };
  }
}

const NAME_RULE = `a metric's name has 1 to ${LIMITS.metricNameCharacters} characters and no control characters`;

function scalarProblems(batch: NamedBatch, known: ReadonlyMap<string, Metric>): ProblemItem[] {
  const vectors = new Set(batch.vectors.map((vector) => vector.metric));
  return batch.groups.flatMap((group, i) =>
    [...group.values.keys()].flatMap((name): ProblemItem[] => {
      const pointer = `#/groups/${i}/values/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      const metric = known.get(name);
      if (metric !== undefined && metric.axis !== null) {
        const detail = `“${name}” is declared over the axis “${metric.axis}”; send it among the vectors`;
        return [{ pointer, code: 'NEEDS_VECTOR', detail }];
      }
      if (metric !== undefined) return [];
      if (!MetricName.safeParse(name).success) return [{ pointer, code: 'METRIC_NAME', detail: NAME_RULE }];
      if (!vectors.has(name)) return [];
      return [{ pointer, code: 'WRONG_AXIS', detail: `“${name}” is a scalar here and a vector in the same batch` }];
    }),
  );
}

function vectorProblems(
  batch: NamedBatch,
  known: ReadonlyMap<string, Metric>,
  axes: ReadonlyMap<number, AxisHeader>,
): ProblemItem[] {
  const declared = new Map([...known].map(([name, metric]) => [name, metric.axis]));
  return batch.vectors.flatMap(({ metric, axis }, i): ProblemItem[] => {
    const pointer = `#/vectors/${i}`;
    const header = axes.get(axis);
    if (header === undefined) {
      return [{ pointer, code: 'UNKNOWN_AXIS_VERSION', detail: `the project has no axis version ${axis}` }];
    }
    // The axis of a metric that is new here is the one of its first vector.
    if (!declared.has(metric)) {
      if (!MetricName.safeParse(metric).success) return [{ pointer, code: 'METRIC_NAME', detail: NAME_RULE }];
      declared.set(metric, header.axis);
    }
    const own = declared.get(metric);
    if (own === header.axis) return [];
    const is = own === null ? 'is a scalar' : `is declared over the axis “${own}”`;
    return [{ pointer, code: 'WRONG_AXIS', detail: `“${metric}” ${is}; the vector is over “${header.axis}”` }];
  });
}
