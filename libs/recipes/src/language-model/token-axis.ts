import type { Log, LogAxis } from '../training-context.js';
import { ranks } from '@graticule/numerics';
import { FREQUENCY_BINS, frequencyBin } from './frequency-bins.js';

/** Token types as an axis: what each is, and how often it is a target in training. counts [types], of the training text. */
export interface TokenAxis {
  readonly axis: LogAxis;
  readonly counts: Float64Array;
  /** Index into FREQUENCY_BINS per type; −1 for a type that training never shows. */
  readonly bins: Int32Array;
}

export function putTokenAxis(log: Log, types: readonly string[], counts: Float64Array): TokenAxis {
  const bins = Int32Array.from(counts, frequencyBin);
  // The most frequent type has rank 1; types that occur equally often share the mean of their ranks.
  const rank = ranks(counts.map((count) => -count));
  const attributes = {
    text: [...types],
    count: [...counts],
    bin: [...bins].map((bin) => FREQUENCY_BINS[bin] ?? null),
    bin_order: [...bins].map((bin) => (bin < 0 ? null : bin)),
    rank: [...rank],
  };
  return { axis: log.axis('token', types, attributes, ['bin']), counts, bins };
}
