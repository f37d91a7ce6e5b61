import type { Assertion, RunId } from '@graticule/contracts';
import { MemoryLog, MemoryResults } from '../memory-log.test-support.js';
import type { RunPlan } from '../recipe.js';
import { LanguageModelConfig } from './config.js';
import { languageModelStudy } from './study.js';

/** What a run of this weight decay and role shall have measured. */
interface Measured {
  readonly average: number;
  readonly balanced: number;
  readonly rare: number;
  readonly frequent: number;
}

const effect = (decay: number): Measured => ({
  average: 1 + 0.8 * decay,
  balanced: 2.6 + 1.9 * decay,
  rare: 2.9 + 2.5 * decay,
  frequent: 0.3 + 0.15 * decay,
});
/** As if every type were seen equally often: rare types are easy and stay so. */
const balanced = (decay: number): Measured => ({
  average: 1.5 + decay,
  balanced: 1 + decay,
  rare: 0.2 + 0.1 * decay,
  frequent: 2.3 + 0.5 * decay,
});

/** Every loss rises by the same. */
const even = (decay: number): Measured => ({
  average: 1 + decay,
  balanced: 2 + decay,
  rare: 3 + decay,
  frequent: 0.3 + decay,
});
/** Diverged at weight decay 1. */
const broken = (decay: number): Measured =>
  decay === 1 ? { average: Number.NaN, balanced: Number.NaN, rare: Number.NaN, frequent: 1 } : effect(decay);
/** Frequent tokens gain from weight decay. */
const falling = (decay: number): Measured => ({ ...effect(decay), frequent: 0.3 - 0.1 * decay });

const id = (i: number) => `run ${i}` as RunId;

/** A study whose runs measured what `measure` says; undefined: the run did not finish. */
async function judge(
  measure: (plan: RunPlan, decay: number) => Measured | undefined,
  preset: 'quick' | 'paper' = 'quick',
) {
  const logs = new Map<RunId, MemoryLog>();
  const runs = languageModelStudy.plan(preset, {}).flatMap((plan, i) => {
    const measured = measure(plan, LanguageModelConfig.parse(plan.config).optimizer.weightDecay);
    if (measured === undefined) return [];
    logs.set(id(i), logOf(measured));
    return [{ id: id(i), role: plan.role, seed: plan.seed, config: plan.config }];
  });
  return languageModelStudy.verdict(preset, new MemoryResults(runs, logs));
}

function logOf({ average, balanced: mean, rare, frequent }: Measured): MemoryLog {
  const log = new MemoryLog();
  // The type without a bin never occurs in training.
  const tokens = log.axis('token', ['a', 'b', 'c', 'd'], { bin: ['[1,3)', '[1,3)', '[243,inf)', null] });
  log.scalars(2_000, { 'train/loss': average, 'train/loss_balanced': mean });
  log.vector(2_000, 'train/token/loss', tokens, Float64Array.of(rare - 0.5, rare + 0.5, frequent, 99));
  log.vector(
    2_000,
    'train/token/speed',
    tokens,
    Float64Array.of(0.6 - rare / 10, 0.6 - rare / 10, 0.7 - frequent / 10, 9),
  );
  return log;
}

const outcome = (assertions: readonly Assertion[]) => assertions.filter((a) => a.bound !== null).map((a) => a.pass);
const treatmentOnly = (assertions: readonly Assertion[]) =>
  assertions.filter((a) => a.bound !== null && !a.name.includes('control'));

describe('the verdict', () => {
  it('passes where the effect holds and the control does not show it', async () => {
    const assertions = await judge(({ role }, decay) => (role === 'treatment' ? effect(decay) : balanced(decay)));
    expect(outcome(assertions)).toEqual(Array(14).fill(true));
    expect(assertions.filter((a) => a.effect)).toHaveLength(7);
    const ratio = assertions.find((a) => a.name.includes('at least 5 times'))!;
    expect(ratio.value).toBeCloseTo(2.5 / 0.15, 6);
    expect(ratio).toMatchObject({ bound: { kind: 'atLeast', value: 5 }, evidence: [id(0), id(1), id(3), id(4)] });
    expect(ratio.note).toBe('seed 1: 16.667; seed 2: 16.667');
  });

  it('fails where the effect is absent, although every loss rises', async () => {
    const assertions = await judge(({ role }, decay) => (role === 'treatment' ? even(decay) : balanced(decay)));
    // Rare tokens are still the harder ones; nothing else holds.
    expect(treatmentOnly(assertions).map((a) => a.pass)).toEqual([false, false, false, false, true, false, false]);
  });

  it('fails when one seed does not show the effect, and reports that seed', async () => {
    const assertions = await judge(({ role, seed }, decay) =>
      role === 'treatment' && seed === 1 ? effect(decay) : balanced(decay),
    );
    const growth = assertions.find((a) => a.name.startsWith('the gap between rare and frequent tokens grows by'))!;
    expect(growth).toMatchObject({ pass: false });
    expect(growth.value).toBeCloseTo(-0.4, 9);
  });

  it('fails when the control shows the effect too', async () => {
    const assertions = await judge((_, decay) => effect(decay));
    const control = assertions.filter((a) => a.name.startsWith('fails on the control'));
    expect(control.map((a) => a.pass)).toEqual(Array(7).fill(false));
  });

  it('never passes on a missing run, in the treatment or in the control', async () => {
    const assertions = await judge(({ role }, decay) =>
      decay === 0.3 ? undefined : role === 'treatment' ? effect(decay) : balanced(decay),
    );
    const needing = assertions.filter((a) => a.bound !== null && /0\.3/.test(a.name));
    expect(needing).toHaveLength(8);
    for (const assertion of needing) {
      expect(assertion).toMatchObject({ pass: false, value: Number.NaN });
      expect(assertion.note).toContain('no finished run at weight decay 0.3');
    }
    expect(outcome(await judge(() => undefined))).toEqual(Array(14).fill(false));
  });

  it('never passes on a loss that is NaN', async () => {
    const assertions = await judge(({ role }, decay) => (role === 'treatment' ? broken(decay) : balanced(decay)));
    expect(treatmentOnly(assertions).map((a) => a.pass)).toEqual([false, true, false, true, true, false, true]);
  });

  it('does not divide by a loss that fell', async () => {
    const assertions = await judge(({ role }, decay) => (role === 'treatment' ? falling(decay) : balanced(decay)));
    expect(assertions.find((a) => a.name.includes('at least 5 times'))).toMatchObject({
      pass: false,
      value: Number.NaN,
      note: 'seed 1: not defined; seed 2: not defined',
    });
  });

  it('of the paper preset judges both texts by their own bounds and asks for the learning speed of the second', async () => {
    const assertions = await judge(
      ({ role }, decay) => (role === 'treatment' ? effect(decay) : balanced(decay)),
      'paper',
    );
    expect(outcome(assertions)).toEqual(Array(14 + 18).fill(true));
    expect(
      assertions.filter((a) => a.name.startsWith('addresses: learning slows')).map((a) => a.value.toFixed(3)),
    ).toEqual(['16.667', '16.667']);
    expect(assertions.find((a) => a.name.startsWith('template grammar: the gap'))?.name).toContain(
      'weight decay 0, 0.1, 0.3, 1',
    );
  });

  it('gives observations no bound and no pass', async () => {
    const assertions = await judge((_, decay) => effect(decay));
    const observed = assertions.filter((a) => a.bound === null);
    expect(observed).toHaveLength(8);
    expect(observed.every((a) => a.pass === null)).toBe(true);
    expect(observed[0]).toMatchObject({ name: 'rise of the average training loss (nats), from weight decay 0 to 1' });
    expect(observed[0]?.value).toBeCloseTo(0.8, 9);
  });
});

it('never takes a control that broke down for one that does not show the effect', async () => {
  const assertions = await judge(({ role }, decay) => (role === 'treatment' ? effect(decay) : broken(decay)));
  const control = assertions.filter((a) => a.name.startsWith('fails on the control') && a.name.endsWith('to 1'));
  expect(control.map((a) => [a.value, a.pass])).toEqual([
    [Number.NaN, false],
    [Number.NaN, false],
  ]);
});
