import type { StepNorms } from '@graticule/tensor';
import type { TrainingContext } from '../training-context.js';
import type { Corpus } from './corpus.js';
import { type ExampleShape, targetCounts } from './examples.js';
import { LayerProbe } from './layer-probe.js';
import { LearningSpeed } from './learning-speed.js';
import type { Model } from './model.js';
import { putTokenAxis, type TokenAxis } from './token-axis.js';
import { EvaluationText, summarize } from './token-scores.js';

/** Measures the whole model on both texts and logs it. */
export class Evaluation {
  /** Part of what a checkpoint keeps. */
  readonly speed: LearningSpeed;
  private readonly tokens: TokenAxis;
  private readonly layers: LayerProbe;
  private readonly texts: Readonly<Record<'train' | 'heldout', EvaluationText>>;

  constructor(
    private readonly context: Pick<TrainingContext, 'tensor' | 'log' | 'signal'>,
    private readonly model: Model,
    corpus: Corpus,
    shape: ExampleShape,
  ) {
    const { log } = context;
    const { ops } = context.tensor;
    const counts = targetCounts(corpus.train, shape, corpus.types.length);
    this.tokens = putTokenAxis(log, corpus.types, counts);
    this.layers = new LayerProbe(ops, log, model.parameters);
    this.speed = new LearningSpeed(corpus.types.length);
    this.texts = {
      train: new EvaluationText(ops, corpus.train, shape),
      heldout: new EvaluationText(ops, corpus.heldOut, shape),
    };
  }

  /** Returns the average training loss, nats. */
  async record(step: number, norms: StepNorms | undefined): Promise<number> {
    const training = await this.recordText(step, 'train');
    await this.recordText(step, 'heldout');
    await this.layers.record(step, norms);
    return training;
  }

  dispose(): void {
    this.texts.train.dispose();
    this.texts.heldout.dispose();
  }

  private async recordText(step: number, split: 'train' | 'heldout'): Promise<number> {
    const { axis, counts, bins } = this.tokens;
    const { log, signal } = this.context;
    const scores = await this.texts[split].score(this.model, axis.size, signal);
    log.vector(step, `${split}/token/loss`, axis, scores.loss);
    log.vector(step, `${split}/token/count`, axis, scores.count);
    log.vector(step, `${split}/token/accuracy`, axis, scores.accuracy);
    if (split === 'train') log.vector(step, 'train/token/speed', axis, this.speed.observe(step, scores.loss));
    const { rank_correlation: correlation, ...summary } = summarize(scores, counts, bins);
    const named = Object.entries(summary).map(([name, value]) => [`${split}/${name}`, value] as const);
    log.scalars(step, { ...Object.fromEntries(named), [`rank_correlation/${split}`]: correlation! });
    return summary['loss']!;
  }
}
