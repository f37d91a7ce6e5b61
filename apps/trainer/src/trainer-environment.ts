import { resolve } from 'node:path';
import { InvalidEnvironment } from '@graticule/platform';
import { BACKEND_NAMES, type BackendName } from '@graticule/tensor';

export interface TrainerEnvironment {
  /** Where the API answers. */
  readonly url: string;
  readonly dataDirectory: string;
  /** The one backend to use; undefined for the best that opens. */
  readonly backend: BackendName | undefined;
}

/** GRATICULE_URL, GRATICULE_DATA and GRATICULE_BACKEND. Throws InvalidEnvironment with all that is wrong. */
export function trainerEnvironment(environment: Readonly<Record<string, string | undefined>>): TrainerEnvironment {
  const { GRATICULE_URL: url = '', GRATICULE_DATA: data, GRATICULE_BACKEND: wanted } = environment;
  const backend = BACKEND_NAMES.find((name) => name === wanted);
  const problems = [
    URL.canParse(url) ? [] : ['GRATICULE_URL: the address of the API, such as http://127.0.0.1:4600'],
    wanted && !backend ? [`GRATICULE_BACKEND: ${wanted} is none of ${BACKEND_NAMES.join(', ')}`] : [],
  ].flat();
  if (problems.length > 0) throw new InvalidEnvironment(`The environment cannot be used:\n  ${problems.join('\n  ')}`);
  return { url, dataDirectory: resolve(data || '.graticule'), backend };
}
