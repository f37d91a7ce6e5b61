import type { Cause, Claimed } from '@graticule/contracts';
import { seedsOfRun, trainers } from '@graticule/recipes/train';
import type { RunLog } from '@graticule/sdk';
import { openTensor, type Tensor } from '@graticule/tensor';
import { join } from 'node:path';
import { FileCheckpoint } from './file-checkpoint.js';
import { ProgressReporter } from './progress-reporter.js';
import { RecipeLog } from './recipe-log.js';
import { readTextFrom } from './text-folder.js';
import type { TrainerEnvironment } from './trainer-environment.js';

export type TrainingOutcome = { readonly kind: 'trained' } | { readonly kind: 'failed'; readonly cause: Cause };

const CHECKPOINT_FLUSH_MS = 20_000;

/** Trains the run of this claim to its end. Rejects with what the recipe throws, an abort included. */
export async function trainAttempt(
  claimed: Claimed,
  points: RunLog,
  environment: TrainerEnvironment,
  signal: AbortSignal,
): Promise<TrainingOutcome> {
  const { name, version } = claimed.recipe;
  const train = trainers.byName(name);
  if (!train) return cannotStart(`this worker has no recipe ${name}`);
  const { dataDirectory, backend } = environment;
  const tensor = await openTensor({
    backendDirectory: join(dataDirectory, 'backends'),
    ...(backend ? { only: backend } : {}),
  });
  console.log(spoken(tensor));
  const flushed = async () => (await points.flush(CHECKPOINT_FLUSH_MS)).pending === 0;
  const checkpoint = new FileCheckpoint(join(dataDirectory, 'checkpoints'), claimed.run, `${name} ${version}`, flushed);
  const progress = new ProgressReporter(points, tellParent, () => performance.now());
  await train({
    config: claimed.config,
    seeds: seedsOfRun(typeof claimed.seed === 'string' ? BigInt(claimed.seed) : claimed.seed),
    tensor,
    log: new RecipeLog(points),
    checkpoint,
    progress: (done, total) => progress.report(done, total),
    signal,
    readText: readTextFrom(join(dataDirectory, 'texts')),
  });
  if (!signal.aborted) await checkpoint.discard();
  return { kind: 'trained' };
}

const cannotStart = (message: string): TrainingOutcome => ({
  kind: 'failed',
  cause: { code: 'CANNOT_START', message },
});

function tellParent(message: object): void {
  if (process.connected) process.send?.(message);
}

function spoken({ backend, device, version, builtHow, refused }: Tensor): string {
  const details = [device, version, builtHow].filter((detail) => detail !== undefined).join(', ');
  const passed = refused.map((refusal) => `\n  not ${refusal.backend}: ${refusal.reason}`).join('');
  return `tensor backend ${backend}${details && ` (${details})`}${passed}`;
}
