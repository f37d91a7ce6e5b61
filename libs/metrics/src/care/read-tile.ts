import { isAscending, stepsAsDoubles } from '../read/step-order.js';
import type { StoredTile } from '../store/tile.js';
import { CorruptTile } from '../tiles/corrupt-tile.js';
import { ofTile, type Tell } from './store-problem.js';

/** What a tile holds; undefined when it cannot be read, which is told. */
export function readTile<T>(tile: StoredTile, tell: Tell, decode: (body: Buffer, n: number) => T): T | undefined {
  if (tile.n < 1) {
    tell(ofTile(tile, `says that it holds ${tile.n}`));
    return undefined;
  }
  try {
    return decode(tile.body, tile.n);
  } catch (error) {
    // A number of rows that no array can have comes from the same damage.
    if (!(error instanceof CorruptTile || error instanceof RangeError)) throw error;
    tell(ofTile(tile, `cannot be read: ${error.message}`));
    return undefined;
  }
}

/** A tile, with its body or without. */
export type Place = Omit<StoredTile, 'body' | 'element'>;

/** What holds for every tile, and for one after another of the same level and block. */
export function checkPlace(
  tile: Place,
  before: Place | undefined,
  { fold, tell }: { readonly fold: bigint; readonly tell: Tell },
): void {
  if (tile.hi < tile.lo) tell(ofTile(tile, `begins at step ${tile.lo} and ends at ${tile.hi}`));
  if (tile.gen > fold) tell(ofTile(tile, `is of fold ${tile.gen}, and the run has had ${fold}`));
  if (before !== undefined && before.block === tile.block && tile.lo <= before.hi)
    tell(ofTile(tile, `overlaps the tile of steps ${before.lo} to ${before.hi}`));
}

/** Steps of a tile: ascending, none twice, from its lo to its hi. */
export function checkSteps(tile: Place, steps: BigInt64Array, tell: Tell): void {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first !== tile.lo || last !== tile.hi)
    tell(ofTile(tile, `says steps ${tile.lo} to ${tile.hi} and holds ${first} to ${last}`));
  if (isAscending(steps, stepsAsDoubles(steps))) return;
  const at = steps.findIndex((step, i) => i > 0 && step <= steps[i - 1]!);
  if (at > 0) tell(ofTile(tile, `has step ${steps[at]} after step ${steps[at - 1]}`, steps[at]));
}
