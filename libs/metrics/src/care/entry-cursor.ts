import { lowerBound } from '../read/step-order.js';
import type { StoredTile } from '../store/tile.js';
import { decodeEntries, type Entries, entriesBetween, joinEntries } from '../tiles/entries.js';
import { checkPlace, readTile } from './read-tile.js';
import { ofTile, type Tell } from './store-problem.js';

/** Entries of one stretch of steps. */
interface Stretch {
  readonly entries: Entries;
  /** False: some of them are in a row that cannot be read. */
  readonly isWhole: boolean;
}

/** The entries of one level of a pyramid, read from its rows in step order; what is wrong with the rows themselves is told. */
export class EntryCursor {
  private waiting: readonly Entries[] = [];
  private last: StoredTile | undefined;
  private broken: readonly StoredTile[] = [];
  private isAtEnd = false;

  constructor(
    private readonly rows: AsyncIterator<StoredTile>,
    readonly fold: bigint,
    readonly tell: Tell,
  ) {}

  /** Takes the entries that begin at or before `hi`, but those taken before. */
  async upTo(hi: bigint): Promise<Stretch> {
    while (!this.isAtEnd && (this.last === undefined || this.last.lo <= hi)) await this.readRow();
    const isWhole = this.broken.every(({ lo }) => lo > hi);
    this.broken = this.broken.filter((row) => row.hi > hi);
    const ends = this.waiting.map(({ firstSteps }) => lowerBound(firstSteps, hi + 1n));
    const taken = this.waiting.map((entries, i) => entriesBetween(entries, 0, ends[i]!));
    const left = this.waiting.map((entries, i) => entriesBetween(entries, ends[i]!, entries.length));
    this.waiting = left.filter(({ length }) => length > 0);
    return { entries: joinEntries(taken), isWhole };
  }

  private async readRow(): Promise<void> {
    const { value: row, done } = await this.rows.next();
    if (done === true) {
      this.isAtEnd = true;
      return;
    }
    checkPlace(row, this.last, this);
    this.last = row;
    const entries = readTile(row, this.tell, decodeEntries);
    if (entries === undefined) {
      this.broken = [...this.broken, row];
      return;
    }
    const [first, last] = [entries.firstSteps[0], entries.lastSteps.at(-1)];
    if (first !== row.lo || last !== row.hi)
      this.tell(ofTile(row, `says steps ${row.lo} to ${row.hi} and holds ${first} to ${last}`));
    this.waiting = [...this.waiting, entries];
  }
}
