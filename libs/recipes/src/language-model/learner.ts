import { AdamW, type Optimizer, type StepNorms, type Tensor, type TensorHandle } from '@graticule/tensor';
import type { LanguageModelConfig } from './config.js';
import { type Batch, batchOf, type ExampleShape } from './examples.js';
import { learningRateAt } from './learning-rate.js';
import type { Model } from './model.js';
import type { Sampler } from './sampling.js';

/** What a learner learns from. */
export interface Lesson {
  readonly config: LanguageModelConfig;
  readonly text: Int32Array;
  readonly shape: ExampleShape;
  readonly sampler: Sampler;
}

/** Updates a model, one batch a step. Its whole memory is the weights and the optimizer's moments: batches follow from the step. */
export class Learner {
  private readonly optimizer: Optimizer;

  constructor(
    private readonly tensor: Tensor,
    private readonly model: Model,
    private readonly lesson: Lesson,
  ) {
    const { weightDecay, beta1, beta2, epsilon } = lesson.config.optimizer;
    const decayed = model.parameters.filter(({ decays }) => decays).map(({ variable }) => variable);
    const others = model.parameters.filter(({ decays }) => !decays).map(({ variable }) => variable);
    const groups = [
      { parameters: decayed, decay: weightDecay },
      { parameters: others, decay: 0 },
    ].filter(({ parameters }) => parameters.length > 0);
    this.optimizer = new AdamW(tensor, groups, { beta1, beta2, epsilon });
  }

  /** Takes the step; returns the loss of its batch, for the caller to read and dispose of. */
  step(step: number): TensorHandle {
    return this.onBatch(step, (loss) => this.optimizer.minimize(loss, learningRateAt(step, this.lesson.config)));
  }

  /** Takes the step and says how large gradient, update and decay were, in the order of the model's parameters. */
  async measuredStep(step: number): Promise<{ readonly batchLoss: number; readonly norms: StepNorms }> {
    const { ops } = this.tensor;
    const { loss, grads } = this.onBatch(step, (batchLoss) => ops.gradients(batchLoss, this.optimizer.parameters));
    const norms = await this.optimizer.measuredStep(grads, learningRateAt(step, this.lesson.config));
    const batchLoss = await ops.readScalar(loss);
    ops.dispose([loss, ...grads]);
    return { batchLoss, norms: this.inModelOrder(norms) };
  }

  async state(): Promise<ReadonlyMap<string, Float32Array>> {
    const { step, values } = await this.optimizer.state();
    const state = new Map(Object.entries(values).map(([name, value]) => [`optimizer/${name}`, value]));
    state.set('optimizer.step', Float32Array.of(step));
    for (const { variable } of this.model.parameters)
      state.set(`weights/${variable.name}`, await this.tensor.ops.read(variable));
    return state;
  }

  restore(state: ReadonlyMap<string, Float32Array>): void {
    const moments = [...state].filter(([name]) => name.startsWith('optimizer/'));
    const values = Object.fromEntries(moments.map(([name, value]) => [name.slice('optimizer/'.length), value]));
    this.optimizer.restore({ step: state.get('optimizer.step')?.[0] ?? 0, values });
    for (const { variable } of this.model.parameters) {
      const weights = state.get(`weights/${variable.name}`);
      if (weights === undefined) throw new RangeError(`the checkpoint has no weights for ${variable.name}`);
      this.tensor.ops.assign(variable, weights);
    }
  }

  dispose(): void {
    this.optimizer.dispose();
    this.tensor.ops.dispose(this.model.parameters.map(({ variable }) => variable));
  }

  private onBatch<T>(step: number, work: (loss: () => TensorHandle) => T): T {
    const { ops } = this.tensor;
    const { text, shape, sampler } = this.lesson;
    const batch: Batch = batchOf(text, shape, sampler.at(step));
    const inputs = ops.indices(batch.inputs, [batch.examples, shape.context]);
    const targets = ops.indices(batch.targets, [batch.targets.length]);
    const result = work(() => ops.mean(ops.crossEntropyRows(this.model.logits(inputs), targets)));
    ops.dispose([inputs, targets]);
    return result;
  }

  private inModelOrder({ gradient, update, decay }: StepNorms): StepNorms {
    const from = this.model.parameters.map(({ variable }) => this.optimizer.parameters.indexOf(variable));
    const sorted = (norms: Float32Array) => Float32Array.from(from, (i) => norms[i]!);
    return { gradient: sorted(gradient), update: sorted(update), decay: sorted(decay) };
  }
}
