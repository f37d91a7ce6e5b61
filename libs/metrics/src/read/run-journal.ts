import { decodeFrame, type Frame, type ScalarGroup, type VectorGroup } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import type { Cut, JournalExtent, JournalRow, WriterSpan } from '../store/metric-store.js';

/** One column of a scalar group: the values of `group` from `key · steps` on. */
export interface ScalarPiece {
  readonly attempt: number;
  readonly group: ScalarGroup;
  readonly key: number;
}

export interface VectorPiece {
  readonly attempt: number;
  readonly group: VectorGroup;
}

interface Entry {
  readonly id: bigint;
  readonly writer: bigint;
  readonly attempt: number;
  readonly frame: Frame;
}

/**
 * The decoded journal of one run, indexed by metric. Invariants: it holds exactly the rows of its extent; pieces come in the
 * order (id, writer), groups and positions, in which the last one written wins; it changes only inside `extend`, at one stroke,
 * so a reader that does not wait in between sees one state.
 */
export class RunJournal {
  /** Bytes of the bodies decoded, the measure for a cache. */
  bytes = 0;
  /** Another object after every change: what was computed under an earlier one is out of date. */
  state: object = {};
  private readonly newest = new Map<bigint, bigint>();
  private cuts: readonly Cut[] = [];
  private entries: Entry[] = [];
  private scalarGroups: ScalarPiece[] = [];
  private vectorGroups: VectorPiece[] = [];
  // Metric → places, as pairs (group, key) in one flat list: a run of a thousand metrics has millions of them.
  private scalarPlaces = new Map<number, number[]>();
  private vectorPlaces = new Map<number, number[]>();

  /** What is still to be read to get to `extent`; undefined when this journal holds what the store no longer does. */
  missing(extent: JournalExtent): readonly WriterSpan[] | undefined {
    for (const [writer, id] of this.newest) if ((extent.newest.get(writer) ?? -1n) < id) return undefined;
    return [...extent.newest]
      .map(([writer, upTo]) => ({ writer, after: this.newest.get(writer) ?? -1n, upTo }))
      .filter(({ after, upTo }) => upTo > after);
  }

  /** Adds the rows that `missing` asked for. */
  extend(extent: JournalExtent, rows: readonly JournalRow[]): void {
    if (rows.length > 0 || !sameCuts(extent.cuts, this.cuts)) this.state = {};
    for (const [writer, id] of extent.newest) this.newest.set(writer, id);
    this.cuts = extent.cuts;
    const before = this.entries.at(-1);
    const fresh = rows.map(entryOf);
    for (const row of rows) this.bytes += row.body.byteLength;
    this.entries.push(...fresh);
    const inOrder = fresh.every((entry, i) => follows(entry, i === 0 ? before : fresh[i - 1]));
    if (inOrder) for (const entry of fresh) this.index(entry);
    else this.rebuild();
  }

  /** The metrics with a point or a vector that no later attempt hides. */
  metrics(): readonly number[] {
    const scalars = [...this.scalarPlaces].filter(([, places]) =>
      places.some((place, p) => p % 2 === 0 && this.showsScalars(this.scalarGroups[place])),
    );
    const vectors = [...this.vectorPlaces].filter(([, places]) =>
      places.some((place) => this.showsVector(this.vectorGroups[place])),
    );
    return [...scalars, ...vectors].map(([metric]) => metric);
  }

  scalarPieces(metric: number): readonly ScalarPiece[] {
    const places = this.scalarPlaces.get(metric) ?? [];
    const pieces: ScalarPiece[] = [];
    for (let p = 0; p < places.length; p += 2) {
      const piece = this.scalarGroups[places[p] ?? 0];
      if (piece !== undefined) pieces.push({ ...piece, key: places[p + 1] ?? 0 });
    }
    return pieces;
  }

  vectorPieces(metric: number): readonly VectorPiece[] {
    return (this.vectorPlaces.get(metric) ?? []).flatMap((place) => this.vectorGroups[place] ?? []);
  }

  /** The axis version of the series: that of its first vector. */
  axisVersion(metric: number): number | undefined {
    const place = this.vectorPlaces.get(metric)?.[0];
    return place === undefined ? undefined : this.vectorGroups[place]?.group.axisVersion;
  }

  /** The step from which on a later attempt hides what this attempt logged; undefined when nothing is hidden. */
  hiddenFrom(attempt: number): bigint | undefined {
    let from: bigint | undefined;
    for (const cut of this.cuts) {
      if (cut.attempt > attempt && (from === undefined || cut.startStep < from)) from = cut.startStep;
    }
    return from;
  }

  private showsScalars(piece: ScalarPiece | undefined): boolean {
    if (piece === undefined) return false;
    const from = this.hiddenFrom(piece.attempt);
    return from === undefined ? piece.group.steps.length > 0 : piece.group.steps.some((step) => step < from);
  }

  private showsVector(piece: VectorPiece | undefined): boolean {
    if (piece === undefined) return false;
    const from = this.hiddenFrom(piece.attempt);
    return from === undefined || piece.group.step < from;
  }

  private rebuild(): void {
    this.entries = this.entries.toSorted((a, b) => (follows(a, b) ? 1 : -1));
    this.scalarGroups = [];
    this.vectorGroups = [];
    this.scalarPlaces = new Map();
    this.vectorPlaces = new Map();
    for (const entry of this.entries) this.index(entry);
  }

  private index({ attempt, frame }: Entry): void {
    for (const group of frame.scalars) {
      const place = this.scalarGroups.push({ attempt, group, key: 0 }) - 1;
      group.metrics.forEach((metric, key) => placesOf(this.scalarPlaces, metric).push(place, key));
    }
    for (const group of frame.vectors) {
      const place = this.vectorGroups.push({ attempt, group }) - 1;
      placesOf(this.vectorPlaces, group.metric).push(place);
    }
  }
}

function placesOf(places: Map<number, number[]>, metric: number): number[] {
  const found = places.get(metric) ?? [];
  if (found.length === 0) places.set(metric, found);
  return found;
}

/** Cuts come in no order: one that is not among the others makes a difference. */
function sameCuts(a: readonly Cut[], b: readonly Cut[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((cut) => b.some(({ attempt, startStep }) => attempt === cut.attempt && startStep === cut.startStep));
}

function follows(entry: Entry, before: Entry | undefined): boolean {
  if (before === undefined) return true;
  return entry.id === before.id ? entry.writer > before.writer : entry.id > before.id;
}

function entryOf({ id, writer, attempt, body }: JournalRow): Entry {
  const decoded = decodeFrame(body);
  if (decoded.kind === 'frame') return { id, writer, attempt, frame: decoded.frame };
  throw new AppError(
    'INTERNAL',
    `journal row ${id} of writer ${writer} cannot be read: ${decoded.detail} at byte ${decoded.at}`,
  );
}
