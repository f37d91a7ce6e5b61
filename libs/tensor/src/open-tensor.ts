import { BACKEND_NAMES, type BackendName } from './backend-name.js';
import { type Circumstances, OPENERS } from './open-backend.js';
import type { Ops } from './ops.js';
import { tfjsOps } from './tfjs-ops.js';
import type { Tfjs } from './wire-tfjs.js';

export interface OpenOptions {
  /** Which to try, first to last; all, in the order of BACKEND_NAMES, unless given. */
  readonly order?: readonly BackendName[];
  /** Try this one and no other. */
  readonly only?: BackendName;
  /** Where `installBackend` put what is not part of this package: `<directory>/<name>/node_modules`. */
  readonly backendDirectory?: string;
  /** Software Vulkan is for tests: 'refuse' unless given. */
  readonly softwareGpu?: 'refuse' | 'accept';
}

/** A backend that was passed over, and a sentence that says why and what would change it. */
export interface Refusal {
  readonly backend: BackendName;
  readonly reason: string;
}

/** The open backend. A process opens one: the library's choice of backend is global, so a second one would serve both. */
export interface Tensor {
  readonly backend: BackendName;
  /** The GPU's name, where the backend knows it. */
  readonly device?: string;
  /** Of the library that computes: TensorFlow's, Dawn's, or the tensor library's. */
  readonly version?: string;
  /** How an installed backend came to be, for example 'binding built against the wheel tensorflow-cpu 2.18.1'. */
  readonly builtHow?: string;
  readonly refused: readonly Refusal[];
  readonly ops: Ops;
}

/** No backend could be opened. `refused` says why, backend by backend. */
export class NoBackend extends Error {
  override readonly name = 'NoBackend';

  constructor(readonly refused: readonly Refusal[]) {
    super(`No tensor backend opens. ${refused.map(({ backend, reason }) => `${backend}: ${reason}`).join(' ')}`);
  }
}

/** The libraries behind open backends, for this package's own measurements (kernel coverage) and tests. */
const libraries = new WeakMap<Ops, Tfjs>();

/** Throws TypeError for ops that `openTensor` did not make. */
export function libraryOf({ ops }: Tensor): Tfjs {
  const tf = libraries.get(ops);
  if (!tf) throw new TypeError('These ops are not of an opened backend.');
  return tf;
}

/**
 * The first backend of the order that loads and multiplies rightly, and why those before it were refused.
 * Throws NoBackend when none does.
 */
export async function openTensor(options: OpenOptions = {}): Promise<Tensor> {
  const order = options.only ? [options.only] : (options.order ?? BACKEND_NAMES);
  const circumstances: Circumstances = {
    backendDirectory: options.backendDirectory,
    softwareGpu: options.softwareGpu ?? 'refuse',
  };
  const refused: Refusal[] = [];
  for (const backend of order) {
    const outcome = await attempt(backend, circumstances);
    if (outcome.kind === 'refused') {
      refused.push({ backend, reason: outcome.reason });
      continue;
    }
    const { kind: _, tf, ...found } = outcome;
    const ops = tfjsOps(tf);
    libraries.set(ops, tf);
    return { backend, ...found, refused, ops };
  }
  throw new NoBackend(refused);
}

/** A native library that does not load throws whatever it likes; its first line is the reason. */
async function attempt(backend: BackendName, circumstances: Circumstances): ReturnType<(typeof OPENERS)[BackendName]> {
  try {
    return await OPENERS[backend](circumstances);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { kind: 'refused', reason: `It does not load: ${message.split('\n', 1)[0]}` };
  }
}
