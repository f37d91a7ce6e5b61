import type { AxisVector, RunId, StudyResults, StudyRole, StudyRun } from '@graticule/contracts';
import { groupMeans, groupReduce } from '@graticule/numerics';
import { LanguageModelConfig } from './config.js';
import { FREQUENCY_BINS } from './frequency-bins.js';

/** What one finished run says at its last step. Losses in nats; NaN where a series is missing. */
export interface RunOutcome {
  readonly id: RunId;
  readonly role: StudyRole;
  readonly seed: number;
  readonly config: LanguageModelConfig;
  /** Training text: mean over positions, and mean over token types. */
  readonly average: number;
  readonly balanced: number;
  /** Training text: mean over the types of the rarest and of the most frequent bin. */
  readonly rare: number;
  readonly frequent: number;
  readonly rareSpeed: number;
  readonly frequentSpeed: number;
  readonly heldOutRare: number;
  /** Of the output layer in the squared weight norm of the model, 0..1. */
  readonly outputShare: number;
}

export const gapOf = (outcome: RunOutcome): number => outcome.rare - outcome.frequent;

/** Reads a run's outcome from its stored series. Undefined for a run of another shape, which no assertion of ours is about. */
export async function readOutcome(results: StudyResults, run: StudyRun): Promise<RunOutcome | undefined> {
  const config = LanguageModelConfig.safeParse(run.config);
  if (!config.success) return undefined;
  const [average, balanced, loss, speed, heldOut, share] = await Promise.all([
    lastOf(results, run.id, 'train/loss'),
    lastOf(results, run.id, 'train/loss_balanced'),
    results.vector(run.id, 'train/token/loss', 'last'),
    results.vector(run.id, 'train/token/speed', 'last'),
    results.vector(run.id, 'heldout/token/loss', 'last'),
    results.vector(run.id, 'layer/weight_norm_share', 'last'),
  ]);
  const [rare, frequent] = endsOf(loss, 'every type');
  const [rareSpeed, frequentSpeed] = endsOf(speed, 'every type');
  const [heldOutRare] = endsOf(heldOut, 'types that occur');
  return {
    id: run.id,
    role: run.role,
    seed: run.seed,
    config: config.data,
    average,
    balanced,
    rare,
    frequent,
    rareSpeed,
    frequentSpeed,
    heldOutRare,
    outputShare: share === undefined ? Number.NaN : shareOf(share, 'output'),
  };
}

async function lastOf(results: StudyResults, run: RunId, metric: string): Promise<number> {
  return (await results.scalars(run, metric)).values.at(-1) ?? Number.NaN;
}

/**
 * Means over the types of the first and the last frequency bin, by the axis' own attribute. Of the training text every binned
 * type occurs, so a NaN among them is a model that diverged; a held-out text may lack some.
 */
function endsOf(
  vector: AxisVector | undefined,
  over: 'every type' | 'types that occur',
): readonly [rare: number, frequent: number] {
  const labels = vector?.attributes['bin'];
  if (vector === undefined || labels === undefined) return [Number.NaN, Number.NaN];
  const groups = Int32Array.from(labels, (label) => FREQUENCY_BINS.indexOf(String(label)));
  if (over === 'every type' && vector.values.some((value, k) => groups[k]! >= 0 && Number.isNaN(value)))
    return [Number.NaN, Number.NaN];
  const { values } = groupMeans(vector.values, groups, FREQUENCY_BINS.length);
  return [values[0]!, values.at(-1)!];
}

function shareOf(share: AxisVector, layer: string): number {
  const layers = share.attributes['layer'] ?? [];
  const groups = Int32Array.from(layers, (name) => (name === layer ? 0 : -1));
  return groupReduce(share.values, groups, 1, 'SUM').values[0]!;
}
