import { spearman } from '@graticule/numerics';
import { gapOf, type RunOutcome } from './run-outcome.js';
import type { Bounds } from './study-presets.js';

/** The runs of one text, role and seed, found by their weight decay. */
export type Sweep = ReadonlyMap<number, RunOutcome>;

/** A number taken from one sweep and the least it must be. */
export interface Criterion {
  readonly name: string;
  /** States the effect itself, so it must fail on the control. */
  readonly effect: boolean;
  readonly atLeast: number;
  /** The weight decays it needs. */
  readonly needs: readonly number[];
  /** Only asked of a sweep that has all it needs. NaN where the quantity is not defined. */
  readonly measure: (at: (weightDecay: number) => RunOutcome) => number;
}

/** What must hold of every seed of a text. */
export function criteriaOf(weightDecays: readonly number[], bounds: Bounds): readonly Criterion[] {
  const speed = bounds.speedDropRatio;
  return [
    gapGrowsThroughout(weightDecays),
    ...bounds.rareOverFrequent.map(([decay, ratio]) => rareOverFrequent(decay, ratio)),
    {
      name: `the token-balanced loss rises at least ${bounds.balancedOverAverage} times as much as the average, from weight decay 0 to 0.3`,
      effect: true,
      atLeast: bounds.balancedOverAverage,
      needs: [0, 0.3],
      measure: (at) => ratioOfRises(at(0.3).balanced - at(0).balanced, at(0.3).average - at(0).average),
    },
    {
      name: 'rare tokens are harder than frequent ones without weight decay',
      effect: true,
      atLeast: 0,
      needs: [0],
      measure: (at) => gapOf(at(0)),
    },
    {
      name: `the gap between rare and frequent tokens grows by at least ${bounds.gapGrowth} nat from weight decay 0 to 1`,
      effect: true,
      atLeast: bounds.gapGrowth,
      needs: [0, 1],
      measure: (at) => gapOf(at(1)) - gapOf(at(0)),
    },
    {
      name: `the loss of rare tokens rises by at least ${bounds.rareIncrease} nats from weight decay 0 to 0.3`,
      effect: true,
      atLeast: bounds.rareIncrease,
      needs: [0, 0.3],
      measure: (at) => at(0.3).rare - at(0).rare,
    },
    ...(speed === undefined ? [] : [0.3, 1].map((decay) => speedDrops(decay, speed))),
  ];
}

function gapGrowsThroughout(weightDecays: readonly number[]): Criterion {
  return {
    name: `the gap between rare and frequent tokens grows at every step of weight decay ${weightDecays.join(', ')}`,
    effect: true,
    // A rank correlation: 1 when strictly increasing, at most 0.95 with one tie, at most 0.8 with one step back.
    atLeast: 0.99,
    needs: weightDecays,
    measure: (at) => {
      const gaps = weightDecays.map((decay) => gapOf(at(decay)));
      return gaps.some(Number.isNaN) ? Number.NaN : spearman(weightDecays, gaps).value;
    },
  };
}

function rareOverFrequent(decay: number, ratio: number): Criterion {
  return {
    name: `the loss of rare tokens rises at least ${ratio} times as much as that of frequent ones, from weight decay 0 to ${decay}`,
    effect: true,
    atLeast: ratio,
    needs: [0, decay],
    measure: (at) => ratioOfRises(at(decay).rare - at(0).rare, at(decay).frequent - at(0).frequent),
  };
}

function speedDrops(decay: number, ratio: number): Criterion {
  return {
    name: `learning slows at least ${ratio} times as much for rare tokens as for frequent ones, from weight decay 0 to ${decay}`,
    effect: true,
    atLeast: ratio,
    needs: [0, decay],
    measure: (at) => ratioOfRises(at(0).rareSpeed - at(decay).rareSpeed, at(0).frequentSpeed - at(decay).frequentSpeed),
  };
}

/**
 * A ratio of two rises. What did not rise is no share of anything: 0. A rise over something that fell is not defined, NaN,
 * and so is everything of a loss that is NaN: neither shows the effect, and neither shows its absence.
 */
function ratioOfRises(rise: number, over: number): number {
  if (rise <= 0 && !Number.isNaN(over)) return 0;
  return rise > 0 && over > 0 ? rise / over : Number.NaN;
}
