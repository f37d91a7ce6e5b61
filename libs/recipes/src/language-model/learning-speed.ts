/*
 * How early each token type is learnt: 1 minus the mean over the steps so far of its loss relative to step 0. 1 is at once,
 * 0 never, negative worse than untrained. The mean weighs each evaluation by the steps since the one before, so even and
 * uneven evaluations estimate the same area; with even ones it is the plain mean.
 *
 * Single precision throughout: a state that was saved and restored must go on with the same bits.
 */
export class LearningSpeed {
  private readonly initial: Float32Array;
  private readonly area: Float32Array;
  private readonly until: Float32Array;

  constructor(types: number) {
    this.initial = new Float32Array(types);
    this.area = new Float32Array(types);
    this.until = new Float32Array(1);
  }

  /** loss [types], nats, NaN where a type does not occur. Steps ascend from 0. Returns [types]; NaN at step 0. */
  observe(step: number, loss: Float64Array): Float64Array {
    if (step === 0) {
      this.initial.set(loss);
      return loss.map(() => Number.NaN);
    }
    const weight = step - this.until[0]!;
    loss.forEach((nats, k) => (this.area[k]! += (weight * nats) / this.initial[k]!));
    this.until[0] = step;
    return Float64Array.from(this.area, (area) => 1 - area / step);
  }

  /** Views of the state, by name: copy them to keep them, write into them to restore. */
  state(): Readonly<Record<string, Float32Array>> {
    return { 'speed/initial': this.initial, 'speed/area': this.area, 'speed/until': this.until };
  }
}
