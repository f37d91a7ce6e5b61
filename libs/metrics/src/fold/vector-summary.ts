import type { SeriesRow } from '../store/tile.js';
import { nonFiniteCells } from '../tiles/vector-column.js';
import type { StoredVector } from '../tiles/vector-open.js';
import { NOTHING } from './scalar-summary.js';

type Numbers = Omit<SeriesRow, 'metric' | 'axisVersion' | 'sealedHi' | 'sealedN'>;

/** What a summary needs of some vectors in step order. */
export interface VectorTally {
  readonly steps: BigInt64Array;
  readonly nonFinite: Uint32Array;
}

export function tallyOf(vectors: readonly StoredVector[]): VectorTally {
  return {
    steps: BigInt64Array.from(vectors, ({ group }) => group.step),
    nonFinite: Uint32Array.from(vectors, ({ group }) => nonFiniteCells(group.values)),
  };
}

/** The summary of all these vectors; the tallies follow each other in step order. */
export function summaryOf(tallies: readonly VectorTally[]): Numbers {
  const all = tallies.filter(({ steps }) => steps.length > 0);
  const [first, last] = [all[0], all.at(-1)];
  if (first === undefined || last === undefined) return NOTHING;
  let [n, nonFinite] = [0, 0];
  let firstNonFiniteStep: bigint | null = null;
  for (const tally of all) {
    n += tally.steps.length;
    nonFinite += tally.nonFinite.reduce((sum, count) => sum + count, 0);
    firstNonFiniteStep ??= tally.steps[tally.nonFinite.findIndex((count) => count > 0)] ?? null;
  }
  const [firstStep, lastStep] = [first.steps[0]!, last.steps.at(-1)!];
  return { ...NOTHING, n: BigInt(n), nonFinite: BigInt(nonFinite), firstNonFiniteStep, firstStep, lastStep };
}

/** The summary after the last vectors of a series, `before`, became `after`, of which there is one at least. */
export function withTail(row: Numbers, before: VectorTally, after: VectorTally): Numbers {
  const [gone, come] = [summaryOf([before]), summaryOf([after])];
  if (row.n === gone.n) return come;
  const from = gone.firstStep !== null && gone.firstStep < come.firstStep! ? gone.firstStep : come.firstStep!;
  const { firstNonFiniteStep: wild } = row;
  return {
    ...come,
    n: row.n - gone.n + come.n,
    nonFinite: row.nonFinite - gone.nonFinite + come.nonFinite,
    firstNonFiniteStep: wild !== null && wild < from ? wild : come.firstNonFiniteStep,
    firstStep: row.firstStep,
  };
}
