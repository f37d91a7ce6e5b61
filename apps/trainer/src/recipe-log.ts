import type { Log, LogAxis, MetricDescription } from '@graticule/recipes/train';
import type { AxisRef, RunLog } from '@graticule/sdk';

/** What recipes log through, on top of the SDK: axes are registered in the background while training goes on. */
export class RecipeLog implements Log {
  readonly #registered = new WeakMap<LogAxis, AxisRef>();

  constructor(private readonly points: RunLog) {}

  declare(metrics: readonly MetricDescription[]): void {
    this.points.describe(metrics);
  }

  scalars(step: number, values: Readonly<Record<string, number>>): void {
    this.points.scalar(step, values);
  }

  vector(step: number, metric: string, axis: LogAxis, values: Float64Array | Float32Array): void {
    const registered = this.#registered.get(axis);
    if (!registered) throw new TypeError(`The axis of ${metric} is not one that this log gave out.`);
    this.points.vector(step, metric, registered, values);
  }

  axis(...[name, keys, attributes, groupings]: Parameters<Log['axis']>): LogAxis {
    const axis: LogAxis = { name, size: keys.length };
    this.#registered.set(axis, this.points.axis(name, { elements: keys, attributes, groupings }));
    return axis;
  }
}
