import type { Dtype } from '@graticule/contracts';
import { narrowestDtype } from './vector-cells.js';
import type { ColumnTrailer } from './column-trailer.js';
import type { StoredVector } from './vector-open.js';

/** Vectors of one series that are laid out by element together. Everything stored of a column is a function of this. */
export interface VectorColumn {
  /** Elements of the axis. */
  readonly size: number;
  /** Of the cells: nothing is rounded. */
  readonly dtype: Dtype;
  readonly trailer: ColumnTrailer;
  readonly vectors: readonly StoredVector[];
}

/** vectors: 1 … 256, in step order, each step once. O(cells). */
export function vectorColumn(vectors: readonly StoredVector[], size: number): VectorColumn {
  const trailer = {
    steps: BigInt64Array.from(vectors, ({ group }) => group.step),
    times: Float64Array.from(vectors, ({ group }) => group.time),
    attempts: Uint32Array.from(vectors, ({ attempt }) => attempt),
    nonFinite: Uint32Array.from(vectors, ({ group }) => nonFiniteCells(group.values)),
  };
  return { size, dtype: narrowestDtype(vectors.map(({ group }) => group)), trailer, vectors };
}

export function nonFiniteCells(values: Float64Array | Float32Array): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value - value !== 0) count++;
  }
  return count;
}
