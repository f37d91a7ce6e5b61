import type { ComparisonAnswer, LineAnswer } from '../comparison/comparison-answer.js';
import { displayWidth } from '../terminal/display-text.js';
import type { LanguageModelComparison } from './language-model.graphql.js';
import { languageModelFigure } from './language-model-figure.js';
import { languageModelLines } from './language-model-lines.js';

const RUNS = [
  { id: 'a', seed: '1', role: 'treatment' },
  { id: 'b', seed: '2', role: 'treatment' },
] as const;

const line = (label: Partial<LineAnswer>, values: readonly [number, number]): LineAnswer => ({
  group: null,
  element: null,
  ...label,
  n: 2,
  mean: (values[0] + values[1]) / 2,
  standardDeviation: Math.abs(values[0] - values[1]) / Math.SQRT2,
  perRun: RUNS.map(({ id }, i) => ({ run: id, value: values[i] ?? NaN })),
});

const settings = (linesAt: (decay: number) => readonly LineAnswer[]): ComparisonAnswer => ({
  groups: [
    ...[1, 0].map((decay) => ({ key: keyOf(decay, 'natural'), runs: RUNS, lines: linesAt(decay) })),
    { key: keyOf(0, 'class-balanced'), runs: [{ id: 'c', seed: '1', role: 'control' as const }], lines: [] },
  ],
  warnings: [],
});

const keyOf = (weightDecay: number, sampling: string) => ({
  'data.source': 'template-grammar',
  'optimizer.weightDecay': weightDecay,
  'data.sampling': sampling,
});

const ANSWER: LanguageModelComparison = {
  average: settings((decay) => [line({}, [0.5 + decay, 0.7 + decay])]),
  balanced: settings((decay) => [line({}, [1 + decay, 1.2 + decay])]),
  bins: settings((decay) => [
    line({ group: '[243,inf)' }, [0.25, 0.25]),
    line({ group: '[27,81)' }, [0.5, 0.5]),
    line({ group: '[1,3)' }, [2 + decay, 2.5 + decay]),
  ]),
  layers: settings(() => [
    line({ element: { key: 'embedding' } }, [0.25, 0.25]),
    line({ element: { key: 'output' } }, [0.75, 0.75]),
  ]),
};

describe('languageModelFigure', () => {
  const figures = languageModelFigure(ANSWER);

  it('puts treatment before control and sorts by weight decay', () => {
    expect(figures.map(({ role, weightDecay }) => [role, weightDecay])).toEqual([
      ['treatment', 0],
      ['treatment', 1],
      ['control', 0],
    ]);
  });

  it('orders the bins by the counts in their names and takes both ends', () => {
    expect(figures[1]?.bins.map(({ label }) => label)).toEqual(['[1,3)', '[27,81)', '[243,inf)']);
    expect(figures[1]?.rarestBinLoss?.mean).toBe(3.25);
    expect(figures[1]?.mostFrequentBinLoss?.mean).toBe(0.25);
  });

  it('gives the numbers of each seed with the gap between rare and frequent', () => {
    expect(figures[0]?.seeds[1]).toEqual({
      run: 'b',
      seed: '2',
      averageLoss: 0.7,
      balancedLoss: 1.2,
      gap: 2.25,
      bins: { '[1,3)': 2.5, '[27,81)': 0.5, '[243,inf)': 0.25 },
    });
  });

  it('leaves out what a setting has no numbers for', () => {
    expect(figures[2]).toMatchObject({ averageLoss: null, rarestBinLoss: null, bins: [], weightNormShare: [] });
    expect(figures[2]?.seeds[0]).toMatchObject({ averageLoss: null, gap: null, bins: {} });
  });
});

describe('languageModelLines', () => {
  const figures = languageModelFigure(ANSWER);

  it('shows one row per weight decay at 120 columns', () => {
    expect(languageModelLines(figures, 120).slice(0, 4)).toEqual([
      '',
      'template-grammar, treatment (sampling natural): training loss in nats, mean ± sd over seeds',
      'weight decay        average  token-balanced     rarest bin  most frequent bin  n',
      '           0  0.600 ± 0.141   1.100 ± 0.141  2.250 ± 0.354      0.250 ± 0.000  2',
    ]);
  });

  it.each([40, 60, 89, 90, 120])('is never wider than %i columns', (width) => {
    for (const text of languageModelLines(figures, width)) expect(displayWidth(text)).toBeLessThanOrEqual(width);
  });

  it('shows a block per weight decay at 40 columns', () => {
    expect(languageModelLines(figures, 40)).toContain('weight decay 1, n = 2');
    expect(languageModelLines(figures, 40)).toContain('  rarest bin         3.250 ± 0.354');
  });
});
