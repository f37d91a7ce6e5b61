import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { backendHome, type BackendManifest, manifestFile, readManifest } from './backend-directory.js';
import type { InstallableBackend } from './backend-name.js';
import { CannotInstall } from './cannot-install.js';
import { installTensorflow, type Installation } from './install-tensorflow.js';
import { installWebgpu } from './install-webgpu.js';

export interface InstallOptions {
  /** The backend directory that `openTensor` is given as `backendDirectory`; made when it is not there. */
  readonly directory: string;
  /** Called with a sentence per step. */
  readonly onProgress?: (sentence: string) => void;
}

export type InstallOutcome =
  | ({ readonly kind: 'installed' | 'already-installed'; readonly path: string } & BackendManifest)
  /** Nothing was changed. The reason is a sentence that says what is missing. */
  | { readonly kind: 'cannot'; readonly reason: string };

const INSTALLERS: Readonly<Record<InstallableBackend, (installation: Installation) => Promise<BackendManifest>>> = {
  tensorflow: (installation) => installTensorflow('tensorflow', installation),
  'tensorflow-gpu': (installation) => installTensorflow('tensorflow-gpu', installation),
  webgpu: installWebgpu,
};

/**
 * Puts a backend that this package does not carry into the backend directory. Doing it twice changes nothing. It is built
 * in a folder aside and moved when it was seen working, so that a directory never holds half a backend. Downloads hundreds
 * of megabytes for TensorFlow (kept in `<directory>/wheels`) and takes a minute; a GPU's takes gigabytes.
 */
export async function installBackend(
  name: InstallableBackend,
  { directory, onProgress = () => undefined }: InstallOptions,
): Promise<InstallOutcome> {
  const path = backendHome(directory, name);
  const present = readManifest(path);
  if (present) return { kind: 'already-installed', path, ...present };
  const aside = resolve(directory, `.${name}-${process.pid}`);
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true });
  try {
    const manifest = await INSTALLERS[name]({ home: aside, cache: resolve(directory, 'wheels'), onProgress });
    await writeFile(manifestFile(aside), `${JSON.stringify(manifest)}\n`);
    await rm(path, { recursive: true, force: true });
    await rename(aside, path);
    return { kind: 'installed', path, ...manifest };
  } catch (error) {
    if (error instanceof CannotInstall) return { kind: 'cannot', reason: error.message };
    throw error;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}
