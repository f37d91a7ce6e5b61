import { lowerBound } from '../read/step-order.js';
import { BLOCK, LEVEL, POINTS_PER_ENTRY, type SeriesRow, type StoredTile, TILE_POINTS } from '../store/tile.js';
import type { FoldedCut } from '../store/tile-store.js';
import {
  type CanonicalOrder,
  canonicalOrder,
  isSamePoint,
  pickHistory,
  pickPoints,
  pointsBetween,
} from '../tiles/merge-points.js';
import type { AttemptPoints, HistoryPoints } from '../tiles/points.js';
import { splitByCuts } from './hidden.js';
import { HISTORY_TAIL, historyChange } from './history-tiles.js';
import { TAIL_ROWS } from './pyramid-level.js';
import { ScalarTiles } from './scalar-tiles.js';
import type { Ceased, SeriesChange, SeriesFold, TileNeed } from './series-fold.js';
import { stepClusters } from './step-clusters.js';

export interface ScalarFoldInput {
  readonly metric: number;
  /** Undefined: nothing of the series was folded before. */
  readonly row: SeriesRow | undefined;
  /** Every open tile. */
  readonly open: readonly StoredTile[];
  /** What the journal adds, in write order. */
  readonly fresh: HistoryPoints;
  readonly cuts: readonly FoldedCut[];
  /** The run has ended: what is open is sealed too. */
  readonly ended: boolean;
  readonly ceased: Ceased;
}

const PYRAMID = POINTS_PER_ENTRY.map((_, i) => i + 1);
const LEVELS = [LEVEL.data, ...PYRAMID];
/** The coarsest level covers a series in few rows: from it the summary is made anew. */
const TOP = POINTS_PER_ENTRY.length;

/**
 * Folds the points of one scalar series. What it leaves is the canonical reading: tiles that never overlap, each step once, the
 * later fold winning; what lost is in the history. A series that only goes on is neither sorted nor read again: its points
 * join the open tiles as a binary counter, and are packed when 4096 have come together.
 */
export class ScalarFold implements SeriesFold {
  /** What counts of the fresh points, in step order. */
  private readonly kept: AttemptPoints;
  /** The others, in write order: the order in which they ceased to count. */
  private readonly lost: HistoryPoints;
  /** The first step of a cut that the tiles do not follow yet. */
  private readonly cutFrom: bigint | undefined;

  constructor(private readonly input: ScalarFoldInput) {
    const { fresh, cuts } = input;
    const split = splitByCuts(fresh, cuts);
    const visible = split === undefined ? fresh : pickHistory(fresh, split.visible);
    const order = canonicalOrder(visible.steps);
    this.kept = order === undefined ? visible : pickPoints(visible, order.kept);
    const replaced = order === undefined ? NONE : superseded(visible, order);
    const lost = split === undefined ? replaced : [...replaced.map((at) => split.visible[at]!), ...split.hidden];
    this.lost = pickHistory(fresh, Uint32Array.from(lost).toSorted());
    for (const { startStep, folded } of cuts) {
      if (!folded && (this.cutFrom === undefined || startStep < this.cutFrom)) this.cutFrom = startStep;
    }
  }

  needs(): readonly TileNeed[] {
    const of = (level: number) => ({ metric: this.input.metric, level, block: BLOCK.first });
    const rewritten = this.rewritten().flatMap((span) => LEVELS.map((level) => ({ ...of(level), ...span })));
    const whole = this.mayLoseFolded() ? [of(TOP)] : [];
    const tails = this.maySeal() ? PYRAMID.map((level) => ({ ...of(level), last: TAIL_ROWS })) : [];
    const remembers = this.input.ceased === 'to history' && (this.lost.steps.length > 0 || this.mayLoseFolded());
    const history = remembers ? [{ ...of(LEVEL.history), last: HISTORY_TAIL }] : [];
    return [...rewritten, ...whole, ...tails, ...history];
  }

  change(needed: readonly StoredTile[]): SeriesChange {
    const { metric, row, open, cuts, ended, ceased } = this.input;
    const tiles = new ScalarTiles(metric, row, [...needed.filter((tile) => !isHistory(tile)), ...open]);
    if (this.cutFrom !== undefined) tiles.cut(this.cutFrom, (points) => splitByCuts(points, cuts));
    const { steps } = this.kept;
    const lateEnd = tiles.sealedHi === null ? 0 : lowerBound(steps, tiles.sealedHi + 1n);
    const late = pointsBetween(this.kept, 0, lateEnd);
    tiles.insert(late, stepClusters(late.steps));
    tiles.append(pointsBetween(this.kept, lateEnd, steps.length), ended ? 'seal the rest' : 'leave the rest open');
    const lost = ceased === 'dropped' ? [] : [tiles.lost(), this.lost];
    const history = historyChange(metric, needed.filter(isHistory), lost);
    return {
      remove: [...tiles.removed(), ...history.remove],
      add: [...tiles.added(), ...history.add],
      series: tiles.summary(),
    };
  }

  /** Ranges of steps in which sealed tiles change: where late points fall, and everything from a cut on. */
  private rewritten(): readonly { readonly from: bigint; readonly to?: bigint }[] {
    const hi = this.input.row?.sealedHi ?? null;
    if (hi === null) return [];
    const late = this.kept.steps.subarray(0, lowerBound(this.kept.steps, hi + 1n));
    const cut = this.cutFrom !== undefined && this.cutFrom <= hi ? [{ from: this.cutFrom }] : [];
    return [...stepClusters(late), ...cut];
  }

  /** Whether a point that is folded may cease to count, so that the summary cannot simply be added to. */
  private mayLoseFolded(): boolean {
    const { row } = this.input;
    const first = this.kept.steps[0];
    if (row === undefined || row.n === 0n) return false;
    return this.cutFrom !== undefined || (first !== undefined && first <= row.lastStep);
  }

  private maySeal(): boolean {
    const { open, ended, row } = this.input;
    const waiting = open.reduce((total, { n }) => total + n, this.kept.steps.length);
    // A cut brings sealed points back among the open ones.
    return ended || waiting >= TILE_POINTS || (this.cutFrom !== undefined && row?.sealedHi !== null);
  }
}

const NONE = new Uint32Array(0);

const isHistory = ({ level }: StoredTile): boolean => level === LEVEL.history;

/** Positions that were written over before they were folded; a point sent twice is one point. */
function superseded(points: HistoryPoints, order: CanonicalOrder): Uint32Array {
  return order.superseded.filter((at) => !isSamePoint(points, at, points, order.winners[at]!));
}
