import type { SeriesNumbers } from './scalar-scan.js';

/** What store.series should say of an axis series, from its vectors one after the other. Only what is counted has a meaning. */
export class VectorScan {
  private n = 0n;
  private nonFinite = 0n;
  private firstNonFiniteStep: bigint | null = null;
  private firstStep: bigint | null = null;
  private lastStep: bigint | null = null;

  /** Vectors may come in any order. nonFinite: cells that are NaN or infinite. */
  add(step: bigint, nonFinite: number): void {
    this.n += 1n;
    this.nonFinite += BigInt(nonFinite);
    if (nonFinite > 0) this.firstNonFiniteStep = least(this.firstNonFiniteStep, step);
    this.firstStep = least(this.firstStep, step);
    if (this.lastStep === null || step > this.lastStep) this.lastStep = step;
  }

  numbers(sealed: Pick<SeriesNumbers, 'sealedHi' | 'sealedN'>): SeriesNumbers {
    const { n, nonFinite, firstNonFiniteStep, firstStep } = this;
    const none = { first: null, last: null, min: null, argmin: null, max: null, argmax: null, mean: null };
    return { ...none, ...sealed, n, nonFinite, firstNonFiniteStep, firstStep, lastStep: this.lastStep ?? 0n };
  }
}

const least = (a: bigint | null, b: bigint): bigint => (a === null || b < a ? b : a);
