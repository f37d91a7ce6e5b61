import type { RunKey } from '@graticule/contracts';
import type { SeriesRow, StoredTile } from '../store/tile.js';
import { stampOf } from '../store/run-stamp.js';
import type { FoldedCut, RunSnapshot, RunStamp, SnapshotRequest, TileSpan } from '../store/tile-store.js';
import { byPlace, type HeldTiles, holds, NONE_HELD, type StepRange, withTiles } from './held-tiles.js';
import { RunJournal } from './run-journal.js';
import { placeOf, type RunQuestion, RunView } from './run-view.js';

const SERIES_WEIGHT = 300;
const BASE_WEIGHT = 1000;

/** Tiles by place, as remembered from earlier reads of the same fold. */
export type TilesOf = (place: string, fold: bigint) => HeldTiles | undefined;

type Wanted = ReturnType<typeof byPlace>;

/**
 * What is known of one run. Series and tiles belong to one fold and are forgotten with it; the tail of the journal is always that of
 * the last snapshot. Used by one read at a time; what it gives away never changes.
 */
export class RunMemory {
  private fold: bigint | undefined;
  private cuts: readonly FoldedCut[] = [];
  private tail = RunJournal.empty();
  private series: ReadonlyMap<number, SeriesRow> = new Map();
  /** Metrics whose row, or whose lack of one, is known. */
  private asked: 'all' | ReadonlySet<number> = new Set();
  private held = new Map<string, HeldTiles>();
  private state: object = {};
  private stamped: RunStamp | undefined;

  constructor(private readonly run: RunKey) {}

  /** Of the last snapshot. Undefined before the first. */
  get stamp(): RunStamp | undefined {
    return this.stamped;
  }

  get weight(): number {
    return BASE_WEIGHT + this.tail.bytes + this.series.size * SERIES_WEIGHT;
  }

  /** The tiles that the last read used; they are remembered elsewhere, by their own weight. */
  takeHeld(): { readonly fold: bigint; readonly held: ReadonlyMap<string, HeldTiles> } {
    const held = this.held;
    this.held = new Map();
    return { fold: this.fold ?? 0n, held };
  }

  /** What to ask the store for, and whether all the rest is known. */
  missing(
    question: RunQuestion,
    tilesOf: TilesOf,
  ): { readonly request: SnapshotRequest; readonly isComplete: boolean } {
    const wanted = byPlace(question.tiles);
    if (this.fold !== undefined) this.recall(wanted, tilesOf, this.fold);
    const tiles = spansOf(wanted, (place, range) => !holds(this.held.get(place) ?? NONE_HELD, range));
    const series = this.unknownSeries(question.series);
    const { newest } = this.tail;
    const knownJournal = newest === undefined ? {} : { knownJournal: newest };
    if (this.fold === undefined || tiles.length > 0 || series === 'all' || series.length > 0) {
      return { request: { series, tiles, ...knownJournal }, isComplete: false };
    }
    // Everything is known for this fold. If it is no longer the newest, all of it has to come.
    const everything = { series: question.series, tiles: spansOf(wanted, () => true) };
    return { request: { ...everything, knownFold: this.fold, ...knownJournal }, isComplete: true };
  }

  /** Takes in what the store answered to `request`. False: the body of a journal row is missing. */
  take(request: SnapshotRequest, snapshot: RunSnapshot): boolean {
    const tail = this.tail.become(snapshot.journal, snapshot.cuts);
    if (tail === undefined) return false;
    const isOther = snapshot.fold !== this.fold || tail !== this.tail || !sameFolded(snapshot.cuts, this.cuts);
    if (isOther) this.state = {};
    if (snapshot.fold !== this.fold) {
      this.series = new Map();
      this.asked = new Set();
      this.held = new Map();
    }
    this.stamped = stampOf(snapshot);
    this.fold = snapshot.fold;
    this.cuts = snapshot.cuts;
    this.tail = tail;
    if (snapshot.series !== undefined) this.takeSeries(request, snapshot.series);
    if (snapshot.tiles !== undefined) this.takeTiles(request, snapshot.tiles);
    return true;
  }

  /** The view of a question whose every part is known. */
  view(question: RunQuestion): RunView {
    const places = byPlace(question.tiles).keys();
    return this.viewOf(new Map([...places].map((place) => [place, this.held.get(place)?.tiles ?? []])));
  }

  /** The view of a question at the instant of an earlier view; undefined when the run has gone on or not everything is known. */
  widened(view: RunView, question: RunQuestion, tilesOf: TilesOf): RunView | undefined {
    const { fold } = this;
    if (view.state !== this.state || fold === undefined) return undefined;
    const series = this.unknownSeries(question.series);
    if (series === 'all' || series.length > 0) return undefined;
    const tiles = new Map<string, readonly StoredTile[]>();
    for (const [place, { ranges }] of byPlace(question.tiles)) {
      const held = this.held.get(place) ?? tilesOf(place, fold) ?? NONE_HELD;
      if (!ranges.every((range) => holds(held, range))) return undefined;
      tiles.set(place, held.tiles);
    }
    return this.viewOf(tiles);
  }

  private viewOf(tiles: ReadonlyMap<string, readonly StoredTile[]>): RunView {
    const { run, cuts, tail, series, state } = this;
    return new RunView({ run, fold: this.fold ?? 0n, cuts, tail, series, state }, tiles);
  }

  private recall(wanted: Wanted, tilesOf: TilesOf, fold: bigint): void {
    for (const place of wanted.keys()) {
      const remembered = this.held.has(place) ? undefined : tilesOf(place, fold);
      if (remembered !== undefined) this.held.set(place, remembered);
    }
  }

  private unknownSeries(wanted: RunQuestion['series']): RunQuestion['series'] {
    const { asked } = this;
    if (asked === 'all') return [];
    return wanted === 'all' ? 'all' : wanted.filter((metric) => !asked.has(metric));
  }

  private takeSeries({ series }: SnapshotRequest, rows: readonly SeriesRow[]): void {
    if (series === 'all') this.asked = 'all';
    else if (this.asked !== 'all' && series.length > 0) this.asked = new Set([...this.asked, ...series]);
    if (rows.length > 0) this.series = new Map([...this.series, ...rows.map((row) => [row.metric, row] as const)]);
  }

  private takeTiles({ tiles: spans }: SnapshotRequest, tiles: RunSnapshot['tiles']): void {
    const came = new Map<string, StoredTile[]>();
    for (const tile of tiles ?? []) {
      const place = placeOf(tile);
      const others = came.get(place);
      if (others === undefined) came.set(place, [tile]);
      else others.push(tile);
    }
    for (const [place, { ranges }] of byPlace(spans)) {
      this.held.set(place, withTiles(this.held.get(place) ?? NONE_HELD, ranges, came.get(place) ?? []));
    }
  }
}

function spansOf(wanted: Wanted, includes: (place: string, range: StepRange) => boolean): TileSpan[] {
  return [...wanted].flatMap(([place, { at, ranges }]) =>
    ranges.filter((range) => includes(place, range)).map((range) => ({ ...at, ...range })),
  );
}

const pendingIn = (cuts: readonly FoldedCut[]) => cuts.filter(({ folded }) => !folded).length;

function sameFolded(a: readonly FoldedCut[], b: readonly FoldedCut[]): boolean {
  return a.length === b.length && pendingIn(a) === pendingIn(b);
}
