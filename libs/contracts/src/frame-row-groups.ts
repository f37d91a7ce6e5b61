import { GROUP_HEADER_BYTES, padded } from './frame-layout.js';

/*
 * Rows of scalars (a step, perhaps a time, some named values) packed into the column groups of a batch. Rows with the
 * same names share a group, in whatever order they name them. Within a batch the value written last wins at a step, so
 * a row may only join a group while no later group holds one of its names: otherwise a row logged later could end up
 * before one logged earlier.
 */

/** keys [nKeys]; steps [nSteps]; times [nSteps] in ms, or undefined; values [nKeys * nSteps], key-major. */
export interface RowGroup {
  readonly keys: readonly string[];
  readonly steps: BigInt64Array;
  readonly times: Float64Array | undefined;
  readonly values: Float64Array;
}

export class FrameRowGroups {
  readonly #groups: OpenGroup[] = [];
  readonly #joinable = new Map<string, OpenGroup>();
  readonly #holderOf = new Map<string, OpenGroup>();
  #last: Placement | undefined;
  #points = 0;
  #bytes = 0;

  get points(): number {
    return this.#points;
  }

  /** How many bytes the rows take in a float64 frame, headers and padding included. */
  get bytes(): number {
    return this.#bytes;
  }

  /** keys and values have equal lengths; keys are all different and hold no NUL. */
  add(step: bigint, time: number | undefined, keys: readonly string[], values: readonly number[]): void {
    if (!this.#last || !isSameRow(this.#last, keys, time)) this.#last = this.#place(keys, time);
    this.#last.group.append(step, time, values, this.#last.order);
    this.#points += keys.length;
    this.#bytes += 16 + 8 * keys.length;
  }

  groups(): readonly RowGroup[] {
    return this.#groups.map((group) => group.columns());
  }

  #place(keys: readonly string[], time: number | undefined): Placement {
    const order = [...keys.keys()].toSorted((a, b) => ((keys[a] ?? '') < (keys[b] ?? '') ? -1 : 1));
    const sorted = order.map((index) => keys[index] ?? '');
    const signature = `${time === undefined ? '' : 'timed'}\0${sorted.join('\0')}`;
    const group = this.#joinable.get(signature) ?? this.#open(sorted, signature);
    return { group, order, keys, isTimed: time !== undefined };
  }

  #open(keys: readonly string[], signature: string): OpenGroup {
    const group = new OpenGroup(keys, signature);
    for (const key of keys) {
      const before = this.#holderOf.get(key);
      if (before) this.#joinable.delete(before.signature);
      this.#holderOf.set(key, group);
    }
    this.#joinable.set(signature, group);
    this.#bytes += GROUP_HEADER_BYTES + padded(4 * keys.length);
    this.#groups.push(group);
    return group;
  }
}

/** Where rows of one shape go: the group, and from which value each of its keys is taken. */
interface Placement {
  readonly group: OpenGroup;
  readonly order: readonly number[];
  readonly keys: readonly string[];
  readonly isTimed: boolean;
}

function isSameRow(last: Placement, keys: readonly string[], time: number | undefined): boolean {
  if (last.isTimed !== (time !== undefined) || last.keys.length !== keys.length) return false;
  for (let index = 0; index < keys.length; index += 1) if (keys[index] !== last.keys[index]) return false;
  return true;
}

/** Grows row by row, row-major; turned to key-major once, at the end. */
class OpenGroup {
  rows = 0;
  #isTimed = false;
  #steps = new BigInt64Array(16);
  #times = new Float64Array(16);
  #cells: Float64Array;

  constructor(
    readonly keys: readonly string[],
    readonly signature: string,
  ) {
    this.#cells = new Float64Array(16 * keys.length);
  }

  append(step: bigint, time: number | undefined, values: readonly number[], order: readonly number[]): void {
    if (this.rows === this.#steps.length) this.#grow();
    this.#isTimed = time !== undefined;
    this.#steps[this.rows] = step;
    this.#times[this.rows] = time ?? 0;
    const start = this.rows * order.length;
    for (let index = 0; index < order.length; index += 1) {
      this.#cells[start + index] = values[order[index] ?? 0] ?? NaN;
    }
    this.rows += 1;
  }

  columns(): RowGroup {
    const width = this.keys.length;
    const values = new Float64Array(width * this.rows);
    for (let row = 0; row < this.rows; row += 1) {
      for (let key = 0; key < width; key += 1) values[key * this.rows + row] = this.#cells[row * width + key] ?? NaN;
    }
    const times = this.#isTimed ? this.#times.slice(0, this.rows) : undefined;
    return { keys: this.keys, steps: this.#steps.slice(0, this.rows), times, values };
  }

  #grow(): void {
    const steps = new BigInt64Array(2 * this.rows);
    const times = new Float64Array(2 * this.rows);
    const cells = new Float64Array(2 * this.#cells.length);
    steps.set(this.#steps);
    times.set(this.#times);
    cells.set(this.#cells);
    this.#steps = steps;
    this.#times = times;
    this.#cells = cells;
  }
}
