import { decodeFrame, encodeFrame, type VectorGroup } from '@graticule/contracts';
import { BLOCK, LEVEL, type StoredTile } from '../store/tile.js';
import { decodeOpen, decodeVectorHistory, encodeOpen, encodeVectorHistory } from '../tiles/vector-open.js';
import { CorruptDump } from './dump-file.js';

/** An axis version of a dump, and what it is here. */
export interface RenamedAxis {
  readonly here: number;
  /** The place that each grouping of the dump has here. */
  readonly groupings: readonly number[];
}

/** The ids that a dump uses, and those that the same things have in this database. */
export class RenamedIds {
  /** Series over an axis, by the metric of the dump. */
  private readonly axisOf = new Map<number, number>();

  constructor(
    readonly metrics: ReadonlyMap<number, number>,
    readonly axes: ReadonlyMap<number, RenamedAxis>,
  ) {}

  bind(metric: number, axisVersion: number): void {
    this.axisOf.set(metric, axisVersion);
  }

  metric(there: number): number {
    const here = this.metrics.get(there);
    if (here === undefined) throw new CorruptDump(`it uses metric ${there} and does not say which that is`);
    return here;
  }

  axis(there: number): RenamedAxis {
    const here = this.axes.get(there);
    if (here === undefined) throw new CorruptDump(`it uses axis version ${there} and does not say which that is`);
    return here;
  }

  /** Where nothing is called otherwise, bodies stay as they are. */
  get isSame(): boolean {
    return (
      [...this.metrics].every(([there, here]) => there === here) &&
      [...this.axes].every(([there, { here }]) => there === here)
    );
  }

  tile(tile: StoredTile): StoredTile {
    const axis = this.axisOf.get(tile.metric);
    const named = { ...tile, metric: this.metric(tile.metric) };
    if (axis === undefined) return named;
    return { ...named, block: this.blockOf(tile, axis), body: this.isSame ? tile.body : this.vectorBody(tile) };
  }

  /** The body of a batch. */
  batch(body: Buffer): Uint8Array {
    if (this.isSame) return body;
    const decoded = decodeFrame(body);
    if (decoded.kind === 'malformed') throw new CorruptDump(`a batch in it cannot be read: ${decoded.detail}`);
    const { frame } = decoded;
    const scalars = frame.scalars.map((group) => ({ ...group, metrics: group.metrics.map((id) => this.metric(id)) }));
    return encodeFrame({ ...frame, scalars, vectors: frame.vectors.map((group) => this.group(group)) });
  }

  /** Rows of a grouping lie in a block that counts the groupings of the version. */
  private blockOf({ level, block }: StoredTile, axis: number): number {
    if (level !== LEVEL.data || block > BLOCK.firstGrouping) return block;
    const place = this.axis(axis).groupings[BLOCK.firstGrouping - block];
    if (place === undefined) throw new CorruptDump(`it has rows of a grouping that axis version ${axis} does not have`);
    return BLOCK.firstGrouping - place;
  }

  /** Whole vectors name their metric and axis version; columns, groupings and pyramids name nothing. */
  private vectorBody({ level, block, n, body }: StoredTile): Buffer {
    const rename = <T extends { readonly group: VectorGroup }>(vector: T) => ({
      ...vector,
      group: this.group(vector.group),
    });
    if (level === LEVEL.history) return Buffer.from(encodeVectorHistory(decodeVectorHistory(body, n).map(rename)));
    if (level === LEVEL.data && block === BLOCK.open) return Buffer.from(encodeOpen(decodeOpen(body, n).map(rename)));
    return body;
  }

  private group(group: VectorGroup): VectorGroup {
    return { ...group, metric: this.metric(group.metric), axisVersion: this.axis(group.axisVersion).here };
  }
}
