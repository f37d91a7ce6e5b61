/**
 * What every optimizer here shares: blocks of parameters, slots of state per block, decoupled decay, saving and restoring.
 * The update of a block is  w <- w (1 - lr decay) - change,  and an update rule gives the change.
 *
 * Invariants: slots live on the device from construction to `dispose`; a step replaces each by its successor and frees the
 * old one. Their names in the saved state are `<slot>/<parameter>`, the same for every backend, so that a run may go on
 * elsewhere. The step count is part of the state.
 */
import { measure } from './measure-step.js';
import type { Tensor } from './open-tensor.js';
import type { Optimizer, OptimizerState, ParameterGroup, StepNorms } from './optimizer.js';
import type { Ops, TensorHandle, Variable } from './ops.js';
import { type ParameterBlocks, parameterBlocks } from './parameter-blocks.js';

/** `apply` runs inside a tidy: block gradient and slots in, the change to subtract and the next slots out. */
export interface UpdateRule {
  readonly slots: readonly string[];
  /** Called once a step, for what all blocks share. `step` counts from 1. */
  begin(step: number, learningRate: number): BlockUpdate;
  dispose(): void;
}

type BlockUpdate = (
  gradient: TensorHandle,
  slots: readonly TensorHandle[],
) => { readonly change: TensorHandle; readonly slots: readonly TensorHandle[] };

export class BlockOptimizer implements Optimizer {
  readonly parameters: readonly Variable[];
  private readonly ops: Ops;
  private readonly blocks: ParameterBlocks;
  /** [block][slot] */
  private slots: readonly (readonly TensorHandle[])[];
  private steps = 0;

  constructor(
    tensor: Tensor,
    private readonly groups: readonly ParameterGroup[],
    private readonly rule: UpdateRule,
  ) {
    this.ops = tensor.ops;
    this.parameters = groups.flatMap((group) => group.parameters);
    const names = this.parameters.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new RangeError(`Two parameters of one optimizer are called ${twice}.`);
    this.blocks = parameterBlocks(tensor.backend, tensor.ops, groups);
    this.slots = this.blocks.shapes.map((shape) => rule.slots.map(() => this.ops.filled(0, shape)));
  }

  step(grads: readonly TensorHandle[], learningRate: number): void {
    const next = this.ops.tidy(() => this.update(grads, learningRate));
    this.replaceSlots(next);
  }

  async measuredStep(grads: readonly TensorHandle[], learningRate: number): Promise<StepNorms> {
    const decays = this.groups.flatMap((group) => group.parameters.map(() => group.decay));
    const scale = decays.map((decay) => decay * learningRate);
    const { norms, done } = this.ops.tidy(() => {
      const finish = measure(this.ops, this.parameters, grads, scale);
      const slots = this.update(grads, learningRate);
      return { done: slots, norms: finish() };
    });
    this.replaceSlots(done);
    const values = await this.ops.read(norms);
    this.ops.dispose(norms);
    const n = this.parameters.length;
    return { gradient: values.slice(0, n), update: values.slice(n, 2 * n), decay: values.slice(2 * n) };
  }

  minimize(loss: () => TensorHandle, learningRate: number): TensorHandle {
    const done = this.ops.tidy(() => {
      const { loss: value, grads } = this.ops.gradients(loss, this.parameters);
      return { value, slots: this.update(grads, learningRate) };
    });
    this.replaceSlots(done.slots);
    return done.value;
  }

  async state(): Promise<OptimizerState> {
    const { ops, blocks } = this;
    const named = ops.tidy(() =>
      this.rule.slots.flatMap((slot, s) => {
        const perParameter = blocks.split(this.slots.map((block) => block[s] ?? this.missing()));
        // A second handle on the same values: the next step frees the first.
        return perParameter.map((handle, i) => ({ key: this.key(slot, i), handle: ops.reshape(handle, handle.shape) }));
      }),
    );
    const values: Record<string, Float32Array> = {};
    await Promise.all(
      named.map(async ({ key, handle }) => {
        values[key] = await ops.read(handle);
      }),
    );
    ops.dispose(named.map(({ handle }) => handle));
    return { step: this.steps, values };
  }

  restore({ step, values }: OptimizerState): void {
    const next = this.ops.tidy(() => {
      const perSlot = this.rule.slots.map((slot) =>
        this.blocks.join(this.parameters.map((parameter, i) => this.restored(values[this.key(slot, i)], parameter))),
      );
      return this.blocks.shapes.map((_, block) => perSlot.map((blocks) => blocks[block] ?? this.missing()));
    });
    this.replaceSlots(next);
    this.steps = step;
  }

  dispose(): void {
    this.ops.dispose(this.slots.flat());
    this.ops.dispose(this.blocks.decay.filter((decay) => typeof decay !== 'number'));
    this.rule.dispose();
  }

  /** Inside a tidy. Assigns the parameters and returns the next slots. */
  private update(grads: readonly TensorHandle[], learningRate: number): readonly (readonly TensorHandle[])[] {
    if (grads.length !== this.parameters.length)
      throw new RangeError(`${this.parameters.length} parameters got ${grads.length} gradients.`);
    const { ops, blocks } = this;
    this.steps += 1;
    const apply = this.rule.begin(this.steps, learningRate);
    const gradients = blocks.join(grads);
    const outcomes = blocks.join(this.parameters).map((weights, i) => {
      const { change, slots } = apply(gradients[i] ?? this.missing(), this.slots[i] ?? []);
      return { weights: ops.subtract(this.decayed(weights, i, learningRate), change), slots };
    });
    const next = blocks.split(outcomes.map(({ weights }) => weights));
    for (const [i, parameter] of this.parameters.entries()) ops.assign(parameter, next[i] ?? this.missing());
    return outcomes.map(({ slots }) => slots);
  }

  private decayed(weights: TensorHandle, block: number, learningRate: number): TensorHandle {
    const decay = this.blocks.decay[block] ?? 0;
    if (decay === 0 || learningRate === 0) return weights;
    if (typeof decay === 'number') return this.ops.scale(weights, 1 - learningRate * decay);
    return this.ops.multiply(weights, this.ops.shift(this.ops.scale(decay, -learningRate), 1));
  }

  private replaceSlots(next: readonly (readonly TensorHandle[])[]): void {
    this.ops.dispose(this.slots.flat());
    this.slots = next;
  }

  private restored(values: Float32Array | undefined, parameter: Variable): TensorHandle {
    if (values?.length === parameter.size) return this.ops.constant(values, parameter.shape);
    throw new RangeError(`The saved state has no ${parameter.size} values for ${parameter.name}.`);
  }

  private key(slot: string, parameter: number): string {
    return `${slot}/${this.parameters[parameter]?.name ?? ''}`;
  }

  private missing(): never {
    throw new RangeError('Blocks and parameters do not agree.');
  }
}
