import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Texts that whoever runs the worker has laid into `<data directory>/texts`. Names come from outside: no path gets through. */
export function readTextFrom(folder: string): (name: string) => Promise<string> {
  return async (name) => {
    if (!/^[\w-][\w.-]*$/.test(name)) throw new RangeError(`${JSON.stringify(name)} is not the name of a text`);
    return readFile(join(folder, name), 'utf8');
  };
}
