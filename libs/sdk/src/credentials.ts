import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export interface Credentials {
  readonly url: string;
  readonly token: string;
}

/** No address or key was found, or the file that holds them cannot be read. The message says where was looked. */
export class MissingCredentials extends Error {
  override readonly name = 'MissingCredentials';
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * GRATICULE_URL and GRATICULE_API_KEY, each else from `credentials.json` in the data directory: GRATICULE_DATA, or the
 * nearest `.graticule` in this directory or one above it.
 */
export function findCredentials(environment: Environment, directory: string): Credentials {
  const url = environment['GRATICULE_URL'];
  const token = environment['GRATICULE_API_KEY'];
  if (url && token) return { url, token };
  const file = credentialsFile(environment, directory);
  if (!file) {
    throw new MissingCredentials(
      'Set GRATICULE_URL and GRATICULE_API_KEY, or run where `graticule up` keeps its data (.graticule/credentials.json).',
    );
  }
  const stored = readCredentials(file);
  return { url: url || stored.url, token: token || stored.token };
}

function credentialsFile(environment: Environment, directory: string): string | undefined {
  const given = environment['GRATICULE_DATA'];
  if (given) return [join(resolve(directory, given), 'credentials.json')].find(existsSync);
  for (let at = resolve(directory); ; at = dirname(at)) {
    const file = join(at, '.graticule', 'credentials.json');
    if (existsSync(file)) return file;
    if (dirname(at) === at) return undefined;
  }
}

function readCredentials(file: string): Credentials {
  try {
    const stored: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (typeof stored === 'object' && stored !== null && 'url' in stored && 'apiKey' in stored) {
      const { url, apiKey } = stored;
      if (typeof url === 'string' && typeof apiKey === 'string') return { url, token: apiKey };
    }
  } catch (error) {
    throw new MissingCredentials(`${file} cannot be read`, { cause: error });
  }
  throw new MissingCredentials(`${file} does not hold "url" and "apiKey"`);
}
