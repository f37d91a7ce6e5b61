/**
 * What models are written against. One implementation sits on the chosen backend; no model imports the library below.
 *
 * Invariants: a handle's values never change (only a Variable's do, through `assign` or an optimizer). Everything made
 * inside `tidy` dies with it except what it returns and what was `keep`-ed. Handles made outside `tidy` live until
 * `dispose`. Reading is always asynchronous, because a GPU cannot answer at once. float32 throughout, unless said.
 */
export type Shape = readonly number[];

/** Values on the device. `dtype` is 'int32' for ids and classes, 'float32' for everything else. */
export interface TensorHandle {
  readonly shape: Shape;
  readonly size: number;
  readonly dtype: string;
}

/** A parameter: a handle whose values may be replaced. Its name is the caller's and need not be unique in the process. */
export interface Variable extends TensorHandle {
  readonly name: string;
}

/** `grads[i]` has the shape of `parameters[i]`; the caller (or the surrounding `tidy`) disposes of all of them. */
export interface Gradients {
  readonly loss: TensorHandle;
  readonly grads: readonly TensorHandle[];
}

/** Nested tuples and records of handles, as `tidy` may return. */
export type Kept = TensorHandle | void | null | number | string | readonly Kept[] | { readonly [name: string]: Kept };

export interface AttentionShape {
  readonly sequences: number;
  readonly heads: number;
  /** 'causal': a position sees itself and what came before it in its sequence. */
  readonly mask: 'causal' | 'none';
}

export interface Window2d {
  readonly stride: number;
  readonly padding: 'same' | 'valid';
}

/** Values in and out, and their lifetime. */
export interface MemoryOps {
  /** A parameter with these values, row-major; `values.length` must be the product of `shape` (RangeError). Copies. */
  variable(name: string, values: Float32Array, shape: Shape): Variable;
  constant(values: Float32Array, shape: Shape): TensorHandle;
  /** Ids or classes, int32. */
  indices(values: Int32Array, shape: Shape): TensorHandle;
  scalar(value: number): TensorHandle;
  /** Every element `value`. */
  filled(value: number, shape: Shape): TensorHandle;
  /** Replaces a parameter's values, by a copy of an array or by a handle of the same shape. */
  assign(variable: Variable, values: Float32Array | TensorHandle): void;
  /** Frees everything `work` made but what it returns. `work` is synchronous. */
  tidy<T extends Kept>(work: () => T): T;
  /** Saves a handle from the surrounding `tidy`. */
  keep(handle: TensorHandle): TensorHandle;
  dispose(handles: TensorHandle | readonly TensorHandle[]): void;
  /** A copy of the values, row-major. */
  read(handle: TensorHandle): Promise<Float32Array>;
  readIndices(handle: TensorHandle): Promise<Int32Array>;
  /** The only value of a scalar. */
  readScalar(handle: TensorHandle): Promise<number>;
  /** What lives on the device now. A loop that leaks shows here first. */
  memory(): { readonly tensors: number; readonly bytes: number };
}

/** Element by element, with numpy's broadcasting, and reductions. Comparisons have no gradient and are not offered. */
export interface ElementOps {
  add(a: TensorHandle, b: TensorHandle): TensorHandle;
  subtract(a: TensorHandle, b: TensorHandle): TensorHandle;
  multiply(a: TensorHandle, b: TensorHandle): TensorHandle;
  divide(a: TensorHandle, b: TensorHandle): TensorHandle;
  /** x times a plain number. */
  scale(x: TensorHandle, factor: number): TensorHandle;
  /** x plus a plain number. */
  shift(x: TensorHandle, by: number): TensorHandle;
  square(x: TensorHandle): TensorHandle;
  sqrt(x: TensorHandle): TensorHandle;
  exp(x: TensorHandle): TensorHandle;
  log(x: TensorHandle): TensorHandle;
  abs(x: TensorHandle): TensorHandle;
  /** Values outside [low, high] are moved to the nearer end; their gradient is 0. */
  clip(x: TensorHandle, low: number, high: number): TensorHandle;
  relu(x: TensorHandle): TensorHandle;
  /** x * sigmoid(1.702 x): within 0.021 of the exact GELU, at a third of its cost. */
  gelu(x: TensorHandle): TensorHandle;
  tanh(x: TensorHandle): TensorHandle;
  sigmoid(x: TensorHandle): TensorHandle;
  /** Along the last axis. */
  softmax(x: TensorHandle): TensorHandle;
  /** Along one axis, or over everything (a scalar). */
  sum(x: TensorHandle, axis?: number): TensorHandle;
  mean(x: TensorHandle, axis?: number): TensorHandle;
}

export interface ShapeOps {
  reshape(x: TensorHandle, shape: Shape): TensorHandle;
  /** The axes in a new order; without `order` the axes reversed (the transpose of a matrix). */
  transpose(x: TensorHandle, order?: readonly number[]): TensorHandle;
  concat(parts: readonly TensorHandle[], axis: number): TensorHandle;
  slice(x: TensorHandle, begin: readonly number[], size: readonly number[]): TensorHandle;
}

export interface LayerOps {
  /** [m, k] x [k, n] -> [m, n]; `transposed` names the operands to be transposed first. Rank 2 only. */
  matMul(a: TensorHandle, b: TensorHandle, transposed?: 'a' | 'b' | 'both'): TensorHandle;
  /** x [rows, in] times w [in, out], plus b [out]. */
  linear(x: TensorHandle, w: TensorHandle, b?: TensorHandle): TensorHandle;
  /** Rows of `table` [entries, width] at `ids` (int32, any shape): [...ids.shape, width]. Its gradient adds up repeats. */
  embedding(table: TensorHandle, ids: TensorHandle): TensorHandle;
  /** Each row of x [rows, width] to mean 0 and variance 1 (eps 1e-5), times gain [width], plus bias [width]. */
  layerNorm(x: TensorHandle, gain: TensorHandle, bias: TensorHandle): TensorHandle;
  /**
   * Scaled dot-product self-attention. qkv [sequences*positions, 3*width], rows sequence by sequence; columns are all
   * queries, then keys, then values, each head by head. Returns [sequences*positions, width].
   */
  attention(qkv: TensorHandle, shape: AttentionShape): TensorHandle;
  /** x [images, height, width, in], filter [fh, fw, in, out] -> [images, h, w, out]. */
  conv2d(x: TensorHandle, filter: TensorHandle, window: Window2d): TensorHandle;
  /** size x size windows of x [images, height, width, channels]. */
  maxPool(x: TensorHandle, size: number, window: Window2d): TensorHandle;
  averagePool(x: TensorHandle, size: number, window: Window2d): TensorHandle;
}

export interface LossOps {
  /** Cross-entropy of each row, nats: logits [rows, classes], targets int32 [rows] -> [rows]. `mean` of it is the loss. */
  crossEntropyRows(logits: TensorHandle, targets: TensorHandle): TensorHandle;
  /** Index of the largest value of each row, int32 [rows]; the first of equals. No gradient. */
  argmax(x: TensorHandle): TensorHandle;
  /** 1 where the largest logit of a row is its target's, else 0: float32 [rows]. No gradient. */
  correctRows(logits: TensorHandle, targets: TensorHandle): TensorHandle;
  /**
   * For evaluation: the cross-entropy (nats) and correctness (0 or 1) of every row, in host memory, each [rows], by the
   * cheapest way of the backend. Frees what it makes on the device, not `logits`.
   */
  readRowScores(
    logits: TensorHandle,
    targets: TensorHandle,
  ): Promise<{ readonly losses: Float32Array; readonly correct: Float32Array }>;
}

export interface GradientOps {
  /**
   * The loss (a scalar) and its gradient with respect to each parameter, in their order. A parameter may also be a plain
   * handle that `loss` uses, for the gradient at an activation. One that the loss does not reach has gradient zero.
   */
  gradients(loss: () => TensorHandle, parameters: readonly TensorHandle[]): Gradients;
}

export interface Ops extends MemoryOps, ElementOps, ShapeOps, LayerOps, LossOps, GradientOps {}
