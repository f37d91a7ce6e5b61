/** The vectors of a column, [n] each, in step order: what its rows say of them, whatever else they hold. */
export interface ColumnTrailer {
  readonly steps: BigInt64Array;
  /** Milliseconds since the epoch. */
  readonly times: Float64Array;
  readonly attempts: Uint32Array;
  /** Cells of the whole vector that were logged as NaN or infinite. */
  readonly nonFinite: Uint32Array;
}

export function writeTrailer(into: Uint8Array, { steps, times, attempts, nonFinite }: ColumnTrailer): void {
  let at = 0;
  for (const column of [steps, times, attempts, nonFinite]) {
    into.set(new Uint8Array(column.buffer, column.byteOffset, column.byteLength), at);
    at += column.byteLength;
  }
}

export function readTrailer(trailer: Uint8Array, n: number): ColumnTrailer {
  const { buffer } = new Uint8Array(trailer);
  return {
    steps: new BigInt64Array(buffer, 0, n),
    times: new Float64Array(buffer, 8 * n, n),
    attempts: new Uint32Array(buffer, 16 * n, n),
    nonFinite: new Uint32Array(buffer, 20 * n, n),
  };
}
