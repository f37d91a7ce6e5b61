import { languageModelStudy } from './study.js';

describe('the study', () => {
  it('plans nine runs for quick, three of them the control', () => {
    const plan = languageModelStudy.plan('quick', {});
    expect(plan.map(({ name, seed, role }) => ({ name, seed, role }))).toEqual([
      { name: 'template grammar, weight decay 0, seed 1', seed: 1, role: 'treatment' },
      { name: 'template grammar, weight decay 0.3, seed 1', seed: 1, role: 'treatment' },
      { name: 'template grammar, weight decay 1, seed 1', seed: 1, role: 'treatment' },
      { name: 'template grammar, weight decay 0, seed 2', seed: 2, role: 'treatment' },
      { name: 'template grammar, weight decay 0.3, seed 2', seed: 2, role: 'treatment' },
      { name: 'template grammar, weight decay 1, seed 2', seed: 2, role: 'treatment' },
      { name: 'template grammar, weight decay 0, class-balanced, seed 1', seed: 1, role: 'control' },
      { name: 'template grammar, weight decay 0.3, class-balanced, seed 1', seed: 1, role: 'control' },
      { name: 'template grammar, weight decay 1, class-balanced, seed 1', seed: 1, role: 'control' },
    ]);
    expect(plan[4]?.config).toMatchObject({
      optimizer: { weightDecay: 0.3 },
      data: { source: 'template-grammar', sampling: 'natural' },
      steps: 2_000,
    });
    expect(plan[8]?.config).toMatchObject({ optimizer: { weightDecay: 1 }, data: { sampling: 'class-balanced' } });
  });

  it('announces as many runs as it plans', () => {
    for (const preset of ['quick', 'paper'] as const)
      expect(languageModelStudy.plan(preset, {})).toHaveLength(languageModelStudy.presets[preset].runs);
  });

  it('takes settings and seeds in place of the preset’s', () => {
    const plan = languageModelStudy.plan('quick', {
      settings: { steps: 10, optimizer: { learningRate: 1e-3 } },
      seeds: [7],
    });
    expect(plan.map(({ seed, role }) => `${role} ${seed}`)).toEqual([
      ...Array(3).fill('treatment 7'),
      ...Array(3).fill('control 7'),
    ]);
    expect(plan[1]?.config).toMatchObject({ steps: 10, optimizer: { learningRate: 1e-3, weightDecay: 0.3 } });
  });

  it('refuses settings that are wrong or that it decides itself', () => {
    const options = { settings: { steps: 0, optimizer: { weightDecay: 5 } }, seeds: [1, 1] };
    expect(languageModelStudy.problems('quick', options).map(({ pointer, code }) => `${pointer} ${code}`)).toEqual([
      '/settings/optimizer/weightDecay SWEPT_BY_STUDY',
      '/settings/steps OUT_OF_RANGE',
      '/seeds REPEATED_SEED',
    ]);
    expect(() => languageModelStudy.plan('quick', options)).toThrow(RangeError);
    // The control samples single positions, which a transformer cannot.
    expect(languageModelStudy.problems('quick', { settings: { model: 'transformer' } })[0]?.pointer).toBe(
      '/settings/data/sampling',
    );
    expect(languageModelStudy.problems('paper', {})).toEqual([]);
  });

  it('shows the average beside the bins, per weight decay', () => {
    expect(languageModelStudy.comparison('quick').map(({ metric }) => metric)).toEqual([
      'train/loss',
      'train/loss_balanced',
      'train/token/loss',
      'layer/weight_norm_share',
    ]);
    expect(languageModelStudy.comparison('paper')[0]?.groupBy).toEqual(['data.source', 'optimizer.weightDecay']);
  });
});
