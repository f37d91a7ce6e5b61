import type { PresetName, RecipeConfig } from '../recipe.js';

/** What the increases must amount to. All are about the training text at the last step, seed by seed. */
export interface Bounds {
  /** Weight decays at which the rare increase is divided by the frequent one, with the least ratio. */
  readonly rareOverFrequent: readonly (readonly [weightDecay: number, ratio: number])[];
  /** At 0.3: increase of the token-balanced loss over that of the average. */
  readonly balancedOverAverage: number;
  /** From 0 to 1, nats. */
  readonly gapGrowth: number;
  /** From 0 to 0.3, nats. */
  readonly rareIncrease: number;
  /** Drop of learning speed of the rarest over that of the most frequent bin, at 0.3 and 1; undefined where not calibrated. */
  readonly speedDropRatio?: number;
}

/** One text, swept over weight decay and seeds, with its class-balanced control. */
export interface SweptText {
  readonly label: string;
  readonly source: 'template-grammar' | 'addresses';
  /** Besides the source. */
  readonly settings: RecipeConfig;
  readonly weightDecays: readonly number[];
  readonly seeds: readonly number[];
  readonly controlSeeds: number;
  readonly bounds: Bounds;
}

export interface SweepPreset {
  readonly description: string;
  readonly texts: readonly [SweptText, ...SweptText[]];
}

const GRAMMAR: SweptText = {
  label: 'template grammar',
  source: 'template-grammar',
  settings: {},
  weightDecays: [0, 0.3, 1],
  seeds: [1, 2],
  controlSeeds: 1,
  bounds: {
    rareOverFrequent: [
      [0.3, 5],
      [1, 3],
    ],
    balancedOverAverage: 1.8,
    gapGrowth: 1,
    rareIncrease: 0.5,
  },
};

const ADDRESSES: SweptText = {
  label: 'addresses',
  source: 'addresses',
  settings: { embeddingSize: 24 },
  weightDecays: [0, 0.1, 0.3, 1],
  seeds: [1, 2],
  controlSeeds: 1,
  bounds: {
    rareOverFrequent: [
      [0.3, 4],
      [1, 4],
    ],
    balancedOverAverage: 1.8,
    gapGrowth: 1,
    rareIncrease: 0.5,
    speedDropRatio: 3,
  },
};

export const SWEEPS: Readonly<Record<PresetName, SweepPreset>> = {
  quick: {
    description:
      'The template grammar at weight decay 0, 0.3 and 1 with two seeds, and its class-balanced control: nine runs.',
    texts: [GRAMMAR],
  },
  paper: {
    description:
      'The template grammar with three seeds and the addresses with two, at weight decay 0, 0.1, 0.3 and 1, and a control of each.',
    texts: [{ ...GRAMMAR, weightDecays: [0, 0.1, 0.3, 1], seeds: [1, 2, 3] }, ADDRESSES],
  },
};
