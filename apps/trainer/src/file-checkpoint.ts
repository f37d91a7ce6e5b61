import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Checkpoint } from '@graticule/recipes/train';

/*
 * The state of one run in one file of the data directory, so that another attempt on this machine goes on where the last
 * one stopped. Two things must hold: a checkpoint is whole (it is written aside and renamed), and everything logged up to
 * its step is stored already, or the resumed run would have a hole in its curves. So saving flushes first, and keeps the
 * older checkpoint when the service does not answer in time. Another version of a recipe never reads it.
 */
type State = ReadonlyMap<string, Float32Array>;

interface Header {
  readonly recipe: string;
  readonly step: number;
  readonly arrays: readonly (readonly [name: string, length: number])[];
}

export class FileCheckpoint implements Checkpoint {
  readonly #file: string;

  /** recipe: name and version, such as `low-rank 1`. flushed: whether everything logged so far is stored. */
  constructor(
    private readonly directory: string,
    run: string,
    private readonly recipe: string,
    private readonly flushed: () => Promise<boolean>,
  ) {
    this.#file = join(directory, `${run}.checkpoint`);
  }

  async save(step: number, state: State): Promise<void> {
    if (!(await this.flushed())) return;
    const arrays = [...state].map(([name, values]) => [name, values.length] as const);
    const header = Buffer.from(JSON.stringify({ recipe: this.recipe, step, arrays } satisfies Header));
    const size = Buffer.alloc(4);
    size.writeUInt32LE(header.length);
    const bodies = [...state.values()].map((values) =>
      Buffer.from(values.buffer, values.byteOffset, values.byteLength),
    );
    await mkdir(this.directory, { recursive: true });
    await writeFile(`${this.#file}.${process.pid}`, Buffer.concat([size, header, ...bodies]));
    await rename(`${this.#file}.${process.pid}`, this.#file);
  }

  async restore(): Promise<{ readonly step: number; readonly state: State } | undefined> {
    const bytes = await readFile(this.#file).catch(() => undefined);
    if (!bytes) return undefined;
    const start = 4 + bytes.readUInt32LE(0);
    const header: unknown = JSON.parse(bytes.toString('utf8', 4, start));
    if (!isHeader(header) || header.recipe !== this.recipe) return undefined;
    // A copy that begins at 0: the arrays in the file need not begin on a multiple of 4.
    const values = new Float32Array(new Uint8Array(bytes.subarray(start)).buffer);
    let at = 0;
    const state = header.arrays.map(([name, length]) => [name, values.slice(at, (at += length))] as const);
    return { step: header.step, state: new Map(state) };
  }

  /** To be called when the run has finished: nobody will go on from here. */
  async discard(): Promise<void> {
    await rm(this.#file, { force: true });
  }
}

function isHeader(value: unknown): value is Header {
  return (
    typeof value === 'object' &&
    value !== null &&
    'recipe' in value &&
    'step' in value &&
    typeof value.step === 'number' &&
    'arrays' in value &&
    Array.isArray(value.arrays)
  );
}
