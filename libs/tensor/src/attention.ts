/**
 * Self-attention with its own gradient. Forward: heads are split by one transpose into [3, sequences*heads, positions,
 * width], so that queries, keys and values are contiguous blocks; scores and results are batched products. Backward uses
 * the saved probabilities p: ds = p (dp - sum(dp p)), and runs the transpose the other way.
 */
import type { AttentionShape, TensorHandle } from './ops.js';
import { fused, raw, type TfTensor, type Tfjs } from './wire-tfjs.js';

interface Sizes {
  readonly sequences: number;
  readonly heads: number;
  readonly positions: number;
  readonly width: number;
}

function sizesOf(qkv: TensorHandle, { sequences, heads }: AttentionShape): Sizes {
  const [rows = 0, columns = 0] = qkv.shape;
  const [positions, width] = [rows / sequences, columns / (3 * heads)];
  if (Number.isInteger(positions) && Number.isInteger(width)) return { sequences, heads, positions, width };
  throw new RangeError(`[${rows}, ${columns}] does not split into ${sequences} sequences and 3 x ${heads} heads.`);
}

export function attentionOf(tf: Tfjs): (qkv: TensorHandle, shape: AttentionShape) => TfTensor {
  const maskOf = causalMasks(tf);
  return (qkv, shape) => {
    const sizes = sizesOf(qkv, shape);
    const mask = shape.mask === 'causal' ? maskOf(sizes.positions) : null;
    return fused(
      tf,
      [raw(qkv)],
      (save) => forward(tf, raw(qkv), { sizes, mask, save }),
      (dy, saved) => [backward(tf, dy, saved, sizes)],
    );
  };
}

interface Forward {
  readonly sizes: Sizes;
  readonly mask: TfTensor | null;
  readonly save: (tensors: TfTensor[]) => void;
}

function forward(tf: Tfjs, qkv: TfTensor, { sizes, mask, save }: Forward): TfTensor {
  const { sequences, heads, positions, width } = sizes;
  const groups = sequences * heads;
  const split = tf.transpose(tf.reshape(qkv, [sequences, positions, 3, heads, width]), [2, 0, 3, 1, 4]);
  const all = tf.reshape(split, [3 * groups, positions, width]);
  const block = (i: number): TfTensor => tf.slice(all, [i * groups, 0, 0], [groups, positions, width]);
  const [q, k, v] = [block(0), block(1), block(2)];
  const scores = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(width));
  const p = tf.softmax(mask ? tf.add(scores, mask) : scores);
  save([q, k, v, p]);
  return joinHeads(tf, tf.matMul(p, v), sizes);
}

function backward(tf: Tfjs, dy: TfTensor, saved: readonly TfTensor[], sizes: Sizes): TfTensor {
  const [q, k, v, p] = saved;
  if (!q || !k || !v || !p) throw new Error('Attention saved nothing for its gradient.');
  const { sequences, heads, positions, width } = sizes;
  const groups = sequences * heads;
  const perHead = tf.transpose(tf.reshape(dy, [sequences, positions, heads, width]), [0, 2, 1, 3]);
  const d = tf.reshape(perHead, [groups, positions, width]);
  const dp = tf.matMul(d, v, false, true);
  const weighted = tf.mul(dp, p);
  const ds = tf.mul(tf.sub(weighted, tf.mul(p, tf.sum(weighted, -1, true))), 1 / Math.sqrt(width));
  const parts = [tf.matMul(ds, k), tf.matMul(ds, q, true), tf.matMul(p, d, true)];
  const all = tf.reshape(tf.concat(parts, 0), [3, sequences, heads, positions, width]);
  return tf.reshape(tf.transpose(all, [1, 3, 0, 2, 4]), [sequences * positions, 3 * heads * width]);
}

function joinHeads(tf: Tfjs, x: TfTensor, { sequences, heads, positions, width }: Sizes): TfTensor {
  const perSequence = tf.transpose(tf.reshape(x, [sequences, heads, positions, width]), [0, 2, 1, 3]);
  return tf.reshape(perSequence, [sequences * positions, heads * width]);
}

/** One mask per length, kept for the life of the library: 0 where a position may look, else far below any score. */
function causalMasks(tf: Tfjs): (positions: number) => TfTensor {
  const masks = new Map<string, TfTensor>();
  return (positions) => {
    const key = `${tf.getBackend()}/${positions}`;
    const known = masks.get(key);
    if (known && !known.isDisposed) return known;
    const values = Float32Array.from({ length: positions * positions }, (_, i) =>
      i % positions > Math.floor(i / positions) ? -1e9 : 0,
    );
    const mask = tf.keep(tf.tensor(values, [positions, positions], 'float32'));
    masks.set(key, mask);
    return mask;
  };
}
