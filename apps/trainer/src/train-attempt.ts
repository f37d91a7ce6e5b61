import type { Cause, Claimed } from '@graticule/contracts';
import { type Checkpoint, seedsOfRun, trainers } from '@graticule/recipes/train';
import type { RunLog } from '@graticule/sdk';
import { openTensor, type Tensor } from '@graticule/tensor';
import { join } from 'node:path';
import { ProgressReporter } from './progress-reporter.js';
import { RecipeLog } from './recipe-log.js';
import { tellParent } from './tell-parent.js';
import { readTextFrom } from './text-folder.js';
import type { TrainerEnvironment } from './trainer-environment.js';

export type TrainingOutcome = { readonly kind: 'trained' } | { readonly kind: 'failed'; readonly cause: Cause };

/** Every attempt trains from the start: its points replace what earlier attempts logged. */
const FROM_THE_START: Checkpoint = { save: async () => undefined, restore: async () => undefined };

/** Trains the run of this claim to its end. Rejects with what the recipe throws, an abort included. */
export async function trainAttempt(
  claimed: Claimed,
  points: RunLog,
  environment: TrainerEnvironment,
  signal: AbortSignal,
): Promise<TrainingOutcome> {
  const { name } = claimed.recipe;
  const train = trainers.byName(name);
  if (!train) return cannotStart(`this worker has no recipe ${name}`);
  const { dataDirectory, backend } = environment;
  const tensor = await openTensor({
    backendDirectory: join(dataDirectory, 'backends'),
    ...(backend ? { only: backend } : {}),
  });
  console.log(spoken(tensor));
  const progress = new ProgressReporter(points, tellParent, () => performance.now());
  await train({
    config: claimed.config,
    seeds: seedsOfRun(typeof claimed.seed === 'string' ? BigInt(claimed.seed) : claimed.seed),
    tensor,
    log: new RecipeLog(points),
    checkpoint: FROM_THE_START,
    progress: (done, total) => progress.report(done, total),
    signal,
    readText: readTextFrom(join(dataDirectory, 'texts')),
  });
  return { kind: 'trained' };
}

const cannotStart = (message: string): TrainingOutcome => ({
  kind: 'failed',
  cause: { code: 'CANNOT_START', message },
});

function spoken({ backend, device, version, builtHow, refused }: Tensor): string {
  const details = [device, version, builtHow].filter((detail) => detail !== undefined).join(', ');
  const passed = refused.map((refusal) => `\n  not ${refusal.backend}: ${refusal.reason}`).join('');
  return `tensor backend ${backend}${details && ` (${details})`}${passed}`;
}
