import { LEVEL, type NewTile } from '../store/tile.js';
import { encodeVectorHistory, type HistoryVector } from '../tiles/vector-open.js';

const ROW_BYTES = 4 * 1024 * 1024;

/** Rows of history of one series, numbered within the fold. They are only ever added to. */
export class VectorHistory {
  private next = 0;

  constructor(private readonly metric: number) {}

  /** Rows for what ceased to count, in that order. */
  rows(lost: readonly HistoryVector[]): NewTile[] {
    const rows: NewTile[] = [];
    let begin = 0;
    let bytes = 0;
    lost.forEach(({ group }, i) => {
      bytes += group.values.byteLength + (group.elements?.byteLength ?? 0);
      if (bytes < ROW_BYTES && i < lost.length - 1) return;
      rows.push(this.row(lost.slice(begin, i + 1)));
      [begin, bytes] = [i + 1, 0];
    });
    return rows;
  }

  private row(vectors: readonly HistoryVector[]): NewTile {
    const steps = BigInt64Array.from(vectors, ({ group }) => group.step).toSorted();
    return {
      metric: this.metric,
      level: LEVEL.history,
      block: this.next++,
      lo: steps[0]!,
      hi: steps.at(-1)!,
      n: vectors.length,
      body: encodeVectorHistory(vectors),
    };
  }
}
