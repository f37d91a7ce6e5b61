import type { TfTensor, Tfjs } from './wire-tfjs.js';

export interface GradientCase {
  readonly name: string;
  readonly shapes: readonly (readonly number[])[];
  readonly of: (tf: Tfjs, a: TfTensor, b: TfTensor, c: TfTensor) => TfTensor;
  /** Where inputs are drawn from: (-1, 1) unless 'positive', (0.2, 1.2). */
  readonly domain?: 'positive';
  /** Smooth and cheap enough to be held against finite differences too. */
  readonly smooth?: true;
}

export const r3 = (x: TfTensor) => x.as3D(x.shape[0] ?? 1, x.shape[1] ?? 1, x.shape[2] ?? 1);
export const r4 = (x: TfTensor) => x.as4D(x.shape[0] ?? 1, x.shape[1] ?? 1, x.shape[2] ?? 1, x.shape[3] ?? 1);
export const r5 = (x: TfTensor) =>
  x.as5D(x.shape[0] ?? 1, x.shape[1] ?? 1, x.shape[2] ?? 1, x.shape[3] ?? 1, x.shape[4] ?? 1);

/** A case of one input. */
export const one = (
  name: string,
  of: (tf: Tfjs, a: TfTensor) => TfTensor,
  options: Pick<GradientCase, 'domain' | 'smooth'> = { smooth: true },
  shape: readonly number[] = [4, 5],
): GradientCase => ({ name, shapes: [shape], of, ...options });

export const positive = { domain: 'positive', smooth: true } as const;
/** Not smooth everywhere: held against the reference only. */
export const kinked = {};
