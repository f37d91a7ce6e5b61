import { recipes } from './recipes.js';
import type { TrainingContext } from './training-context.js';

export type Trainer = (context: TrainingContext) => Promise<void>;

/** Refuses to be built unless every recipe has its trainer and every trainer its recipe. */
export class TrainerCatalogue {
  private readonly trainers: ReadonlyMap<string, Trainer>;

  constructor(trainers: Readonly<Record<string, Trainer>>) {
    this.trainers = new Map(Object.entries(trainers));
    const named = new Set(recipes.list().map(({ name }) => name));
    for (const name of new Set([...named, ...this.trainers.keys()])) {
      if (!this.trainers.has(name))
        throw new Error(`recipe "${name}" has no trainer; register one in libs/recipes/src/train.ts`);
      if (!named.has(name))
        throw new Error(`trainer "${name}" has no recipe; register one in libs/recipes/src/recipes.ts`);
    }
  }

  byName(name: string): Trainer | undefined {
    return this.trainers.get(name);
  }
}
