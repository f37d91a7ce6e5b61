import type { LanguageModelConfig } from './config.js';

/** Inputs and the tokens that follow. inputs [examples × context] row-major; targets [examples × targetsPerExample]. */
export interface Batch {
  readonly inputs: Int32Array;
  readonly targets: Int32Array;
  readonly examples: number;
}

/**
 * How a text is cut into examples. An mlp's example i predicts the one token at position context + i. A transformer's
 * example i reads the window that starts at position i and predicts the token after each of its positions.
 */
export interface ExampleShape {
  readonly context: number;
  readonly targetsPerExample: number;
}

export function exampleShape(config: LanguageModelConfig): ExampleShape {
  const context = config.contextLength;
  return { context, targetsPerExample: config.model === 'mlp' ? 1 : context };
}

/** Number of examples of a text of this length: every place where a whole context and its targets fit. */
export const exampleCount = (tokens: number, { context }: ExampleShape): number => tokens - context;

/** The examples with the given indices. */
export function batchOf(text: Int32Array, shape: ExampleShape, indices: ArrayLike<number>): Batch {
  const { context, targetsPerExample } = shape;
  const inputs = new Int32Array(indices.length * context);
  const targets = new Int32Array(indices.length * targetsPerExample);
  for (let row = 0; row < indices.length; row++) {
    const start = indices[row]!;
    const end = start + context;
    inputs.set(text.subarray(start, end), row * context);
    targets.set(text.subarray(end + 1 - targetsPerExample, end + 1), row * targetsPerExample);
  }
  return { inputs, targets, examples: indices.length };
}

/** Indices that predict every position once: all of an mlp's, windows side by side of a transformer's. */
export function evaluationIndices(text: Int32Array, shape: ExampleShape): Int32Array {
  const stride = shape.targetsPerExample;
  const examples = exampleCount(text.length, shape);
  return Int32Array.from({ length: Math.ceil(examples / stride) }, (_, i) => i * stride);
}

/** How often each token type is an evaluated target of a text. Returns [types]. */
export function targetCounts(text: Int32Array, shape: ExampleShape, types: number): Float64Array {
  const counts = new Float64Array(types);
  for (const target of batchOf(text, shape, evaluationIndices(text, shape)).targets) counts[target]!++;
  return counts;
}
