import { join } from 'node:path';
import { Argument, Command } from 'commander';
import { CommandFailed } from '../command-failed.js';
import type { Output } from '../output.js';
import { outputFor } from '../service.js';
import { backendDirectory, readSettings } from '../settings.js';
import { formatTable } from '../terminal/table.js';

interface Json {
  readonly json?: true;
}

export function backendCommand(): Command {
  const backend = new Command('backend')
    .description('list and install what trainers compute with')
    .addHelpText('after', '\nExample:\n  graticule backend install tensorflow --gpu');
  backend
    .command('list')
    .description('what is there, what is not, and why')
    .option('--json', 'print one JSON document')
    .action(list);
  backend
    .command('install')
    .description('install a backend into the data directory')
    .addArgument(new Argument('<name>').choices(['tensorflow', 'tensorflow-gpu', 'webgpu']))
    .option('--gpu', 'the same as the name tensorflow-gpu')
    .option('--json', 'print one JSON document')
    .action(install);
  return backend;
}

async function list(options: Json): Promise<void> {
  const output = outputFor(options);
  const { BACKEND_NAMES, openTensor, NoBackend } = await import('@graticule/tensor'); // heavy: only where it is needed
  const directory = backendDirectory(readSettings(process.env));
  const rows: { backend: string; usable: boolean; says: string }[] = [];
  for (const backend of BACKEND_NAMES) {
    try {
      const tensor = await openTensor({ only: backend, backendDirectory: directory });
      rows.push({
        backend,
        usable: true,
        says: [tensor.version, tensor.device, tensor.builtHow].filter(Boolean).join(', '),
      });
    } catch (error) {
      if (!(error instanceof NoBackend)) throw error;
      rows.push({ backend, usable: false, says: error.refused.map(({ reason }) => reason).join(' ') });
    }
  }
  output.write({ directory, backends: rows }, (width) =>
    formatTable(
      [{ title: 'backend' }, { title: 'usable' }, { title: 'what it says', least: 12 }],
      rows.map(({ backend, usable, says }) => [backend, usable ? 'yes' : 'no', says]),
      width,
    ),
  );
}

async function install(
  name: 'tensorflow' | 'tensorflow-gpu' | 'webgpu',
  options: Json & { readonly gpu?: true },
): Promise<void> {
  const output: Output = outputFor(options);
  const { installBackend } = await import('@graticule/tensor');
  const backend = name === 'tensorflow' && options.gpu ? 'tensorflow-gpu' : name;
  const directory = backendDirectory(readSettings(process.env));
  const outcome = await installBackend(backend, { directory, onProgress: (sentence) => output.note(sentence) });
  if (outcome.kind === 'cannot') {
    throw new CommandFailed(`${backend} cannot be installed: ${outcome.reason}`, {
      where: join(directory, backend),
      action: 'Trainers go on with the next best backend; `graticule backend list` shows which.',
    });
  }
  output.write({ backend, ...outcome }, () => [
    `${backend} ${outcome.version} ${outcome.kind === 'installed' ? 'installed' : 'was already installed'} in ${outcome.path}`,
    `  ${outcome.builtHow}`,
  ]);
}
