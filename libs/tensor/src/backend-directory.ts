import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { InstallableBackend } from './backend-name.js';

/** What `installBackend` leaves beside the packages it installed. */
export interface BackendManifest {
  readonly version: string;
  readonly builtHow: string;
}

/** Absolute, as module resolution needs it. */
export const backendHome = (directory: string, name: InstallableBackend): string => resolve(directory, name);
export const manifestFile = (home: string): string => join(home, 'backend.json');

/** Where packages of an installed backend resolve from. */
export const resolveBase = (home: string): string => join(home, 'package.json');

/** The installed backend's manifest, or null when nothing (or nothing finished) is there. */
export function readManifest(home: string): BackendManifest | null {
  if (!existsSync(manifestFile(home))) return null;
  const parsed: unknown = JSON.parse(readFileSync(manifestFile(home), 'utf8'));
  if (typeof parsed !== 'object' || parsed === null) return null;
  if (!('version' in parsed) || !('builtHow' in parsed)) return null;
  const { version, builtHow } = parsed;
  return typeof version === 'string' && typeof builtHow === 'string' ? { version, builtHow } : null;
}
