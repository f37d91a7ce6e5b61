/**
 * Builds the native binding of the TensorFlow package against the libraries inside TensorFlow's own wheel, for machines
 * that cannot reach the place where the package's installer looks. The binding calls TensorFlow's stable C API only, which
 * the wheel's library exports whole, so that no source changes. The result needs neither Python nor a compiler.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotInstall } from './cannot-install.js';
import { downloadWheel, type WheelName } from './download-wheel.js';
import { lastLine, runCommand } from './run-command.js';
import { WheelArchive } from './wheel-archive.js';

export interface BindingBuild {
  /** Folder of the installed binding package. */
  readonly packageHome: string;
  /** Folder of `node_api.h`. */
  readonly nodeHeaders: string;
  readonly wheel: WheelName;
  /** Folder that keeps wheels. */
  readonly cache: string;
  readonly onProgress: (sentence: string) => void;
}

const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];
const FIRST_HEADERS = [
  'tensorflow/c/c_api.h',
  'tensorflow/c/eager/c_api.h',
  'tensorflow/core/platform/ctstring_internal.h',
];
const INCLUDE = 'tensorflow/include/';
const LICENCES = /^(?:tensorflow\/THIRD_PARTY_NOTICES\.txt|[^/]*\.dist-info\/(?:licenses\/)?LICENSE)$/;

/** Throws CannotInstall. */
export async function buildBinding(build: BindingBuild): Promise<void> {
  const { wheel, onProgress } = build;
  await checkTools();
  onProgress(`Fetching the wheel ${wheel.name} ${wheel.version} (hundreds of megabytes).`);
  const file = await downloadWheel(wheel, build.cache);
  onProgress('Unpacking its libraries.');
  const archive = await WheelArchive.open(file);
  try {
    await unpack(archive, join(build.packageHome, 'deps'));
    await unpackCuda(archive, build);
  } finally {
    await archive.close();
  }
  onProgress('Compiling the binding.');
  await compile(build);
}

async function checkTools(): Promise<void> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new CannotInstall(
      `The binding can be built on Linux on x86-64 only, and this is ${process.platform} ${process.arch}.`,
    );
  const tools = [
    {
      program: 'python3',
      args: ['-m', 'pip', '--version'],
      need: 'python3 with pip is missing; install python3 and python3-pip.',
    },
    { program: 'g++', args: ['--version'], need: 'g++ is missing; install g++ (version 9 or newer).' },
  ];
  const results = await Promise.all(tools.map(({ program, args }) => runCommand(program, args)));
  const needs = tools.filter((_, i) => results[i]?.kind !== 'done').map(({ need }) => need);
  if (needs.length > 0) throw new CannotInstall(needs.join(' '));
}

async function unpack(archive: WheelArchive, deps: string): Promise<void> {
  for (const library of LIBRARIES) await archive.extract(`tensorflow/${library}`, join(deps, 'lib', library));
  for (const name of archive.names.filter((member) => LICENCES.test(member)))
    await archive.extract(name, join(deps, name.slice(name.lastIndexOf('/') + 1)));
  const pending = [...FIRST_HEADERS];
  const seen = new Set<string>();
  for (let header = pending.pop(); header !== undefined; header = pending.pop()) {
    if (seen.has(header) || !archive.has(INCLUDE + header)) continue;
    seen.add(header);
    const file = join(deps, 'include', header);
    await archive.extract(INCLUDE + header, file);
    for (const [, included = ''] of (await readFile(file, 'utf8')).matchAll(/#include "([^"]+)"/g))
      pending.push(included);
  }
}

/** The CUDA libraries that a GPU wheel names as its extra, laid out where its libraries look: beside their own folder. */
async function unpackCuda(
  archive: WheelArchive,
  { packageHome, wheel, cache, onProgress }: BindingBuild,
): Promise<void> {
  if (wheel.name !== 'tensorflow') return;
  const metadataName = archive.names.find((name) => name.endsWith('.dist-info/METADATA')) ?? '';
  const metadataFile = join(packageHome, 'deps', 'METADATA');
  await archive.extract(metadataName, metadataFile);
  const metadata = await readFile(metadataFile, 'utf8');
  const needs = metadata.matchAll(/^Requires-Dist: (nvidia-[\w-]+) ?\(?==([\w.]+)\)?.*and-cuda/gm);
  for (const [, name = '', version = ''] of needs) {
    onProgress(`Fetching ${name} ${version}.`);
    const cuda = await WheelArchive.open(await downloadWheel({ name, version }, cache));
    const wanted = cuda.names.filter((member) => /^nvidia\/.*(?:\.so(?:\.\d+)*|libdevice\.10\.bc)$/.test(member));
    for (const member of wanted) await cuda.extract(member, join(packageHome, 'deps', member));
    await cuda.close();
  }
}

async function compile({ packageHome, nodeHeaders }: BindingBuild): Promise<void> {
  const folder = join(packageHome, 'lib', `napi-v${await napiVersion(packageHome)}`);
  await mkdir(folder, { recursive: true });
  const deps = join(packageHome, 'deps');
  const sources = ['tfjs_backend.cc', 'tfjs_binding.cc'].map((file) => join(packageHome, 'binding', file));
  const flags = ['-O2', '-std=c++17', '-fPIC', '-shared', '-w', '-DNAPI_VERSION=8', `-I${nodeHeaders}`];
  const link = [
    `-L${join(deps, 'lib')}`,
    ...LIBRARIES.map((library) => `-l:${library}`),
    '-Wl,-rpath,$ORIGIN/../../deps/lib',
  ];
  const out = join(folder, 'tfjs_binding.node');
  const args = [...flags, `-I${join(deps, 'include')}`, ...sources, '-o', out, ...link];
  const { kind, output } = await runCommand('g++', args);
  if (kind !== 'done') throw new CannotInstall(`g++ could not build the binding: ${lastLine(output)}`);
}

/** The loader looks in the folder of the highest version that both the package and this node know. */
async function napiVersion(packageHome: string): Promise<number> {
  const text = await readFile(join(packageHome, 'package.json'), 'utf8');
  const [, versions = '8'] = /"napi_versions":\s*\[([\d,\s]+)\]/.exec(text) ?? [];
  const known = versions.split(',').map(Number);
  return Math.max(...known.filter((version) => version <= Number(process.versions['napi'])));
}
