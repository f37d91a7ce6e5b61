import { hiddenFrom } from '../fold/hidden.js';
import type { Cut } from '../store/metric-store.js';
import type { TailRow } from '../store/tile-store.js';
import { type JournalEntry, JournalLog, type ScalarPiece, type VectorPiece } from './journal-log.js';

/**
 * The decoded tail of a run's journal: a window [begin, end) of a log. It never changes. `become` gives the journal of other
 * rows: rows that joined at the end are added to the log that both share, rows that left at the front move the window, and
 * only what is neither, a row that committed late, costs a new log. Pieces come in the order (id, writer), groups and positions, in which the
 * last one written wins.
 */
export class RunJournal {
  private constructor(
    private readonly log: JournalLog,
    private readonly begin: number,
    private readonly end: number,
    readonly cuts: readonly Cut[],
  ) {}

  static empty(): RunJournal {
    return new RunJournal(new JournalLog([]), 0, 0, []);
  }

  /**
   * The journal of exactly these rows, by (id, writer): this one when nothing is different. Undefined when a row comes without its
   * body and is not known.
   */
  become(rows: readonly TailRow[], cuts: readonly Cut[]): RunJournal | undefined {
    const start = this.startOf(rows);
    const kept = start === undefined ? 0 : this.end - start;
    if (start === undefined || this.end < this.log.length || this.log.isMostlyBefore(start)) {
      return this.rebuilt(rows, cuts);
    }
    const joined = rows.slice(kept);
    if (joined.some(({ body }) => body === undefined)) return undefined;
    if (joined.length === 0 && start === this.begin && sameCuts(cuts, this.cuts)) return this;
    for (const row of joined) this.log.add(row);
    return new RunJournal(this.log, start, this.log.length, cuts);
  }

  /** The highest id: bodies up to it need not be asked for. Undefined when there is no row. */
  get newest(): bigint | undefined {
    return this.end === this.begin ? undefined : this.log.entry(this.end - 1).id;
  }

  /** Bytes of the bodies decoded, the measure for a cache. */
  get bytes(): number {
    return this.log.bytes;
  }

  /** The metrics with a point or a vector that no later attempt hides. */
  metrics(): readonly number[] {
    const window = this.log.window(this.begin, this.end);
    const scalars = [...this.log.scalarMetrics()].filter((metric) =>
      this.log.scalarPieces(metric, window).some((piece) => this.showsScalars(piece)),
    );
    const vectors = [...this.log.vectorMetrics()].filter((metric) =>
      this.log.vectorPieces(metric, window).some((piece) => this.showsVector(piece)),
    );
    return [...scalars, ...vectors];
  }

  scalarPieces(metric: number): readonly ScalarPiece[] {
    return this.log.scalarPieces(metric, this.log.window(this.begin, this.end));
  }

  vectorPieces(metric: number): readonly VectorPiece[] {
    return this.log.vectorPieces(metric, this.log.window(this.begin, this.end));
  }

  /** The axis version of the series: that of its first vector here. */
  axisVersion(metric: number): number | undefined {
    return this.vectorPieces(metric)[0]?.group.axisVersion;
  }

  /** The step from which on a later attempt hides what this attempt logged; undefined when nothing is hidden. */
  hiddenFrom(attempt: number): bigint | undefined {
    return hiddenFrom(this.cuts, attempt);
  }

  /** Where the window has to begin for the rows to start with all that is left of it; undefined when they do not. */
  private startOf(rows: readonly TailRow[]): number | undefined {
    const [first] = rows;
    if (first === undefined) return this.end;
    let start = this.begin;
    while (start < this.end && !isSame(this.log.entry(start), first)) start++;
    // None of them comes first: either all of them left, or a row that committed late stands before them.
    if (start === this.end && start > this.begin && precedes(first, this.log.entry(start - 1))) return undefined;
    if (this.end - start > rows.length) return undefined;
    for (let at = start; at < this.end; at++) if (!isSame(this.log.entry(at), rows[at - start])) return undefined;
    return start;
  }

  private rebuilt(rows: readonly TailRow[], cuts: readonly Cut[]): RunJournal | undefined {
    const known = new Map<string, JournalEntry>();
    for (let at = this.begin; at < this.end; at++) known.set(keyOf(this.log.entry(at)), this.log.entry(at));
    const entries = rows.map((row) => known.get(keyOf(row)) ?? row);
    if (entries.some((entry) => 'body' in entry && entry.body === undefined)) return undefined;
    const log = new JournalLog(entries);
    return new RunJournal(log, 0, log.length, cuts);
  }

  private showsScalars({ attempt, group }: ScalarPiece): boolean {
    const from = this.hiddenFrom(attempt);
    return from === undefined ? group.steps.length > 0 : group.steps.some((step) => step < from);
  }

  private showsVector({ attempt, group }: VectorPiece): boolean {
    const from = this.hiddenFrom(attempt);
    return from === undefined || group.step < from;
  }
}

interface RowKey {
  readonly id: bigint;
  readonly writer: bigint;
}

const keyOf = ({ id, writer }: RowKey): string => `${id} ${writer}`;

const precedes = (a: RowKey, b: RowKey): boolean => a.id < b.id || (a.id === b.id && a.writer < b.writer);

const isSame = (a: RowKey, b: RowKey | undefined): boolean => a.id === b?.id && a.writer === b.writer;

/** Cuts come in no order: one that is not among the others makes a difference. */
function sameCuts(a: readonly Cut[], b: readonly Cut[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((cut) => b.some(({ attempt, startStep }) => attempt === cut.attempt && startStep === cut.startStep));
}
