import type { RunKey } from '@graticule/contracts';
import { LEVEL, type SeriesRow, type StoredTile } from '../store/tile.js';
import type { FoldedCut, TileSpan } from '../store/tile-store.js';
import type { RunJournal } from './run-journal.js';

/** What a reader wants to see of a run: rows of store.series, and tiles. The journal's tail always comes. */
export interface RunQuestion {
  readonly series: 'all' | readonly number[];
  readonly tiles: readonly TileSpan[];
}

/** Everything about a view but its tiles. */
export interface RunFacts {
  readonly run: RunKey;
  /** The newest fold. */
  readonly fold: bigint;
  readonly cuts: readonly FoldedCut[];
  /** What is acknowledged and not folded yet. */
  readonly tail: RunJournal;
  /** Rows of store.series: those asked for, as far as they exist, and perhaps others. */
  readonly series: ReadonlyMap<number, SeriesRow>;
  /** Another object after every change of the run: what was computed under an earlier one is out of date. */
  readonly state: object;
}

/** A run at one instant, as far as it was asked for. Never changes: a later read gives another view. */
export class RunView {
  readonly run: RunKey;
  readonly fold: bigint;
  readonly cuts: readonly FoldedCut[];
  readonly tail: RunJournal;
  readonly series: ReadonlyMap<number, SeriesRow>;
  readonly state: object;
  /** Whether the tiles have lost everything that a cut hides. */
  readonly foldedCuts: boolean;

  constructor(
    facts: RunFacts,
    private readonly held: ReadonlyMap<string, readonly StoredTile[]>,
  ) {
    this.run = facts.run;
    this.fold = facts.fold;
    this.cuts = facts.cuts;
    this.tail = facts.tail;
    this.series = facts.series;
    this.state = facts.state;
    this.foldedCuts = facts.cuts.every(({ folded }) => folded);
  }

  /**
   * The tiles asked for, by (lo, gen). A read may be shared, so there may be others beyond the range of steps that was asked
   * for, and then not all of those. `element`: the tiles asked for with it, whose bodies may be cut down to it.
   */
  tiles(metric: number, level: number, block: number, element?: number): readonly StoredTile[] {
    return this.held.get(placeOf({ metric, level, block, ...(element === undefined ? {} : { element }) })) ?? [];
  }

  /** The axis version that the series is bound to; undefined for a scalar series and for none. */
  axisVersion(metric: number): number | undefined {
    return this.series.get(metric)?.axisVersion ?? this.tail.axisVersion(metric);
  }
}

/**
 * Where tiles belong that are read together: one metric, level and block, whole or cut down to one element. The blocks of the history
 * only count its rows.
 */
export function placeOf({ metric, level, block, element }: Omit<TileSpan, 'from' | 'to'>): string {
  return `${metric} ${level} ${level === LEVEL.history ? 0 : block} ${element ?? ''}`;
}
