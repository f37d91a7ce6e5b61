import { encodeEntries, type Entries, decodeEntries, entriesBetween, joinEntries } from '../tiles/entries.js';
import { BLOCK, type NewTile, type StoredTile, type TileKey } from '../store/tile.js';
import { lowerBound } from '../read/step-order.js';

/** Entries of a full row. */
const ROW_ENTRIES = 1024;
/** How many of the last rows are read before entries are appended: a counter up to 1024 has no more digits. */
export const TAIL_ROWS = 10;

interface Row {
  readonly stored: StoredTile | undefined;
  readonly entries: Entries;
  readonly changed: boolean;
}

/**
 * One level of a series' pyramid while a fold changes it. It knows only the rows that were read; each entry stays in its row, so
 * rows that were not read need not move. New entries join the last rows as a binary counter, so that an entry is written
 * log₂(1024) times at most however slowly a run logs.
 */
export class PyramidLevel {
  private rows: readonly Row[];

  constructor(
    private readonly metric: number,
    private readonly level: number,
    stored: readonly StoredTile[],
  ) {
    this.rows = stored.map((row) => ({ stored: row, entries: decodeEntries(row.body, row.n), changed: false }));
  }

  /** Puts the entries of a rewritten tile in the place of those that begin within [lo, hi]. They are in step order. */
  replace({ lo, hi }: { readonly lo: bigint; readonly hi: bigint }, entries: Entries): void {
    let pending: Entries | undefined = entries.length > 0 ? entries : undefined;
    const rows = this.rows.map((row): Row => {
      const { firstSteps } = row.entries;
      const begin = lowerBound(firstSteps, lo);
      const end = lowerBound(firstSteps, hi + 1n);
      // Within this row: it holds some of the former entries, or entries on both sides of where they were.
      if (begin === end && (begin === 0 || begin === firstSteps.length)) return row;
      const parts = [
        entriesBetween(row.entries, 0, begin),
        pending,
        entriesBetween(row.entries, end, row.entries.length),
      ];
      pending = undefined;
      return { stored: row.stored, entries: joinEntries(parts.filter((part) => part !== undefined)), changed: true };
    });
    const own: Row[] = pending === undefined ? [] : [{ stored: undefined, entries: pending, changed: true }];
    this.rows = inOrder([...rows, ...own]);
  }

  /** Adds the entries of tiles beyond all there are. */
  append(entries: Entries): void {
    if (entries.length === 0) return;
    const rows = [...this.rows];
    const absorbed: Entries[] = [entries];
    const gone: Row[] = [];
    let n = entries.length;
    for (let last = rows.at(-1); last !== undefined && last.entries.length <= n; last = rows.at(-1)) {
      if (last.entries.length + n > ROW_ENTRIES || gone.length === TAIL_ROWS) break;
      rows.pop();
      absorbed.unshift(last.entries);
      gone.unshift({ ...last, entries: NO_ENTRIES, changed: true });
      n += last.entries.length;
    }
    // A row that was absorbed stays as an empty one, so that it is removed.
    this.rows = [...rows, ...gone, { stored: undefined, entries: joinEntries(absorbed), changed: true }];
  }

  /** Every entry of the rows that were read, in step order. */
  all(): Entries {
    return joinEntries(this.rows.map(({ entries }) => entries));
  }

  removed(): TileKey[] {
    return this.rows.flatMap(({ stored, changed }) => (changed && stored !== undefined ? [stored] : []));
  }

  added(): NewTile[] {
    return this.rows.flatMap(({ entries, changed }) => (changed ? this.rowsOf(entries) : []));
  }

  private rowsOf(entries: Entries): NewTile[] {
    // A row that grew by late points is split when it has doubled, not before: so each is written seldom.
    const size = entries.length < 2 * ROW_ENTRIES ? Math.max(1, entries.length) : ROW_ENTRIES;
    const rows: NewTile[] = [];
    for (let begin = 0; begin < entries.length; begin += size) {
      const part = entriesBetween(entries, begin, Math.min(begin + size, entries.length));
      rows.push({
        metric: this.metric,
        level: this.level,
        block: BLOCK.first,
        lo: part.firstSteps[0]!,
        hi: part.lastSteps[part.length - 1]!,
        n: part.length,
        body: encodeEntries(part),
      });
    }
    return rows;
  }
}

const NO_ENTRIES = joinEntries([]);

function inOrder(rows: readonly Row[]): readonly Row[] {
  const first = ({ entries }: Row) => entries.firstSteps[0];
  const [empty, filled] = [
    rows.filter((row) => row.entries.length === 0),
    rows.filter((row) => row.entries.length > 0),
  ];
  return [...empty, ...filled.toSorted((a, b) => (first(a)! < first(b)! ? -1 : 1))];
}
