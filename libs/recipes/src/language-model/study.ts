import type { ComparisonQuery, Figure, Preset, PresetName, Study } from '../recipe.js';
import { planStudy, studyProblems } from './study-plan.js';
import { SWEEPS } from './study-presets.js';
import { languageModelVerdict } from './verdict.js';

/** Does weight decay hurt rare tokens more than the average shows? */
export const languageModelStudy: Study = {
  question: 'Does weight decay raise the loss of rare tokens far more than the average training loss shows?',
  presets: { quick: presetOf('quick'), paper: presetOf('paper') },
  problems: studyProblems,
  plan: planStudy,
  verdict: languageModelVerdict,
  comparison: comparisonOf,
  figures: figures(),
};

function presetOf(name: PresetName): Preset {
  const { description, texts } = SWEEPS[name];
  const runs = texts.reduce((sum, text) => sum + text.weightDecays.length * (text.seeds.length + text.controlSeeds), 0);
  return { description, runs };
}

function comparisonOf(preset: PresetName): readonly ComparisonQuery[] {
  const texts = SWEEPS[preset].texts.length > 1 ? ['data.source'] : [];
  const common = { role: 'treatment', at: 'last', groupBy: [...texts, 'optimizer.weightDecay'] } as const;
  return [
    { ...common, title: 'Average loss (every position counts once)', unit: 'nats', metric: 'train/loss' },
    {
      ...common,
      title: 'Token-balanced loss (every token type counts once)',
      unit: 'nats',
      metric: 'train/loss_balanced',
    },
    {
      ...common,
      title: 'Loss by how often a token occurs in training, rarest to most frequent',
      unit: 'nats',
      metric: 'train/token/loss',
      axis: { groupBy: 'bin', reduce: 'MEAN' },
    },
    {
      ...common,
      title: 'Share of each layer in the squared weight norm',
      unit: 'fraction',
      metric: 'layer/weight_norm_share',
      axis: { groupBy: 'layer', reduce: 'SUM' },
    },
  ];
}

function figures(): readonly Figure[] {
  const treatment = { role: 'treatment', unit: 'nats', groupBy: ['optimizer.weightDecay'] } as const;
  const byBin = { groupBy: 'bin', reduce: 'MEAN' } as const;
  return [
    { ...treatment, title: 'The average hides it: average training loss', metric: 'train/loss' },
    { ...treatment, title: 'Training loss by token frequency', metric: 'train/token/loss', axis: byBin },
    {
      ...treatment,
      title: 'The same with class-balanced sampling',
      role: 'control',
      metric: 'train/token/loss',
      axis: byBin,
    },
    { ...treatment, title: 'Held-out loss by token frequency', metric: 'heldout/token/loss', axis: byBin },
    {
      ...treatment,
      title: 'Share of each layer in the squared weight norm',
      unit: 'fraction',
      metric: 'layer/weight_norm_share',
      axis: { groupBy: 'layer', reduce: 'SUM' },
    },
  ];
}
