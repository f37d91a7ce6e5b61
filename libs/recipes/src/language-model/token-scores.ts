import { groupMeans, mean, spearman, weightedMean } from '@graticule/numerics';
import type { Ops, TensorHandle } from '@graticule/tensor';
import { pause } from '../shared/pause.js';
import { type Batch, batchOf, evaluationIndices, type ExampleShape } from './examples.js';
import { FREQUENCY_BINS } from './frequency-bins.js';
import type { Model } from './model.js';

/** What a model makes of every token type of one text. All [types]; loss (nats) and accuracy are NaN where count is 0. */
export interface TokenScores {
  readonly loss: Float64Array;
  readonly accuracy: Float64Array;
  readonly count: Float64Array;
}

/** Rows of logits held at once: bounds the memory of an evaluation, whatever the text. */
const ROWS = 2_048;

/** A text cut into evaluation batches that stay on the device. */
export class EvaluationText {
  private readonly batches: readonly {
    readonly batch: Batch;
    readonly inputs: TensorHandle;
    readonly targets: TensorHandle;
  }[];

  constructor(
    private readonly ops: Ops,
    text: Int32Array,
    shape: ExampleShape,
  ) {
    const indices = evaluationIndices(text, shape);
    const perBatch = Math.max(1, Math.floor(ROWS / shape.targetsPerExample));
    const batches = [];
    for (let start = 0; start < indices.length; start += perBatch) {
      const batch = batchOf(text, shape, indices.subarray(start, start + perBatch));
      const inputs = ops.indices(batch.inputs, [batch.examples, shape.context]);
      batches.push({ batch, inputs, targets: ops.indices(batch.targets, [batch.targets.length]) });
    }
    this.batches = batches;
  }

  /** Sums in double on the host, so that the order of batches does not show in the result. Throws the signal's reason. */
  async score(model: Model, types: number, signal: AbortSignal): Promise<TokenScores> {
    const loss = new Float64Array(types);
    const accuracy = new Float64Array(types);
    const count = new Float64Array(types);
    for (const { batch, inputs, targets } of this.batches) {
      await pause(signal);
      const logits = this.ops.tidy(() => model.logits(inputs));
      const rows = await this.ops.readRowScores(logits, targets);
      this.ops.dispose(logits);
      batch.targets.forEach((type, row) => {
        loss[type]! += rows.losses[row]!;
        accuracy[type]! += rows.correct[row]!;
        count[type]!++;
      });
    }
    // 0 / 0 is NaN: a type that does not occur has no loss.
    return {
      loss: loss.map((total, k) => total / count[k]!),
      accuracy: accuracy.map((hits, k) => hits / count[k]!),
      count,
    };
  }

  dispose(): void {
    for (const { inputs, targets } of this.batches) this.ops.dispose([inputs, targets]);
  }
}

/** The numbers that summarise a text, by name. trainingCounts and bins [types] are those of the training text. */
export function summarize(
  scores: TokenScores,
  trainingCounts: Float64Array,
  bins: Int32Array,
): Readonly<Record<string, number>> {
  const { loss, accuracy, count } = scores;
  const byBin = groupMeans(loss, bins, FREQUENCY_BINS.length).values;
  // A type that does not occur is left out of every mean; one that occurs and has no finite loss is a model that diverged.
  const diverged = loss.some((nats, k) => count[k]! > 0 && Number.isNaN(nats)) ? Number.NaN : 0;
  const balanced = mean(loss).value + diverged;
  return {
    loss: weightedMean(loss, count).value + diverged,
    loss_balanced: balanced,
    perplexity_balanced: Math.exp(balanced),
    accuracy: weightedMean(accuracy, count).value,
    accuracy_balanced: mean(accuracy).value,
    gap: byBin[0]! - byBin.at(-1)! + diverged,
    rank_correlation: spearman(trainingCounts, loss).value + diverged,
  };
}
