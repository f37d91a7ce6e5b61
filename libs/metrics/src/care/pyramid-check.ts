import { POINTS_PER_ENTRY, type StoredTile } from '../store/tile.js';
import { coarserEntries, type Entries, entriesOf } from '../tiles/entries.js';
import type { ScalarPoints } from '../tiles/points.js';
import { EntryCursor } from './entry-cursor.js';
import { differingEntry } from './differing-entry.js';
import type { RunRows } from './run-rows.js';
import type { StoreProblem, Tell } from './store-problem.js';

const FACTOR = 4;
const END = 2n ** 63n - 1n;

/** Sealed tiles beside their pyramid: every entry of every level is, bit for bit, what the points of its tile give. */
export class PyramidCheck {
  private readonly cursors: readonly EntryCursor[];

  constructor(
    rows: RunRows,
    private readonly metric: number,
    { fold, tell }: { readonly fold: bigint; readonly tell: Tell },
  ) {
    this.tell = tell;
    this.cursors = POINTS_PER_ENTRY.map((_, i) => new EntryCursor(rows.tiles(metric, i + 1), fold, tell));
  }

  private readonly tell: Tell;

  /** The sealed tiles in step order. points undefined: this one cannot be read, so its entries are only passed over. */
  async pass(tile: StoredTile, points: ScalarPoints | undefined): Promise<void> {
    let expected: Entries | undefined;
    for (const [i, cursor] of this.cursors.entries()) {
      const { entries, isWhole } = await cursor.upTo(tile.hi);
      if (points === undefined) continue;
      expected = expected === undefined ? entriesOf(points, POINTS_PER_ENTRY[0]) : coarserEntries(expected, FACTOR);
      if (isWhole) this.compare(i + 1, tile, { expected, entries });
    }
  }

  /** What the pyramid holds beyond the last sealed tile. */
  async end(): Promise<void> {
    for (const [i, cursor] of this.cursors.entries()) {
      const { entries } = await cursor.upTo(END);
      const step = entries.firstSteps[0];
      if (step !== undefined) this.tell(this.of(i + 1, step, `has ${entries.length} entries beyond the sealed tiles`));
    }
  }

  private compare(
    level: number,
    tile: StoredTile,
    { expected, entries }: { readonly expected: Entries; readonly entries: Entries },
  ): void {
    if (entries.length !== expected.length) {
      const what = `has ${entries.length} entries for the tile of steps ${tile.lo} to ${tile.hi} instead of ${expected.length}`;
      this.tell(this.of(level, tile.lo, what));
      return;
    }
    const wrong = differingEntry(entries, expected);
    if (wrong === undefined) return;
    const { at, column, found, wanted } = wrong;
    this.tell(this.of(level, expected.firstSteps[at]!, `an entry has ${column} ${found} instead of ${wanted}`));
  }

  private of(level: number, step: bigint, what: string): StoreProblem {
    return { kind: 'rows', metric: this.metric, level, block: 0, step, what };
  }
}
