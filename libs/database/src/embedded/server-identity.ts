import { chownSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** Postgres refuses to run as root, so root runs it as nobody: no user has to be created for it. */
const NOBODY = 65534;

/** Who the server runs as: `{}` for ourselves. Spread into spawn options. */
export type ServerIdentity = { readonly uid?: number; readonly gid?: number };

export function serverIdentity(): ServerIdentity {
  return process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
}

export function giveTo({ uid, gid }: ServerIdentity, path: string): void {
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** Whether that user may walk down to the path: every folder on the way must let others through, or be its own. */
export function canReach({ uid }: ServerIdentity, path: string): boolean {
  if (uid === undefined) return true;
  const OTHERS_MAY_ENTER = 0o001;
  for (let folder = dirname(resolve(path)); ; folder = dirname(folder)) {
    const { mode, uid: owner } = statSync(folder);
    if ((mode & OTHERS_MAY_ENTER) === 0 && owner !== uid) return false;
    if (folder === dirname(folder)) return true;
  }
}
