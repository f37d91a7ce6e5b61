import type { Assertion, StudyResults, StudyRole } from '@graticule/contracts';
import { mean } from '@graticule/numerics';
import type { PresetName } from '../recipe.js';
import { readOutcome, type RunOutcome } from './run-outcome.js';
import { OBSERVATIONS, type Observation } from './sweep-observations.js';
import { SWEEPS, type SweptText } from './study-presets.js';
import { type Criterion, criteriaOf, type Sweep } from './sweep-criteria.js';

/*
 * Every criterion is measured per seed and must hold in every seed; the assertion's value is the worst seed's. The effect
 * criteria are then measured on the control with the same bounds, and that they fail there is itself an assertion. A missing
 * run and a NaN never pass an assertion about the treatment; a missing run never passes one about the control either.
 */

/** Judges a study from its stored series. */
export async function languageModelVerdict(preset: PresetName, results: StudyResults): Promise<readonly Assertion[]> {
  const read = await Promise.all(results.runs.map((run) => readOutcome(results, run)));
  const outcomes = read.filter((outcome) => outcome !== undefined);
  const { texts } = SWEEPS[preset];
  return texts.flatMap((text) => {
    const prefix = texts.length > 1 ? `${text.label}: ` : '';
    return judge(text, outcomes).map((assertion) => ({ ...assertion, name: prefix + assertion.name }));
  });
}

function judge(text: SweptText, outcomes: readonly RunOutcome[]): readonly Assertion[] {
  const treatment = sweepsOf(text, outcomes, 'treatment');
  const control = sweepsOf(text, outcomes, 'control');
  const criteria = criteriaOf(text.weightDecays, text.bounds);
  return [
    ...criteria.map((criterion) => holdsInEverySeed(criterion, treatment)),
    ...criteria.filter(({ effect }) => effect).map((criterion) => failsOnTheControl(criterion, control)),
    ...OBSERVATIONS.map((observation) => observed(observation, treatment)),
  ];
}

/** One sweep per seed, by ascending seed. */
function sweepsOf(text: SweptText, outcomes: readonly RunOutcome[], role: StudyRole): ReadonlyMap<number, Sweep> {
  const own = outcomes
    .filter((o) => o.role === role && o.config.data.source === text.source)
    .toSorted((a, b) => a.seed - b.seed);
  const sweeps = new Map<number, Map<number, RunOutcome>>();
  for (const outcome of own) {
    const sweep = sweeps.get(outcome.seed) ?? new Map<number, RunOutcome>();
    sweeps.set(outcome.seed, sweep.set(outcome.config.optimizer.weightDecay, outcome));
  }
  return sweeps;
}

function holdsInEverySeed(criterion: Criterion, sweeps: ReadonlyMap<number, Sweep>): Assertion {
  const measured = measureAll(criterion, sweeps);
  const values = measured.map((m) => m.value);
  const worst = values.some(Number.isNaN) || values.length === 0 ? Number.NaN : Math.min(...values);
  return {
    name: criterion.name,
    effect: criterion.effect,
    value: worst,
    bound: { kind: 'atLeast', value: criterion.atLeast },
    pass: worst >= criterion.atLeast,
    evidence: evidenceOf(criterion.needs, sweeps),
    note: noteOf(measured),
  };
}

function failsOnTheControl(criterion: Criterion, sweeps: ReadonlyMap<number, Sweep>): Assertion {
  const measured = measureAll(criterion, sweeps);
  const values = measured.map((m) => m.value);
  // A control that is missing or NaN is no evidence of anything.
  const worst = values.some(Number.isNaN) || values.length === 0 ? Number.NaN : Math.max(...values);
  return {
    name: `fails on the control: ${criterion.name}`,
    effect: false,
    // The seed that came closest to showing the effect.
    value: worst,
    bound: { kind: 'atMost', value: criterion.atLeast },
    pass: worst < criterion.atLeast,
    evidence: evidenceOf(criterion.needs, sweeps),
    note: noteOf(measured),
  };
}

function observed(observation: Observation, sweeps: ReadonlyMap<number, Sweep>): Assertion {
  const measured = measureAll(observation, sweeps);
  return {
    name: observation.name,
    effect: false,
    value: mean(measured.map((m) => m.value)).value,
    bound: null,
    pass: null,
    evidence: evidenceOf(observation.needs, sweeps),
    note: `mean over seeds; ${noteOf(measured)}`,
  };
}

interface Measured {
  readonly seed: number;
  readonly value: number;
  readonly missing: readonly number[];
}

function measureAll(
  what: Pick<Criterion, 'needs' | 'measure'>,
  sweeps: ReadonlyMap<number, Sweep>,
): readonly Measured[] {
  return [...sweeps].map(([seed, sweep]) => {
    const found = new Map(
      what.needs.flatMap((decay) => (sweep.has(decay) ? [[decay, sweep.get(decay)!] as const] : [])),
    );
    const missing = what.needs.filter((decay) => !found.has(decay));
    return { seed, missing, value: missing.length > 0 ? Number.NaN : what.measure((decay) => found.get(decay)!) };
  });
}

function noteOf(measured: readonly Measured[]): string {
  if (measured.length === 0) return 'no finished run';
  return measured
    .map(({ seed, value, missing }) => {
      if (missing.length > 0) return `seed ${seed}: no finished run at weight decay ${missing.join(', ')}`;
      return `seed ${seed}: ${Number.isNaN(value) ? 'not defined' : value.toFixed(3)}`;
    })
    .join('; ');
}

function evidenceOf(needs: readonly number[], sweeps: ReadonlyMap<number, Sweep>): Assertion['evidence'] {
  return [...sweeps.values()].flatMap((sweep) => needs.flatMap((decay) => sweep.get(decay)?.id ?? []));
}
