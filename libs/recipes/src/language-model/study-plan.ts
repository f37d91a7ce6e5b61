import type { ProblemItem, StudyRole } from '@graticule/contracts';
import type { PresetName, RecipeConfig, RunPlan, StudyOptions } from '../recipe.js';
import { mergeSettings } from '../shared/merge-settings.js';
import { parseConfig } from '../shared/parse-config.js';
import { LanguageModelConfig } from './config.js';
import { SWEEPS, type SweptText } from './study-presets.js';

/** What the study itself decides in each run; an override would leave a verdict about something else. */
const SWEPT = [
  ['optimizer', 'weightDecay'],
  ['data', 'sampling'],
  ['data', 'source'],
] as const;

export function studyProblems(preset: PresetName, options: StudyOptions): readonly ProblemItem[] {
  const settings = options.settings ?? {};
  const swept = SWEPT.filter(([group, key]) => key in groupOf(settings, group)).map(([group, key]) => ({
    pointer: `/settings/${group}/${key}`,
    code: 'SWEPT_BY_STUDY',
    detail: 'the study gives this setting another value in each of its runs; submit single runs to choose it yourself',
  }));
  const wrong = SWEEPS[preset].texts.flatMap((text) =>
    ROLES.flatMap((role) => {
      const parsed = parseConfig(LanguageModelConfig, configOf(text, { role, settings }, 0));
      return 'problems' in parsed ? parsed.problems.map((p) => ({ ...p, pointer: `/settings${p.pointer}` })) : [];
    }),
  );
  const seeds = options.seeds ?? [1];
  const repeated = new Set(seeds).size === seeds.length && seeds.length > 0 ? [] : [REPEATED];
  return [...swept, ...unique(wrong), ...repeated];
}

const ROLES = ['treatment', 'control'] as const;

const REPEATED: ProblemItem = {
  pointer: '/seeds',
  code: 'REPEATED_SEED',
  detail: 'at least one seed, and all different',
};

/** Text by text, treatment before control, a whole sweep over weight decay per seed. Throws RangeError when there are problems. */
export function planStudy(preset: PresetName, options: StudyOptions): readonly RunPlan[] {
  const problems = studyProblems(preset, options);
  if (problems.length > 0) throw new RangeError(problems.map((p) => `${p.pointer}: ${p.detail}`).join('; '));
  const settings = options.settings ?? {};
  return SWEEPS[preset].texts.flatMap((text) => {
    const seeds = options.seeds ?? text.seeds;
    return [
      ...seeds.flatMap((seed) => runsOf(text, { role: 'treatment', seed, settings })),
      ...seeds.slice(0, text.controlSeeds).flatMap((seed) => runsOf(text, { role: 'control', seed, settings })),
    ];
  });
}

interface Part {
  readonly role: StudyRole;
  readonly settings: RecipeConfig;
}

function runsOf(text: SweptText, part: Part & { readonly seed: number }): readonly RunPlan[] {
  return text.weightDecays.map((weightDecay) => {
    const control = part.role === 'control' ? ', class-balanced' : '';
    return {
      name: `${text.label}, weight decay ${weightDecay}${control}, seed ${part.seed}`,
      config: LanguageModelConfig.parse(configOf(text, part, weightDecay)),
      seed: part.seed,
      role: part.role,
    };
  });
}

function configOf(text: SweptText, { role, settings }: Part, weightDecay: number): RecipeConfig {
  const swept = {
    optimizer: { weightDecay },
    data: { source: text.source, sampling: role === 'control' ? 'class-balanced' : 'natural' },
  };
  return mergeSettings(mergeSettings(text.settings, settings), swept);
}

function groupOf(settings: RecipeConfig, group: string): object {
  const value = settings[group];
  return typeof value === 'object' && value !== null ? value : {};
}

function unique(items: readonly ProblemItem[]): readonly ProblemItem[] {
  return [...new Map(items.map((item) => [`${item.pointer} ${item.detail}`, item])).values()];
}
