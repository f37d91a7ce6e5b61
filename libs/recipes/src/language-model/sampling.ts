import { permutation, randomPart } from '../shared/random-draws.js';
import type { LanguageModelConfig } from './config.js';
import { type ExampleShape, exampleCount } from './examples.js';

/**
 * Which examples each step sees. `at(step)` depends on the seed and the step alone, so a resumed run needs no memory of
 * earlier draws. Steps count from 1. Returns [batchSize] example indices.
 */
export interface Sampler {
  at(step: number): Int32Array;
}

export function samplerOf(config: LanguageModelConfig, text: Int32Array, shape: ExampleShape, seed: number): Sampler {
  const { batchSize } = config;
  if (config.data.sampling === 'class-balanced') return new ClassBalanced(text, shape, { batchSize, seed });
  if (config.model === 'transformer') return new RandomWindows(exampleCount(text.length, shape), { batchSize, seed });
  return new ReshuffledEpochs(exampleCount(text.length, shape), { batchSize, seed });
}

interface Draws {
  readonly batchSize: number;
  readonly seed: number;
}

/** Every example once per epoch, in a new order each; a batch may span two epochs. */
export class ReshuffledEpochs implements Sampler {
  private readonly orders = new Map<number, Uint32Array>();

  constructor(
    private readonly examples: number,
    private readonly draws: Draws,
  ) {}

  at(step: number): Int32Array {
    const first = (step - 1) * this.draws.batchSize;
    return Int32Array.from({ length: this.draws.batchSize }, (_, i) => {
      const epoch = Math.floor((first + i) / this.examples);
      return this.orderOf(epoch)[(first + i) % this.examples]!;
    });
  }

  private orderOf(epoch: number): Uint32Array {
    const known = this.orders.get(epoch);
    if (known !== undefined) return known;
    const order = permutation(this.examples, randomPart(this.draws.seed, epoch));
    this.orders.delete(epoch - 2);
    this.orders.set(epoch, order);
    return order;
  }
}

/** A target type uniformly among those that occur, then one of its positions uniformly: every type is seen equally often. */
export class ClassBalanced implements Sampler {
  private readonly examplesOfType: readonly Int32Array[];

  constructor(
    text: Int32Array,
    shape: ExampleShape,
    private readonly draws: Draws,
  ) {
    const byType = new Map<number, number[]>();
    for (let example = 0; example < exampleCount(text.length, shape); example++) {
      const target = text[example + shape.context]!;
      const examples = byType.get(target) ?? [];
      examples.push(example);
      byType.set(target, examples);
    }
    this.examplesOfType = [...byType].toSorted(([a], [b]) => a - b).map(([, examples]) => Int32Array.from(examples));
  }

  at(step: number): Int32Array {
    const random = randomPart(this.draws.seed, step);
    return Int32Array.from({ length: this.draws.batchSize }, () => {
      const examples = this.examplesOfType[Math.floor(random() * this.examplesOfType.length)]!;
      return examples[Math.floor(random() * examples.length)]!;
    });
  }
}

/** Windows that start anywhere. */
export class RandomWindows implements Sampler {
  constructor(
    private readonly examples: number,
    private readonly draws: Draws,
  ) {}

  at(step: number): Int32Array {
    const random = randomPart(this.draws.seed, step);
    return Int32Array.from({ length: this.draws.batchSize }, () => Math.floor(random() * this.examples));
  }
}
