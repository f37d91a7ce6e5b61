import { summarize } from './token-scores.js';

const bins = Int32Array.of(0, 0, 5, -1);
const training = Float64Array.of(1, 2, 300, 0);

describe('the summary of a text', () => {
  it('leaves out a type that does not occur', () => {
    const loss = Float64Array.of(4, Number.NaN, 1, 8);
    const accuracy = Float64Array.of(0, Number.NaN, 1, 0);
    expect(summarize({ loss, accuracy, count: Float64Array.of(1, 0, 8, 1) }, training, bins)).toEqual({
      loss: 2,
      loss_balanced: 13 / 3,
      perplexity_balanced: Math.exp(13 / 3),
      accuracy: 0.8,
      accuracy_balanced: 1 / 3,
      gap: 3,
      rank_correlation: -1,
    });
  });

  it('is NaN when a type that occurs has a loss of NaN, however well the others look', () => {
    const loss = Float64Array.of(Number.NaN, 2, 1, 8);
    const summary = summarize(
      { loss, accuracy: new Float64Array(4), count: Float64Array.of(1, 1, 1, 1) },
      training,
      bins,
    );
    for (const name of ['loss', 'loss_balanced', 'perplexity_balanced', 'gap', 'rank_correlation'])
      expect(summary[name]).toBeNaN();
    expect(summary['accuracy']).toBe(0);
  });
});
