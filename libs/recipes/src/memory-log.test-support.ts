import type { AxisVector, RunId, StudyResults, StudyRun } from '@graticule/contracts';
import type { Checkpoint, Log, LogAxis } from './training-context.js';

type Attributes = AxisVector['attributes'];

/** Keeps what a run logged. */
export class MemoryLog implements Log {
  readonly axes = new Map<string, { readonly keys: readonly string[]; readonly attributes: Attributes }>();
  readonly numbers = new Map<string, Map<number, number>>();
  readonly vectors = new Map<string, { readonly axis: string; readonly steps: Map<number, Float64Array> }>();

  scalars(step: number, values: Readonly<Record<string, number>>): void {
    for (const [metric, value] of Object.entries(values)) {
      const series = this.numbers.get(metric) ?? new Map<number, number>();
      this.numbers.set(metric, series.set(step, value));
    }
  }

  vector(step: number, metric: string, axis: LogAxis, values: Float64Array | Float32Array): void {
    if (!this.axes.has(axis.name)) throw new Error(`axis ${axis.name} was not put before ${metric}`);
    if (values.length !== axis.size)
      throw new Error(`${metric} has ${values.length} values over ${axis.size} elements`);
    const series = this.vectors.get(metric) ?? { axis: axis.name, steps: new Map<number, Float64Array>() };
    series.steps.set(step, Float64Array.from(values));
    this.vectors.set(metric, series);
  }

  axis(name: string, keys: readonly string[], attributes: Attributes): LogAxis {
    if (new Set(keys).size !== keys.length) throw new Error(`axis ${name} repeats a key`);
    for (const [attribute, column] of Object.entries(attributes))
      if (column.length !== keys.length)
        throw new Error(`${name}.${attribute} has ${column.length} values for ${keys.length} keys`);
    this.axes.set(name, { keys, attributes });
    return { name, size: keys.length };
  }
}

/** The results of a study that was logged in memory. */
export class MemoryResults implements StudyResults {
  constructor(
    readonly runs: readonly StudyRun[],
    private readonly logs: ReadonlyMap<RunId, MemoryLog>,
  ) {}

  scalars(run: RunId, metric: string) {
    const series = [...(this.logs.get(run)?.numbers.get(metric) ?? [])].toSorted(([a], [b]) => a - b);
    return Promise.resolve({
      steps: Float64Array.from(series, ([s]) => s),
      values: Float64Array.from(series, ([, v]) => v),
    });
  }

  vector(run: RunId, metric: string, at: 'first' | 'last'): Promise<AxisVector | undefined> {
    const log = this.logs.get(run);
    const series = log?.vectors.get(metric);
    if (log === undefined || series === undefined) return Promise.resolve(undefined);
    const steps = [...series.steps.keys()].toSorted((a, b) => a - b);
    const step = at === 'first' ? steps[0]! : steps.at(-1)!;
    return Promise.resolve({
      step,
      values: series.steps.get(step)!,
      attributes: log.axes.get(series.axis)!.attributes,
    });
  }
}

/** Keeps every state that was saved; restores the newest. */
export class MemoryCheckpoint implements Checkpoint {
  readonly saved: { readonly step: number; readonly state: ReadonlyMap<string, Float32Array> }[] = [];

  save(step: number, state: ReadonlyMap<string, Float32Array>): Promise<void> {
    this.saved.push({ step, state });
    return Promise.resolve();
  }

  restore() {
    return Promise.resolve(this.saved.at(-1));
  }
}
