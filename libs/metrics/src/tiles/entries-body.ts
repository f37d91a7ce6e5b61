import { decodeColumns, encodeColumns } from './columns-body.js';
import { emptyEntries, type Entries } from './entry-columns.js';
import { addWhere, lessWhere } from './int64-words.js';

/*
 * Entries as a body. What an entry says of its own points is written relative to its first step and to its count: small numbers, and
 * for most series all the same. A place that means nothing stays as it is.
 */

const ENTRIES = 3;

export function encodeEntries(entries: Entries): Uint8Array {
  const { firstSteps, counts, numbers } = entries;
  const notFinite = less(counts, entries.finite);
  const relative: Entries = {
    ...entries,
    lastSteps: lessWhere(entries.lastSteps, firstSteps, counts),
    numbers: less(counts, numbers),
    finite: notFinite,
    minSteps: lessWhere(entries.minSteps, firstSteps, numbers),
    maxSteps: lessWhere(entries.maxSteps, firstSteps, numbers),
    nonFiniteSteps: lessWhere(entries.nonFiniteSteps, firstSteps, notFinite),
  };
  return encodeColumns(ENTRIES, columnsOf(relative), 'sealed');
}

/** n: of the row. Throws CorruptTile when the body is no such row. */
export function decodeEntries(body: Uint8Array, n: number): Entries {
  const entries = emptyEntries(n);
  decodeColumns(ENTRIES, body, columnsOf(entries));
  const { firstSteps, counts, finite: notFinite } = entries;
  const numbers = less(counts, entries.numbers);
  addWhere(entries.lastSteps, firstSteps, counts);
  addWhere(entries.minSteps, firstSteps, numbers);
  addWhere(entries.maxSteps, firstSteps, numbers);
  addWhere(entries.nonFiniteSteps, firstSteps, notFinite);
  return { ...entries, numbers, finite: less(counts, notFinite) };
}

/** In the order of the format. */
function columnsOf(e: Entries) {
  const counted = [e.firstSteps, e.lastSteps, e.lastTimes, e.counts, e.numbers, e.finite];
  return [...counted, e.min, e.minSteps, e.max, e.maxSteps, e.mean, e.last, e.nonFiniteSteps];
}

/** a − b. [n], [n] → [n]. */
function less(a: Uint32Array, b: Uint32Array): Uint32Array {
  const rest = new Uint32Array(a.length);
  for (let i = 0; i < rest.length; i++) rest[i] = a[i]! - b[i]!;
  return rest;
}
