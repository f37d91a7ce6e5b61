import type { StepNorms } from '@graticule/tensor';
import { pause } from '../shared/pause.js';
import type { TrainingContext } from '../training-context.js';
import { buildModel } from './build-model.js';
import { LanguageModelConfig } from './config.js';
import { checkCalibratedText, openCorpus } from './corpus.js';
import { Evaluation } from './evaluation.js';
import { evaluationSteps } from './evaluation-steps.js';
import { exampleCount, exampleShape, targetCounts } from './examples.js';
import { learningRateAt } from './learning-rate.js';
import { Learner } from './learner.js';
import { METRICS } from './metric-descriptions.js';
import { samplerOf } from './sampling.js';

/*
 * The loop. A checkpoint is taken before an evaluation is logged and a resumed run begins by logging that evaluation again, so
 * whether or not the first try's measurements of that step arrived, they are there, with the same bits. Evaluation steps
 * measure gradient, update and decay as well; they are a function of the configuration, so a resumed run measures, and
 * rounds, at the same steps as an uninterrupted one.
 */

/** Trains one language model. Throws when the run does not begin as it must, and the signal's reason when it is aborted. */
export async function trainLanguageModel(context: TrainingContext): Promise<void> {
  const config = LanguageModelConfig.parse(context.config);
  const corpus = await openCorpus(config, context.readText);
  const shape = exampleShape(config);
  checkCalibratedText(config, targetCounts(corpus.train, shape, corpus.types.length));
  const { tensor, log, seeds } = context;
  const model = buildModel(tensor.ops, { config, types: corpus.types.length, seed: seeds.init });
  const sampler = samplerOf(config, corpus.train, shape, seeds.order);
  log.declare?.(METRICS);
  const evaluation = new Evaluation(context, model, corpus, shape);
  const learner = new Learner(tensor, model, { config, text: corpus.train, shape, sampler });
  const training = new TrainingRun(context, config, {
    evaluation,
    learner,
    examples: exampleCount(corpus.train.length, shape),
  });
  try {
    await training.run(Math.log(corpus.types.length));
  } finally {
    evaluation.dispose();
    learner.dispose();
  }
}

interface Parts {
  readonly evaluation: Evaluation;
  readonly learner: Learner;
  readonly examples: number;
}

/** The update that led to the current step. */
interface LastUpdate {
  readonly batchLoss: number;
  readonly norms: StepNorms;
}

class TrainingRun {
  constructor(
    private readonly context: TrainingContext,
    private readonly config: LanguageModelConfig,
    private readonly parts: Parts,
  ) {}

  async run(uniformLoss: number): Promise<void> {
    const first = (await this.resume()) ?? (await this.begin(uniformLoss));
    const evaluated = new Set(evaluationSteps(this.config));
    for (let step = first + 1; step <= this.config.steps; step++) {
      await pause(this.context.signal);
      if (evaluated.has(step)) await this.evaluatedStep(step);
      else await this.plainStep(step);
      this.context.progress(step, this.config.steps);
    }
  }

  /** Step 0: an untrained model must be about as surprised as a uniform one. */
  private async begin(uniformLoss: number): Promise<number> {
    const loss = await this.parts.evaluation.record(0, undefined);
    if (!(Math.abs(loss - uniformLoss) < 0.5))
      throw new Error(
        `the untrained model has a loss of ${loss.toFixed(3)} nats; expected about log V = ${uniformLoss.toFixed(3)}`,
      );
    return 0;
  }

  private async resume(): Promise<number | undefined> {
    const saved = await this.context.checkpoint.restore();
    if (saved === undefined) return undefined;
    const { evaluation, learner } = this.parts;
    learner.restore(saved.state);
    for (const [name, values] of Object.entries(evaluation.speed.state())) values.set(part(saved.state, name));
    const norms = {
      gradient: part(saved.state, 'last/gradient'),
      update: part(saved.state, 'last/update'),
      decay: part(saved.state, 'last/decay'),
    };
    await this.report(saved.step, { batchLoss: part(saved.state, 'last/batch_loss')[0]!, norms });
    return saved.step;
  }

  private async plainStep(step: number): Promise<void> {
    const { ops } = this.context.tensor;
    const loss = this.parts.learner.step(step);
    if (step % this.config.logEvery === 0) this.logStep(step, await ops.readScalar(loss));
    ops.dispose(loss);
  }

  private async evaluatedStep(step: number): Promise<void> {
    const last = await this.parts.learner.measuredStep(step);
    const state = new Map(await this.parts.learner.state());
    for (const [name, values] of Object.entries(this.parts.evaluation.speed.state())) state.set(name, values.slice());
    state.set('last/batch_loss', Float32Array.of(last.batchLoss));
    for (const [name, values] of Object.entries(last.norms)) state.set(`last/${name}`, values);
    await this.context.checkpoint.save(step, state);
    await this.report(step, last);
  }

  private async report(step: number, { batchLoss, norms }: LastUpdate): Promise<void> {
    this.logStep(step, batchLoss);
    await this.parts.evaluation.record(step, norms);
  }

  private logStep(step: number, batchLoss: number): void {
    const epoch = (step * this.config.batchSize) / this.parts.examples;
    this.context.log.scalars(step, {
      'train/batch_loss': batchLoss,
      learning_rate: learningRateAt(step, this.config),
      epoch,
    });
  }
}

function part(state: ReadonlyMap<string, Float32Array>, name: string): Float32Array {
  const values = state.get(name);
  if (values === undefined) throw new RangeError(`the checkpoint has no ${name}`);
  return values;
}
