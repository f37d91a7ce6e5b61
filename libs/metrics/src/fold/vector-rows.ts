import { BLOCK, LEVEL, type NewTile } from '../store/tile.js';
import { encodeOpen, type StoredVector } from '../tiles/vector-open.js';

/** Open rows are joined up to this; a larger vector has a row of its own. */
export const ROW_BYTES = 64 * 1024;

/** Rows of whole vectors, which are in step order. */
export function* openRows(metric: number, vectors: readonly StoredVector[]): Generator<NewTile> {
  let begin = 0;
  let bytes = 0;
  for (let i = 0; i <= vectors.length; i++) {
    const next = vectors[i];
    const more = next === undefined ? 0 : bytesOf(next);
    const isFull = next === undefined || bytes + more > ROW_BYTES;
    if (isFull && i > begin) {
      const part = vectors.slice(begin, i);
      const [lo, hi] = [part[0]!.group.step, part.at(-1)!.group.step];
      yield { metric, level: LEVEL.data, block: BLOCK.open, lo, hi, n: part.length, body: encodeOpen(part) };
      [begin, bytes] = [i, 0];
    }
    bytes += more;
  }
}

function bytesOf({ group }: StoredVector): number {
  return 64 + group.values.byteLength + (group.elements?.byteLength ?? 0);
}
