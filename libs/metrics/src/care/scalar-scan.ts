import type { SeriesRow } from '../store/tile.js';
import type { ScalarPoints } from '../tiles/points.js';

export type SeriesNumbers = Omit<SeriesRow, 'metric' | 'axisVersion'>;

/** Keeps sums of the largest doubles finite. */
const DOWN = 2 ** -80;

/**
 * What store.series should say of a scalar series, from its points one after the other. On purpose it shares no code with the
 * fold, which adds up entries of its pyramid instead.
 */
export class ScalarScan {
  private n = 0;
  private finite = 0;
  private sealedN = 0;
  private firstNonFiniteStep: bigint | null = null;
  private firstStep: bigint | null = null;
  private first: number | null = null;
  private lastStep = 0n;
  private last: number | null = null;
  private readonly least = new Extreme();
  private readonly most = new Extreme();
  private readonly sum = new CompensatedSum();
  private readonly scaled = new CompensatedSum();
  /** The largest magnitude of a finite value: what an error of the mean is compared with. */
  scale = 0;

  /** Points in step order, beyond those added before. O(points). */
  add({ steps, values }: ScalarPoints, packing: 'sealed' | 'open'): void {
    const n = steps.length;
    if (n === 0) return;
    this.n += n;
    if (packing === 'sealed') this.sealedN += n;
    if (this.firstStep === null) [this.firstStep, this.first] = [steps[0]!, values[0]!];
    [this.lastStep, this.last] = [steps[n - 1]!, values[n - 1]!];
    let [least, most, wild] = [-1, -1, -1];
    for (let i = 0; i < n; i++) {
      const value = values[i]!;
      if (value - value !== 0) {
        if (wild < 0) wild = i;
        if (value !== value) continue;
      }
      if (least < 0 || value < values[least]!) least = i;
      if (most < 0 || value > values[most]!) most = i;
    }
    if (wild >= 0) this.firstNonFiniteStep ??= steps[wild]!;
    if (least >= 0 && !(this.least.value <= values[least]!)) this.least.set(values[least]!, steps[least]!);
    if (most >= 0 && !(this.most.value >= values[most]!)) this.most.set(values[most]!, steps[most]!);
    this.addToMean(values);
  }

  /** sealedHi: taken as it is, for tiles do not say whether they are sealed. */
  numbers(sealedHi: bigint | null): SeriesNumbers {
    const { n, finite, firstNonFiniteStep, firstStep, first, lastStep, last, least, most, sealedN } = this;
    const total = this.sum.total;
    const mean = Number.isFinite(total) ? total / finite : (this.scaled.total / finite) * (1 / DOWN);
    return {
      n: BigInt(n),
      nonFinite: BigInt(n - finite),
      firstNonFiniteStep,
      firstStep,
      first,
      lastStep,
      last,
      min: least.step === null ? null : least.value,
      argmin: least.step,
      max: most.step === null ? null : most.value,
      argmax: most.step,
      mean: finite === 0 ? null : mean,
      sealedHi,
      sealedN: BigInt(sealedN),
    };
  }

  private addToMean(values: Float64Array): void {
    let [finite, scale] = [0, this.scale];
    for (let i = 0; i < values.length; i++) {
      const value = values[i]!;
      if (value - value !== 0) continue;
      finite++;
      if (value > scale) scale = value;
      else if (-value > scale) scale = -value;
    }
    this.finite += finite;
    this.scale = scale;
    this.sum.addFinite(values, 1);
    this.scaled.addFinite(values, DOWN);
  }
}

/** The first step of an extreme; NaN, which nothing is equal to, before there is one. */
class Extreme {
  value = Number.NaN;
  step: bigint | null = null;

  set(value: number, step: bigint): void {
    this.value = value;
    this.step = step;
  }
}

/** Neumaier's sum. */
class CompensatedSum {
  private sum = 0;
  private lost = 0;

  /** Adds what is finite, times a power of two. */
  addFinite(values: Float64Array, factor: number): void {
    let { sum, lost } = this;
    for (let i = 0; i < values.length; i++) {
      const value = values[i]! * factor;
      if (value - value !== 0) continue;
      const next = sum + value;
      lost += (sum < 0 ? -sum : sum) >= (value < 0 ? -value : value) ? sum - next + value : value - next + sum;
      sum = next;
    }
    [this.sum, this.lost] = [sum, lost];
  }

  get total(): number {
    return this.sum + this.lost;
  }
}
