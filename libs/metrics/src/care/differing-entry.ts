import type { Entries } from '../tiles/entries.js';

const COLUMNS = [
  'firstSteps',
  'lastSteps',
  'lastTimes',
  'counts',
  'numbers',
  'finite',
  'min',
  'minSteps',
  'max',
  'maxSteps',
  'mean',
  'last',
  'nonFiniteSteps',
] as const satisfies readonly (keyof Entries)[];

/** The first entry in which two lists of one length differ by a bit; all NaN are one. */
export function differingEntry(found: Entries, wanted: Entries) {
  for (const column of COLUMNS) {
    const [a, b] = [found[column], wanted[column]];
    if (bytesOf(a).equals(bytesOf(b))) continue;
    for (let at = 0; at < a.length; at++) {
      if (!Object.is(a[at], b[at])) return { at, column, found: show(a[at]), wanted: show(b[at]) };
    }
  }
  return undefined;
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Entries[(typeof COLUMNS)[number]]): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

const show = (value: bigint | number | undefined): string => (Object.is(value, -0) ? '-0' : String(value));
