import type { VectorGroup } from '@graticule/contracts';
import type { StoredVector } from './vector-open.js';

/*
 * The state of a step is what its writes put together: a dense vector replaces all, a sparse one lays its cells over those there
 * are. Each write makes a new state with its own attempt and time.
 */

/** The state after a write. O(cells). */
export function overlaid(earlier: VectorGroup, later: VectorGroup, size: number): VectorGroup {
  if (later.elements === undefined) return later;
  const dtype = earlier.dtype === later.dtype ? later.dtype : isDouble(earlier) || isDouble(later) ? 'f64' : 'f32';
  const room = (length: number) => (dtype === 'f64' ? new Float64Array(length) : new Float32Array(length));
  if (earlier.elements === undefined) {
    const values = room(size);
    values.set(earlier.values);
    later.elements.forEach((element, i) => (values[element] = later.values[i]!));
    return { ...later, dtype, elements: undefined, values };
  }
  const elements = union(earlier.elements, later.elements);
  const values = room(elements.length);
  for (const { elements: written, values: cells } of [earlier, later]) {
    let at = 0;
    written?.forEach((element, i) => {
      while (elements[at]! < element) at++;
      values[at] = cells[i]!;
    });
  }
  return { ...later, dtype, elements: elements.length === size ? undefined : elements, values };
}

const isDouble = ({ dtype }: VectorGroup): boolean => dtype === 'f64';

/** Two ascending columns as one. */
function union(a: Uint32Array, b: Uint32Array): Uint32Array {
  const all = new Uint32Array(a.length + b.length);
  let [i, j, n] = [0, 0, 0];
  while (i < a.length || j < b.length) {
    const [left, right] = [a[i] ?? Infinity, b[j] ?? Infinity];
    all[n++] = Math.min(left, right);
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return all.slice(0, n);
}

/**
 * Whether a write takes something away from the state before it: an attempt, or a cell, be it only its time. If not, nothing of
 * the earlier state is history. Both are of one step. O(cells).
 */
export function supersedes(earlier: StoredVector, later: StoredVector): boolean {
  if (earlier.attempt !== later.attempt) return true;
  const [before, after] = [earlier.group, later.group];
  const isRepeated = (place: number, i: number) =>
    before.time === after.time && Object.is(before.values[place], after.values[i]);
  if (after.elements === undefined) {
    const isWhole = before.elements === undefined && before.values.length === after.values.length;
    return !isWhole || !every(after.values.length, (i) => isRepeated(i, i));
  }
  if (before.elements === undefined) {
    const { elements } = after;
    return !every(elements.length, (i) => isRepeated(elements[i]!, i));
  }
  return !agree(before.elements, after.elements, isRepeated);
}

function every(n: number, holds: (i: number) => boolean): boolean {
  for (let i = 0; i < n; i++) if (!holds(i)) return false;
  return true;
}

/** Whether `holds` for the places of all elements that both columns have. */
function agree(a: Uint32Array, b: Uint32Array, holds: (i: number, j: number) => boolean): boolean {
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i]! < b[j]!) i++;
    else if (a[i]! > b[j]!) j++;
    else if (!holds(i++, j++)) return false;
  }
  return true;
}
