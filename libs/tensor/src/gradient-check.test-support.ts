import type { GradientCase } from './gradient-case.test-support.js';
import { tidy, type TfTensor, type Tfjs, valueAndGradients } from './wire-tfjs.js';

/** A fixed sequence in (0, 1); every backend must see the same inputs. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((a, b) => a * b, 1);

function inputsOf({ shapes, domain }: Pick<GradientCase, 'shapes' | 'domain'>): readonly Float32Array[] {
  const next = sequence(shapes.length * 7919 + 17);
  return shapes.map((shape) =>
    Float32Array.from({ length: sizeOf(shape) }, () => (domain === 'positive' ? 0.2 + next() : 2 * next() - 1)),
  );
}

/** The product of the case's result with fixed weights: a scalar whose gradient sees every element differently. */
function weighted(tf: Tfjs, { of }: GradientCase, tensors: readonly TfTensor[]): TfTensor {
  const [a, b, c] = tensors;
  if (!a) throw new RangeError('A case has at least one input.');
  const result = of(tf, a, b ?? a, c ?? a);
  const next = sequence(99);
  const weights = Float32Array.from({ length: result.size }, () => 0.5 + next());
  return tf.sum(tf.mul(result, tf.tensor(weights, result.shape, 'float32')));
}

const place = (tf: Tfjs, { shapes }: GradientCase, values: readonly Float32Array[]): TfTensor[] =>
  shapes.map((shape, i) => tf.tensor((values[i] ?? new Float32Array()).slice(), [...shape], 'float32'));

export interface Outcome {
  readonly value: number;
  readonly grads: readonly Float32Array[];
}

/** On the backend that the library has selected. Throws what the library throws. */
export async function evaluate(tf: Tfjs, gradientCase: GradientCase): Promise<Outcome> {
  const tensors = place(tf, gradientCase, inputsOf(gradientCase));
  const { value, grads } = tidy(tf, () => valueAndGradients(tf, () => weighted(tf, gradientCase, tensors), tensors));
  const [scalar] = await value.data<'float32'>();
  const read = await Promise.all(grads.map((grad) => grad.data<'float32'>()));
  const shapesAgree = grads.every((grad, i) => grad.shape.join() === (gradientCase.shapes[i] ?? []).join());
  tf.dispose([value, ...grads, ...tensors]);
  if (!shapesAgree) throw new RangeError('A gradient has another shape than its input.');
  return { value: scalar ?? Number.NaN, grads: read.map((values) => Float32Array.from(values)) };
}

/** Largest difference over the largest expected element, over value and gradients; infinite when sizes differ. */
export function relativeError(actual: Outcome, expected: Outcome): number {
  const pairs: (readonly [ArrayLike<number>, ArrayLike<number>])[] = [[[actual.value], [expected.value]]];
  for (const [i, grad] of expected.grads.entries()) pairs.push([actual.grads[i] ?? [], grad]);
  return Math.max(...pairs.map(([x, y]) => arrayError(x, y)));
}

function arrayError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let largest = 1e-3;
  for (let i = 0; i < expected.length; i++) {
    const [x = Number.NaN, y = Number.NaN] = [actual[i], expected[i]];
    if (Number.isNaN(x) !== Number.isNaN(y)) return Number.POSITIVE_INFINITY;
    difference = Math.max(difference, Math.abs(x - y));
    largest = Math.max(largest, Math.abs(y));
  }
  return difference / largest;
}

/** Central differences of the same scalar; float32 values limit them to about 1e-3 of the largest element. */
export async function finiteDifferences(tf: Tfjs, gradientCase: GradientCase): Promise<Outcome> {
  const inputs = inputsOf(gradientCase);
  const at = async (): Promise<number> => {
    const value = tf.tidy(() => weighted(tf, gradientCase, place(tf, gradientCase, inputs)));
    const [scalar = Number.NaN] = await value.data<'float32'>();
    value.dispose();
    return scalar;
  };
  const h = 1 / 64;
  const grads: Float32Array[] = [];
  for (const values of inputs) {
    const grad = new Float32Array(values.length);
    for (let i = 0; i < values.length; i++) {
      const centre = values[i] ?? 0;
      values[i] = centre + h;
      const above = await at();
      values[i] = centre - h;
      const below = await at();
      values[i] = centre;
      grad[i] = (above - below) / (2 * h);
    }
    grads.push(grad);
  }
  return { value: await at(), grads };
}
