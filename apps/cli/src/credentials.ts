import { randomBytes } from 'node:crypto';
import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { isErrno } from './is-errno.js';

/** How to reach a local service: written by `graticule up`, read by every other command and by the SDKs. */
export const Credentials = z.object({ url: z.url(), apiKey: z.string().min(1) });
export type Credentials = z.infer<typeof Credentials>;

export const credentialsFile = (dataDirectory: string): string => join(dataDirectory, 'credentials.json');

/** Undefined when there is no file, or none that can be used: then the next `up` writes a new one. */
export async function readCredentials(dataDirectory: string): Promise<Credentials | undefined> {
  const text = await readFile(credentialsFile(dataDirectory), 'utf8').catch(absentAsUndefined);
  if (text === undefined) return undefined;
  try {
    return Credentials.safeParse(JSON.parse(text)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Whole or not at all, and for nobody but the owner: a reader never sees half a file, nor a wider mode. */
export async function writeCredentials(dataDirectory: string, credentials: Credentials): Promise<void> {
  const target = credentialsFile(dataDirectory);
  const temporary = `${target}.${randomBytes(6).toString('hex')}`;
  const file = await open(temporary, 'wx', 0o600);
  try {
    await file.writeFile(`${JSON.stringify(credentials, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporary, target);
}

function absentAsUndefined(error: unknown): undefined {
  if (isErrno(error, 'ENOENT') || isErrno(error, 'ENOTDIR')) return undefined;
  throw error;
}
