import { trainLanguageModel } from './language-model/train-language-model.js';
import { TrainerCatalogue } from './trainer-catalogue.js';

export { seedsOfRun } from './seeds-of-run.js';
export type { Trainer } from './trainer-catalogue.js';
export type { Checkpoint, Log, LogAxis, MetricDescription, Seeds, TrainingContext } from './training-context.js';

/** The training program of every recipe in recipes.ts, by the recipe's name. */
export const trainers = new TrainerCatalogue({ 'language-model': trainLanguageModel });
