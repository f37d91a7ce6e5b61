import type { VectorColumn } from './vector-column.js';
import type { EntryTrailer, VectorEntries } from './vector-pyramid.js';

/** The pyramid row of a column: entries of `size` vectors each, the last may have fewer. O(cells). */
export function vectorEntries(column: VectorColumn, size: number): VectorEntries {
  const entries = Math.ceil(column.vectors.length / size);
  const sums = emptySums(column, entries);
  column.vectors.forEach(({ group: { elements, values } }, place) => {
    const entry = Math.floor(place / size);
    for (let i = 0; i < values.length; i++) add(sums, (elements?.[i] ?? i) * entries + entry, values[i]!);
  });
  const { numbers, finite, min, max } = sums;
  return {
    width: column.size,
    entries: trailerOf(column, size),
    numbers,
    finite,
    min,
    max,
    mean: meansOf(sums, column, size),
  };
}

interface Sums {
  readonly total: Float64Array;
  readonly lost: Float64Array;
  readonly numbers: Uint16Array;
  readonly finite: Uint16Array;
  readonly min: Float64Array | Float32Array;
  readonly max: Float64Array | Float32Array;
}

function emptySums({ size, dtype }: VectorColumn, entries: number): Sums {
  const n = size * entries;
  const cells = () => (dtype === 'f64' ? new Float64Array(n) : new Float32Array(n)).fill(Number.NaN);
  return {
    total: new Float64Array(n),
    lost: new Float64Array(n),
    numbers: new Uint16Array(n),
    finite: new Uint16Array(n),
    min: cells(),
    max: cells(),
  };
}

function add({ total, lost, numbers, finite, min, max }: Sums, at: number, value: number): void {
  if (value !== value) return;
  if (numbers[at]!++ === 0) min[at] = max[at] = value;
  else if (value < min[at]!) min[at] = value;
  else if (value > max[at]!) max[at] = value;
  if (value - value !== 0) return;
  // The sum begins with the first value, not with 0: the mean of −0 alone is −0.
  if (finite[at]!++ === 0) {
    total[at] = value;
    return;
  }
  const before = total[at]!;
  const next = before + value;
  lost[at]! += Math.abs(before) >= Math.abs(value) ? before - next + value : value - next + before;
  total[at] = next;
}

function meansOf({ total, lost, finite }: Sums, column: VectorColumn, size: number): Float64Array {
  return total.map((sum, at) => {
    const count = finite[at]!;
    if (count === 0) return Number.NaN;
    if (count === 1) return sum;
    if (Number.isFinite(sum)) return (sum + lost[at]!) / count;
    return meanInParts(column, { at, size, count });
  });
}

/** Finite values whose sum is beyond a double: in parts it is not. */
function meanInParts(
  { vectors }: VectorColumn,
  { at, size, count }: { readonly at: number; readonly size: number; readonly count: number },
): number {
  const entries = Math.ceil(vectors.length / size);
  const [element, begin] = [Math.floor(at / entries), (at % entries) * size];
  return vectors.slice(begin, begin + size).reduce((mean, { group }) => {
    const place = group.elements === undefined ? element : group.elements.indexOf(element);
    const value = group.values[place] ?? Number.NaN;
    return Number.isFinite(value) ? mean + value / count : mean;
  }, 0);
}

function trailerOf({ trailer, vectors }: VectorColumn, size: number): EntryTrailer {
  const { steps, times, attempts } = trailer;
  const n = vectors.length;
  const begins = Array.from({ length: Math.ceil(n / size) }, (_, entry) => entry * size);
  const endOf = (begin: number) => Math.min(begin + size, n);
  return {
    firstSteps: BigInt64Array.from(begins, (begin) => steps[begin]!),
    lastSteps: BigInt64Array.from(begins, (begin) => steps[endOf(begin) - 1]!),
    lastTimes: Float64Array.from(begins, (begin) => times[endOf(begin) - 1]!),
    vectors: Uint32Array.from(begins, (begin) => endOf(begin) - begin),
    attempts: Uint32Array.from(begins, (begin) => Math.min(...attempts.subarray(begin, endOf(begin)))),
  };
}
