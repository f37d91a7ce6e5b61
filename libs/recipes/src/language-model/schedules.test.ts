import { LanguageModelConfig } from './config.js';
import { evaluationSteps } from './evaluation-steps.js';
import { FREQUENCY_BINS, frequencyBin } from './frequency-bins.js';
import { learningRateAt } from './learning-rate.js';
import { LearningSpeed } from './learning-speed.js';

const config = (input: object) => LanguageModelConfig.parse(input);

describe('evaluations', () => {
  it('include step 0 and the last step', () => {
    expect(evaluationSteps(config({ steps: 2_000, evaluations: 4 }))).toEqual([0, 500, 1_000, 1_500, 2_000]);
    expect(evaluationSteps(config({ steps: 1_000, evaluations: 3, evaluationSpacing: 'logarithmic' }))).toEqual([
      0, 10, 100, 1_000,
    ]);
    expect(evaluationSteps(config({ steps: 2, evaluations: 10 }))).toEqual([0, 1, 2]);
  });
});

describe('the learning rate', () => {
  it('rises for the warm-up and falls along a cosine to its end', () => {
    const own = config({ steps: 1_000, optimizer: { learningRate: 1, warmupSteps: 10, finalLearningRate: 0.1 } });
    expect(learningRateAt(5, own)).toBeCloseTo(0.5, 3);
    expect(learningRateAt(500, own)).toBeCloseTo(0.55, 12);
    expect(learningRateAt(1_000, own)).toBeCloseTo(0.1, 12);
    expect(learningRateAt(1, config({ steps: 10, optimizer: { warmupSteps: 0, learningRate: 1 } }))).toBeGreaterThan(
      0.9,
    );
  });
});

describe('frequency bins', () => {
  it('are powers of three of the training count', () => {
    expect(FREQUENCY_BINS).toEqual(['[1,3)', '[3,9)', '[9,27)', '[27,81)', '[81,243)', '[243,inf)']);
    expect([0, 1, 2, 3, 8, 9, 242, 243, 9_999].map(frequencyBin)).toEqual([-1, 0, 0, 1, 1, 2, 4, 5, 5]);
  });
});

describe('learning speed', () => {
  it('is one minus the mean of the loss relative to the start', () => {
    const speed = new LearningSpeed(3);
    expect([...speed.observe(0, Float64Array.of(4, 2, Number.NaN))]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    speed.observe(10, Float64Array.of(2, 2, Number.NaN));
    expect([...speed.observe(20, Float64Array.of(0, 4, Number.NaN))]).toEqual([0.75, -0.5, Number.NaN]);
  });

  it('weighs an evaluation by the steps since the one before', () => {
    const speed = new LearningSpeed(1);
    speed.observe(0, Float64Array.of(1));
    speed.observe(1, Float64Array.of(1));
    expect(speed.observe(4, Float64Array.of(0))[0]).toBe(0.75);
  });
});
