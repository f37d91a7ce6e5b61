import { canReach, type ServerIdentity } from './server-identity.js';

/**
 * How the server finds its cluster. Usually by path. Below a folder that its user may not enter (a closed home), by its
 * working directory: that is entered before root steps down to the user, and /proc/self/cwd leads to it without a walk.
 */
export function placeOf(
  cluster: string,
  identity: ServerIdentity,
): { readonly directory: string; readonly cwd: string } {
  if (canReach(identity, cluster)) return { directory: cluster, cwd: '/' };
  return { directory: '/proc/self/cwd', cwd: cluster };
}
