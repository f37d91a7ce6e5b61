import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';

const FILE = new URL('./text/addresses-1790-1800.txt', import.meta.url);
const SHA_256 = '6638c16de741c0f3e6fda9503e3ed9eeae4bccbf53aee2ce892e657012d8d0e3';

/** The vendored messages to Congress; text/README.md says where they come from. */
export async function addressesText(): Promise<string> {
  const bytes = await readFile(FILE);
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (digest !== SHA_256)
    throw new Error(`${FILE.pathname} was changed: its SHA-256 is ${digest}, expected ${SHA_256}`);
  return bytes.toString('utf8');
}
