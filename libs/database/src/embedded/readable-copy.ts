import { chmodSync, cpSync, existsSync, lstatSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';

const READ = 0o444;
const READ_AND_ENTER = 0o555;

/**
 * A copy of a folder that every user may read and nobody but us may write, at the path `home`; made once and kept. It is
 * complete from its first moment, as it is copied aside and renamed. A folder of that name that somebody else made is not
 * used: then the copy stays aside. `probe` is a file by which a copy that was swept from a temporary folder is recognised.
 */
export function readableCopy(source: string, home: string, probe: string): string {
  if (isOurs(home) && existsSync(join(home, probe))) return home;
  const fresh = mkdtempSync(join(dirname(home), 'graticule-copy-'));
  cpSync(source, fresh, { recursive: true, verbatimSymlinks: true });
  letRead(fresh);
  if (isOurs(home) && !existsSync(join(home, probe))) rmSync(home, { recursive: true, force: true });
  try {
    renameSync(fresh, home); // replaces nothing but an empty folder
    return home;
  } catch (error) {
    if (!existsSync(home)) throw error;
    if (!isOurs(home)) return fresh;
    rmSync(fresh, { recursive: true, force: true }); // another start was quicker
    return home;
  }
}

/** A real folder of ours, not a link that somebody put there, and writable by us alone. */
function isOurs(path: string): boolean {
  const found = lstatSync(path, { throwIfNoEntry: false });
  return found !== undefined && found.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

/** A checkout made under a strict umask is closed to others down to its last file. */
function letRead(path: string): void {
  const { mode } = lstatSync(path);
  const executable = (mode & 0o100) !== 0;
  chmodSync(path, (mode & 0o700) | (executable ? READ_AND_ENTER : READ));
  for (const entry of lstatSync(path).isDirectory() ? readdirSync(path, { withFileTypes: true }) : []) {
    if (entry.isDirectory() || entry.isFile()) letRead(join(path, entry.name));
  }
}
