import type { Dtype, Frame, RowGroup, ScalarGroup, VectorGroup } from '@graticule/contracts';
import type { Ledger } from './log-report.js';
import type { MetricNames } from './metric-names.js';
import type { Chunk, PendingVector } from './point-buffer.js';

const dtypeOf = (values: Float32Array | Float64Array): Dtype => (values instanceof Float64Array ? 'f64' : 'f32');

/** Turns chunks, which speak in names, into the groups of a frame, which speak in ids. */
export class FramePacker {
  constructor(
    private readonly names: MetricNames,
    private readonly ledger: Ledger,
  ) {}

  /** What of the chunk can be stored. The rest is entered into the ledger as refused. */
  async pack(chunk: Chunk, signal: AbortSignal): Promise<Pick<Frame, 'scalars' | 'vectors'>> {
    const rows = chunk.rows.groups();
    const scalars = new Set(rows.flatMap(({ keys }) => keys));
    await this.names.declare(
      [
        ...[...scalars].map((name) => ({ name, dtype: 'f64' as const })),
        ...chunk.vectors.map(({ metric, axis, values }) => ({ name: metric, axis: axis.name, dtype: dtypeOf(values) })),
      ],
      signal,
    );
    const vectors = await Promise.all(chunk.vectors.map((vector) => this.#vector(vector)));
    return {
      scalars: rows.flatMap((group) => this.#scalars(group) ?? []),
      vectors: vectors.filter((vector) => vector !== undefined),
    };
  }

  #scalars({ keys, steps, times, values }: RowGroup): ScalarGroup | undefined {
    const rows = steps.length;
    const ids = keys.map((key) => this.names.idOf(key, undefined));
    const known = ids.filter((id) => id !== undefined);
    if (known.length < keys.length) this.ledger.refused += (keys.length - known.length) * rows;
    if (known.length === 0) return undefined;
    const kept = new Float64Array(known.length * rows);
    let column = 0;
    for (const [index, id] of ids.entries()) {
      if (id === undefined) continue;
      kept.set(values.subarray(index * rows, (index + 1) * rows), column * rows);
      column += 1;
    }
    return {
      metrics: Uint32Array.from(known),
      steps,
      times: times ?? new Float64Array(rows),
      dtype: 'f64',
      values: kept,
    };
  }

  async #vector(vector: PendingVector): Promise<VectorGroup | undefined> {
    const { step, time, elements, values, axis } = vector;
    const metric = this.names.idOf(vector.metric, axis.name);
    const axisVersion = await axis.id;
    if (metric !== undefined && axisVersion !== undefined) {
      return { metric, axisVersion, step, time, dtype: dtypeOf(values), elements, values };
    }
    this.ledger.refused += values.length;
    return undefined;
  }
}
