import type { Cause, FinishRun, RunId } from '@graticule/contracts';
import type { AxisDefinition } from './axis-definition.js';
import type { AxisRef } from './axis-ref.js';
import type { FlushReport } from './log-report.js';
import type { FinishReport, RunLog } from './run-log.js';
import type { VectorValues } from './vector-values.js';

/** A run that a script logs. See RunLog for what each call guarantees. */
export class Run {
  constructor(
    readonly id: RunId,
    private readonly points: RunLog,
  ) {}

  log(step: number | bigint, values: Readonly<Record<string, number>>): void {
    this.points.scalar(step, values);
  }

  axis(name: string, body: AxisDefinition): AxisRef {
    return this.points.axis(name, body);
  }

  vector(step: number | bigint, metric: string, axis: AxisRef, values: VectorValues): void {
    this.points.vector(step, metric, axis, values);
  }

  flush(timeoutMs?: number): Promise<FlushReport> {
    return this.points.flush(timeoutMs);
  }

  finish(status?: FinishRun['status'], cause?: Cause): Promise<FinishReport> {
    return this.points.finish(status, cause);
  }
}
