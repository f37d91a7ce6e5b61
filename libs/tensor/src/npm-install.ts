import { writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { CannotInstall } from './cannot-install.js';
import { type CommandResult, lastLine, runCommand } from './run-command.js';

/** What an outer `npm run` tells its children about its own project; ours is another. */
const OUTER_PROJECT = ['npm_config_local_prefix', 'npm_config_workspace', 'npm_config_workspaces', 'npm_package_json'];

/**
 * Installs packages into `home`, which becomes a project of its own. `scripts: 'ignore'` because the installer of the
 * TensorFlow binding fails where its download is out of reach, and with it the whole installation.
 */
export async function npmInstall(
  home: string,
  packages: readonly string[],
  scripts: 'ignore' | 'run',
): Promise<CommandResult> {
  await writeFile(join(home, 'package.json'), `${JSON.stringify({ name: 'backend', private: true })}\n`);
  const flags = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  // `home` is the working directory and not `--prefix`: with that, npm would look for its global settings (a proxy, a
  // certificate) below it.
  const args = ['install', ...flags, ...(scripts === 'ignore' ? ['--ignore-scripts'] : []), ...packages];
  const environment = { ...process.env };
  for (const name of OUTER_PROJECT) Reflect.deleteProperty(environment, name);
  const [program, ...before] = npm();
  const result = await runCommand(program, [...before, ...args], { cwd: home, environment });
  if (result.kind === 'missing') throw new CannotInstall('npm is missing; install npm, which comes with Node.js.');
  return result;
}

/** The npm that started us, by its script, or the one on the path. */
function npm(): readonly [string, ...string[]] {
  const script = process.env['npm_execpath'];
  return script && basename(script).startsWith('npm') && script.endsWith('.js') ? [process.execPath, script] : ['npm'];
}

/** Throws CannotInstall with npm's last words. */
export async function npmInstallQuietly(home: string, packages: readonly string[]): Promise<void> {
  const { kind, output } = await npmInstall(home, packages, 'ignore');
  if (kind !== 'done') throw new CannotInstall(`npm could not install ${packages.join(' and ')}: ${lastLine(output)}`);
}
