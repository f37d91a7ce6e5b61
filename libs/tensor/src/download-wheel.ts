import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CannotInstall } from './cannot-install.js';
import { lastLine, runCommand } from './run-command.js';

const PLATFORMS = ['manylinux_2_17_x86_64', 'manylinux2014_x86_64', 'manylinux_2_27_x86_64', 'manylinux1_x86_64'];

/** What is known of a wheel before it is fetched. Without a checksum pip's own check against the index has to do. */
export interface WheelName {
  readonly name: string;
  readonly version: string;
  readonly sha256?: string;
}

/** The wheel's file in `cache`, fetched through pip unless it is there already. Throws CannotInstall. */
export async function downloadWheel(wheel: WheelName, cache: string): Promise<string> {
  const cached = await findWheel(wheel, cache);
  if (cached && (await isIntact(cached, wheel))) return cached;
  // Fetched aside and moved when whole, so that a broken download is never taken for a wheel.
  const aside = join(cache, `.${wheel.name}-${process.pid}`);
  await mkdir(aside, { recursive: true });
  try {
    // The libraries inside do not depend on the Python version: any one will do, so always the same.
    const flags = ['--no-deps', '--only-binary=:all:', '--implementation', 'cp', '--python-version', '3.11'];
    const platforms = PLATFORMS.flatMap((platform) => ['--platform', platform]);
    const what = `${wheel.name}==${wheel.version}`;
    const args = [
      '-m',
      'pip',
      'download',
      '-q',
      '--disable-pip-version-check',
      ...flags,
      ...platforms,
      '-d',
      aside,
      what,
    ];
    const { kind, output } = await runCommand('python3', args);
    if (kind !== 'done') throw new CannotInstall(`pip could not download ${what}: ${lastLine(output)}`);
    const fetched = await findWheel(wheel, aside);
    if (!fetched) throw new CannotInstall(`pip downloaded no wheel of ${what}.`);
    if (!(await isIntact(fetched, wheel)))
      throw new CannotInstall(`The wheel of ${what} has another checksum than expected.`);
    const file = join(cache, fetched.slice(aside.length + 1));
    await rename(fetched, file);
    return file;
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function findWheel({ name, version }: WheelName, directory: string): Promise<string | null> {
  await mkdir(directory, { recursive: true });
  const start = `${name.replaceAll('-', '_')}-${version}-`;
  const file = (await readdir(directory)).find((entry) => entry.startsWith(start) && entry.endsWith('.whl'));
  return file ? join(directory, file) : null;
}

async function isIntact(file: string, { sha256 }: WheelName): Promise<boolean> {
  if (sha256 === undefined) return true;
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1 << 20 }), hash);
  return hash.digest('hex') === sha256;
}
