import { rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { BackendManifest } from './backend-directory.js';
import type { InstallableBackend } from './backend-name.js';
import { buildBinding } from './build-binding.js';
import { CannotInstall } from './cannot-install.js';
import type { WheelName } from './download-wheel.js';
import { npmInstall, npmInstallQuietly } from './npm-install.js';
import { lastLine, runCommand } from './run-command.js';

type Flavour = Exclude<InstallableBackend, 'webgpu'>;

const BINDING = '4.22.0';
const PUBLISHED_TENSORFLOW = '2.9.1';
const PACKAGES: Readonly<Record<Flavour, string>> = {
  tensorflow: '@tensorflow/tfjs-node',
  'tensorflow-gpu': '@tensorflow/tfjs-node-gpu',
};
/** The newest line of TensorFlow that runs with glibc 2.17 and keeps its log quiet; the GPU's wheel brings CUDA 12. */
const WHEELS: Readonly<Record<Flavour, WheelName>> = {
  tensorflow: {
    name: 'tensorflow-cpu',
    version: '2.18.1',
    sha256: '810c75d7149d2da0cb2092187817b0dcabb80728ca9f9cf3a61f3f42fadd1298',
  },
  'tensorflow-gpu': { name: 'tensorflow', version: '2.18.1' },
};

export interface Installation {
  /** An empty folder, to be moved to its place when all is done. */
  readonly home: string;
  readonly cache: string;
  readonly onProgress: (sentence: string) => void;
}

/** Throws CannotInstall. */
export async function installTensorflow(flavour: Flavour, installation: Installation): Promise<BackendManifest> {
  const { home, cache, onProgress } = installation;
  if (flavour === 'tensorflow-gpu' && !existsSync('/proc/driver/nvidia/version') && !existsSync('/dev/nvidiactl'))
    throw new CannotInstall('This machine shows no NVIDIA driver; install the driver of its GPU first.');
  const binding = `${PACKAGES[flavour]}@${BINDING}`;
  if (await publishedLibraryAnswers(flavour)) {
    onProgress(`Installing ${binding} with the library it names.`);
    const { kind } = await npmInstall(home, [binding], 'run');
    if (kind === 'done')
      return { version: await smoke(flavour, home), builtHow: `published binding and library ${PUBLISHED_TENSORFLOW}` };
    onProgress('That failed; building against the wheel instead.');
    await rm(join(home, 'node_modules'), { recursive: true, force: true });
  }
  onProgress(`Installing ${binding}.`);
  await npmInstallQuietly(home, [binding, 'node-api-headers@1']);
  const modules = join(home, 'node_modules');
  const wheel = WHEELS[flavour];
  await buildBinding({
    packageHome: join(modules, PACKAGES[flavour]),
    nodeHeaders: join(modules, 'node-api-headers', 'include'),
    wheel,
    cache,
    onProgress,
  });
  onProgress('Trying it.');
  return {
    version: await smoke(flavour, home),
    builtHow: `binding built against the wheel ${wheel.name} ${wheel.version}`,
  };
}

/** Asks only where an operator has named a mirror, by the binding's own variable, and for at most three seconds. */
async function publishedLibraryAnswers(flavour: Flavour): Promise<boolean> {
  const base = process.env['TFJS_NODE_BASE_URI'];
  if (!base) return false;
  const file = `${base}${flavour === 'tensorflow' ? 'cpu' : 'gpu'}-linux-x86_64-${PUBLISHED_TENSORFLOW}.tar.gz`;
  try {
    const answer = await fetch(file, { method: 'HEAD', signal: AbortSignal.timeout(3000) });
    return answer.ok;
  } catch {
    // No answer is the answer: the wheel is built against instead.
    return false;
  }
}

const SMOKE = `
const util = require('node:util');
util.isNullOrUndefined ??= (x) => x == null;
util.isArray ??= Array.isArray;
const tf = require(process.argv[1]);
const a = tf.tensor2d([1, 2, 3, 4], [2, 2]);
const values = [...a.matMul(a).dataSync(), ...tf.grad((x) => x.matMul(x).sum())(a).dataSync()].join();
const { binding, isUsingGpuDevice } = tf.backend();
console.log(JSON.stringify({ values, version: binding.TF_Version, gpu: isUsingGpuDevice }));`;

/** Loads the binding in a process of its own (a broken one may crash), and gives TensorFlow's version. */
async function smoke(flavour: Flavour, home: string): Promise<string> {
  const environment = { ...process.env, LD_BIND_NOW: '1', TF_CPP_MIN_LOG_LEVEL: '2' };
  const entry = join(home, 'node_modules', PACKAGES[flavour]);
  const { kind, output } = await runCommand(process.execPath, ['-e', SMOKE, entry], { cwd: home, environment });
  if (kind !== 'done') throw new CannotInstall(`The binding does not load: ${lastLine(output)}`);
  const [, values, version = '', gpu] = /"values":"([^"]*)","version":"([^"]*)","gpu":(true|false)/.exec(output) ?? [];
  if (values !== '7,10,15,22,7,11,9,13') throw new CannotInstall(`The binding computes wrongly: ${lastLine(output)}`);
  if (flavour === 'tensorflow-gpu' && gpu !== 'true')
    throw new CannotInstall('TensorFlow loads but sees no GPU; check that the driver is recent enough for CUDA 12.');
  return version;
}
