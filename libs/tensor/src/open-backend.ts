/**
 * One opener per backend. Each gives the library with that backend ready, or a sentence why not and what would change it.
 * Nothing is loaded for a backend that is not installed: asking for all five costs a few file checks.
 */
import { backendHome, type BackendManifest, readManifest, resolveBase } from './backend-directory.js';
import type { BackendName, InstallableBackend } from './backend-name.js';
import { nvidiaModels } from './nvidia-models.js';
import { withoutNewListeners } from './process-listeners.js';
import { openDawn } from './wire-dawn.js';
import { repairCpu, repairWasm } from './repair-kernels.js';
import { currentBackend, loadOwnBackend, loadPackage, loadTfjs, type Tfjs } from './wire-tfjs.js';

interface Opened {
  readonly kind: 'opened';
  readonly tf: Tfjs;
  readonly device?: string;
  readonly version?: string;
  readonly builtHow?: string;
}

interface Refused {
  readonly kind: 'refused';
  readonly reason: string;
}

export interface Circumstances {
  readonly backendDirectory: string | undefined;
  readonly softwareGpu: 'refuse' | 'accept';
}

const refuse = (reason: string): Refused => ({ kind: 'refused', reason });

type Opener = (circumstances: Circumstances) => Promise<Opened | Refused>;

export const OPENERS: Readonly<Record<BackendName, Opener>> = {
  'tensorflow-gpu': (circumstances) => openTensorflow('tensorflow-gpu', circumstances),
  tensorflow: (circumstances) => openTensorflow('tensorflow', circumstances),
  webgpu: openWebgpu,
  async wasm() {
    return withoutNewListeners(() => {
      const tf = loadTfjs(import.meta.filename);
      loadOwnBackend('wasm');
      return select(tf, 'wasm', { version: tf.version['tfjs'] }, repairWasm);
    });
  },
  async cpu() {
    const tf = loadTfjs(import.meta.filename);
    return select(tf, 'cpu', { version: tf.version['tfjs'] });
  },
};

const PACKAGES: Readonly<Record<Exclude<InstallableBackend, 'webgpu'>, string>> = {
  tensorflow: '@tensorflow/tfjs-node',
  'tensorflow-gpu': '@tensorflow/tfjs-node-gpu',
};

async function openTensorflow(
  name: Exclude<InstallableBackend, 'webgpu'>,
  { backendDirectory }: Circumstances,
): Promise<Opened | Refused> {
  const found = installed(name, backendDirectory);
  if ('reason' in found) return found;
  // The library first, from the same place: its own copy of the kernels' registry is the one the binding fills.
  const tf = loadTfjs(found.from);
  loadPackage(found.from, PACKAGES[name]);
  const { isUsingGpuDevice, binding } = currentBackend(tf);
  if (name === 'tensorflow-gpu' && !isUsingGpuDevice)
    return refuse(
      'TensorFlow loaded but found no GPU; check the NVIDIA driver and that CUDA and cuDNN libraries load.',
    );
  const version = binding?.TF_Version ?? found.manifest.version;
  const device = name === 'tensorflow-gpu' ? nvidiaModels() : undefined;
  const { builtHow } = found.manifest;
  return select(tf, 'tensorflow', { version, builtHow, ...(device === undefined ? {} : { device }) });
}

async function openWebgpu({ backendDirectory, softwareGpu }: Circumstances): Promise<Opened | Refused> {
  const found = installed('webgpu', backendDirectory);
  if ('reason' in found) return found;
  const adapter = await openDawn(found.from);
  if (!adapter)
    return refuse('No Vulkan adapter was found; install the graphics driver of the GPU with its Vulkan part.');
  if (adapter.software && softwareGpu === 'refuse')
    return refuse(`Only a software adapter was found (${adapter.device}); a hardware Vulkan driver is needed.`);
  adapter.install();
  const tf = loadTfjs(import.meta.filename);
  loadOwnBackend('webgpu');
  const { version, builtHow } = found.manifest;
  return select(tf, 'webgpu', { device: adapter.device, version, builtHow });
}

interface Installed {
  readonly from: string;
  readonly manifest: BackendManifest;
}

function installed(name: InstallableBackend, directory: string | undefined): Installed | Refused {
  if (directory === undefined) return refuse(`No backend directory was named; ${howToInstall(name)}`);
  const home = backendHome(directory, name);
  const manifest = readManifest(home);
  if (!manifest) return refuse(`It is not installed; ${howToInstall(name)}`);
  return { from: resolveBase(home), manifest };
}

const howToInstall = (name: InstallableBackend): string => `\`graticule backend install ${name}\` installs it.`;

/** Starts the backend, then repairs it: a kernel that is replaced before its backend started was never set up. */
async function select(
  tf: Tfjs,
  backend: string,
  found: Omit<Opened, 'kind' | 'tf'>,
  repair: (tf: Tfjs) => void = repairCpu,
): Promise<Opened | Refused> {
  if (!(await tf.setBackend(backend))) return refuse('The tensor library could not start it.');
  await tf.ready();
  repair(tf);
  const sum = tf.tidy(() => tf.matMul(tf.ones([64, 64]), tf.ones([64, 64])));
  const [first] = await sum.data();
  sum.dispose();
  if (first !== 64) return refuse(`It computes wrongly: a product of ones gave ${first}, not 64.`);
  return { kind: 'opened', tf, ...found };
}
