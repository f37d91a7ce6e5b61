import type { LanguageModelConfig } from './config.js';

/** Learning rate of a step, counted from 1: a linear warm-up times a cosine that spans all steps, the warm-up included. */
export function learningRateAt(step: number, { optimizer, steps }: LanguageModelConfig): number {
  const { learningRate, warmupSteps, finalLearningRate } = optimizer;
  const warm = warmupSteps === 0 ? 1 : Math.min(1, step / warmupSteps);
  const cosine = (1 + Math.cos((Math.PI * step) / steps)) / 2;
  return learningRate * warm * (finalLearningRate + (1 - finalLearningRate) * cosine);
}
