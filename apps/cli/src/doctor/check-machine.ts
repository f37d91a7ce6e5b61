import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import type { Settings } from '../settings.js';
import type { Finding } from './finding.js';

const GIB = 2 ** 30;

export async function checkMachine(settings: Settings): Promise<Finding[]> {
  return [
    {
      what: `Node.js ${process.versions.node}`,
      state: isSupported() ? 'fine' : 'broken',
      says: '20.19 or newer is needed',
    },
    {
      what: `${process.platform} ${process.arch}`,
      state: 'fine',
      says: `${availableParallelism()} processors, ${(totalmem() / GIB).toFixed(1)} GiB of memory`,
    },
    await checkDataDirectory(settings.data),
  ];
}

function isSupported(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 20 || (major === 20 && minor >= 19);
}

async function checkDataDirectory(path: string): Promise<Finding> {
  const what = `data directory ${path}`;
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return { what, state: 'absent', says: 'it does not exist yet; `graticule up` creates it' };
  try {
    await access(path, constants.R_OK | constants.W_OK);
  } catch (error) {
    return {
      what,
      state: 'broken',
      says: String(error),
      action: 'Give this user the directory, or set GRATICULE_DATA.',
    };
  }
  const { bavail, bsize } = await statfs(path);
  const free = `${((bavail * bsize) / GIB).toFixed(1)} GiB free`;
  if ((found.mode & 0o077) === 0 || process.platform === 'win32') return { what, state: 'fine', says: free };
  return {
    what,
    state: 'broken',
    says: `others may read it (mode ${(found.mode & 0o777).toString(8)}); ${free}`,
    action: `chmod 700 ${path}`,
  };
}
