import type { SeriesNumbers } from './scalar-scan.js';

const EXACT = [
  'n',
  'nonFinite',
  'firstNonFiniteStep',
  'firstStep',
  'first',
  'lastStep',
  'last',
  'min',
  'argmin',
  'max',
  'argmax',
  'sealedHi',
  'sealedN',
] as const satisfies readonly (keyof SeriesNumbers)[];

/** How far a mean may be off, in units of the largest value that entered it. */
const MEAN_ERROR = 1e-12;

/** What a row of store.series says otherwise than its data, in words. scale: the largest magnitude of a finite value. */
export function summaryDifferences(row: SeriesNumbers, data: SeriesNumbers, scale: number): readonly string[] {
  const wrong = EXACT.filter((field) => !isSame(row[field], data[field])).map((field) => told(field, row, data));
  return isSameMean(row.mean, data.mean, scale) ? wrong : [...wrong, told('mean', row, data)];
}

function told(field: keyof SeriesNumbers, row: SeriesNumbers, data: SeriesNumbers): string {
  return `the summary has ${field} ${show(row[field])} instead of ${show(data[field])}`;
}

const show = (value: bigint | number | null): string => (Object.is(value, -0) ? '-0' : String(value));

function isSame(a: bigint | number | null, b: bigint | number | null): boolean {
  return a === b || (Number.isNaN(a) && Number.isNaN(b));
}

function isSameMean(a: number | null, b: number | null, scale: number): boolean {
  if (a === null || b === null) return a === b;
  // Sums near the largest double may overflow in one order and not in another.
  return scale > 1e300 || Math.abs(a - b) <= scale * MEAN_ERROR;
}
