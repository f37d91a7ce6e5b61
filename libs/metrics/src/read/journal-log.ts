import { decodeFrame, type Frame, type ScalarGroup, type VectorGroup } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import type { TailRow } from '../store/tile-store.js';

/** One column of a scalar group: the values of `group` from `key · steps` on. */
export interface ScalarPiece {
  readonly attempt: number;
  readonly writer: bigint;
  readonly group: ScalarGroup;
  readonly key: number;
}

export interface VectorPiece {
  readonly attempt: number;
  readonly writer: bigint;
  readonly group: VectorGroup;
}

/** A row of the journal, decoded. */
export interface JournalEntry {
  readonly id: bigint;
  readonly writer: bigint;
  readonly attempt: number;
  readonly frame: Frame;
  readonly bytes: number;
}

/** Places of groups that a window of rows has. */
export interface LogWindow {
  readonly scalars: readonly [begin: number, end: number];
  readonly vectors: readonly [begin: number, end: number];
}

/** Fewer rows are not worth a new log. */
const WORTH_DROPPING = 64;

/**
 * Decoded journal rows in the order (id, writer), indexed by metric. Rows only join at the end, and what is read is a window of
 * places, so journals that never change can share one log.
 */
export class JournalLog {
  bytes = 0;
  private readonly entries: JournalEntry[] = [];
  private readonly scalarGroups: ScalarPiece[] = [];
  private readonly vectorGroups: VectorPiece[] = [];
  // Metric → places, as pairs (group, key) in one flat list: a run of a thousand metrics has millions of them.
  private readonly scalarPlaces = new Map<number, number[]>();
  private readonly vectorPlaces = new Map<number, number[]>();
  // Of each row, the place of its first group.
  private readonly scalarStarts: number[] = [];
  private readonly vectorStarts: number[] = [];

  constructor(rows: readonly (TailRow | JournalEntry)[]) {
    for (const row of rows) this.add(row);
  }

  get length(): number {
    return this.entries.length;
  }

  entry(at: number): JournalEntry {
    return this.entries[at]!;
  }

  add(row: TailRow | JournalEntry): void {
    const entry = 'frame' in row ? row : entryOf(row);
    const { attempt, writer, frame } = entry;
    this.entries.push(entry);
    this.bytes += entry.bytes;
    this.scalarStarts.push(this.scalarGroups.length);
    this.vectorStarts.push(this.vectorGroups.length);
    for (const group of frame.scalars) {
      const place = this.scalarGroups.push({ attempt, writer, group, key: 0 }) - 1;
      group.metrics.forEach((metric, key) => placesOf(this.scalarPlaces, metric).push(place, key));
    }
    for (const group of frame.vectors) {
      const place = this.vectorGroups.push({ attempt, writer, group }) - 1;
      placesOf(this.vectorPlaces, group.metric).push(place);
    }
  }

  /** Whether more than half of the log lies before this row, so that a new log without it is worth its cost. */
  isMostlyBefore(begin: number): boolean {
    return begin > WORTH_DROPPING && begin * 2 > this.entries.length;
  }

  window(begin: number, end: number): LogWindow {
    return {
      scalars: [
        this.scalarStarts[begin] ?? this.scalarGroups.length,
        this.scalarStarts[end] ?? this.scalarGroups.length,
      ],
      vectors: [
        this.vectorStarts[begin] ?? this.vectorGroups.length,
        this.vectorStarts[end] ?? this.vectorGroups.length,
      ],
    };
  }

  scalarMetrics(): Iterable<number> {
    return this.scalarPlaces.keys();
  }

  vectorMetrics(): Iterable<number> {
    return this.vectorPlaces.keys();
  }

  scalarPieces(metric: number, { scalars: [begin, end] }: LogWindow): readonly ScalarPiece[] {
    const places = this.scalarPlaces.get(metric) ?? [];
    const pieces: ScalarPiece[] = [];
    for (let p = 2 * firstFrom(places, begin, 2); p < places.length && places[p]! < end; p += 2) {
      pieces.push({ ...this.scalarGroups[places[p]!]!, key: places[p + 1]! });
    }
    return pieces;
  }

  vectorPieces(metric: number, { vectors: [begin, end] }: LogWindow): readonly VectorPiece[] {
    const places = this.vectorPlaces.get(metric) ?? [];
    const pieces: VectorPiece[] = [];
    for (let p = firstFrom(places, begin, 1); p < places.length && places[p]! < end; p++) {
      pieces.push(this.vectorGroups[places[p]!]!);
    }
    return pieces;
  }
}

/** The first of the records of `width` numbers whose first number is not below `place`. */
function firstFrom(places: readonly number[], place: number, width: number): number {
  let low = 0;
  let high = places.length / width;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (places[middle * width]! < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

function placesOf(places: Map<number, number[]>, metric: number): number[] {
  const found = places.get(metric) ?? [];
  if (found.length === 0) places.set(metric, found);
  return found;
}

function entryOf({ id, writer, attempt, body }: TailRow): JournalEntry {
  const bytes = body ?? new Uint8Array(0);
  const decoded = decodeFrame(bytes);
  if (decoded.kind === 'frame') return { id, writer, attempt, frame: decoded.frame, bytes: bytes.byteLength };
  throw new AppError(
    'INTERNAL',
    `journal row ${id} of writer ${writer} cannot be read: ${decoded.detail} at byte ${decoded.at}`,
  );
}
