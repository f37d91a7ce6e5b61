import type { BackendManifest } from './backend-directory.js';
import type { Installation } from './install-tensorflow.js';
import { npmInstallQuietly } from './npm-install.js';

/** Earlier and later lines ask for a newer C library than long-term systems have. */
const DAWN = '0.6.2';

/** The binding to Dawn alone: the tensor library's side of it comes with this package. Throws CannotInstall. */
export async function installWebgpu({ home, onProgress }: Installation): Promise<BackendManifest> {
  onProgress(`Installing webgpu ${DAWN}.`);
  await npmInstallQuietly(home, [`webgpu@${DAWN}`]);
  return { version: DAWN, builtHow: `published webgpu ${DAWN}` };
}
