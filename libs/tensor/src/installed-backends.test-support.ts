import { join } from 'node:path';
import { backendHome, readManifest, resolveBase } from './backend-directory.js';
import type { InstallableBackend } from './backend-name.js';
import { openDawn } from './wire-dawn.js';

const directory = process.env['GRATICULE_BACKENDS'] ?? join(import.meta.dirname, '../../../.graticule/backends');
const isInstalled = (name: InstallableBackend): boolean => readManifest(backendHome(directory, name)) !== null;

/** Where tests look for backends that are not part of this package. */
export const installedBackends = {
  directory,
  /** Installed; and for webgpu, which installs on any machine, with an adapter to run on. */
  async has(name: InstallableBackend): Promise<boolean> {
    if (!isInstalled(name)) return false;
    return name !== 'webgpu' || (await openDawn(resolveBase(backendHome(directory, name)))) !== null;
  },
};
