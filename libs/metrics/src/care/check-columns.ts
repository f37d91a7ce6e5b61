import type { AxisVersion } from '../dictionary/axis-version.js';
import { columnBlocks, columnVectors, groupingTiles, storedGroupings } from '../fold/vector-column-tiles.js';
import { BLOCK, LEVEL, type NewTile, type StoredTile } from '../store/tile.js';
import type { ColumnTrailer } from '../tiles/column-trailer.js';
import { type VectorColumn, vectorColumn } from '../tiles/vector-column.js';
import { vectorEntries } from '../tiles/vector-entries.js';
import { blocksOf } from '../tiles/vector-layout.js';
import { encodeVectorEntries, PYRAMID_WIDTH, VECTORS_PER_ENTRY } from '../tiles/vector-pyramid.js';
import { decodeBlock, type ElementBlock } from '../tiles/vector-tile.js';
import { checkPlace, checkSteps, type Place, readTile } from './read-tile.js';
import type { SeriesUnderCheck } from './series-check.js';
import { ofTile } from './store-problem.js';

/** Where a column is, how many rows it has, and what they say of its vectors; trailer undefined: not all of it can be read. */
interface CheckedColumn {
  readonly place: Place;
  readonly rows: number;
  readonly trailer: ColumnTrailer | undefined;
}

/**
 * The sealed columns of an axis series. All blocks of a column tell of the same vectors, and everything made of them is what these
 * vectors give, to the bit. One column is in memory at a time.
 */
export async function* checkColumns(series: SeriesUnderCheck, axis: AxisVersion): AsyncGenerator<CheckedColumn> {
  const { rows, metric, row, gate, tell } = series;
  const sealedHi = row?.sealedHi ?? null;
  const check = new ColumnCheck(series, axis);
  let before: Place | undefined;
  for (const place of await rows.heads(metric, [{ level: LEVEL.data, block: BLOCK.first }])) {
    checkPlace(place, before, { fold: gate.fold, tell });
    if (sealedHi === null || place.hi > sealedHi)
      tell(ofTile(place, `ends at step ${place.hi}, beyond the last sealed ${sealedHi}`));
    before = place;
    yield check.column(place);
  }
}

class ColumnCheck {
  private readonly blocks;
  private readonly groupings;

  constructor(
    private readonly series: SeriesUnderCheck,
    private readonly axis: AxisVersion,
  ) {
    this.blocks = columnBlocks(axis);
    this.groupings = storedGroupings(axis);
  }

  async column(place: Place): Promise<CheckedColumn> {
    const { rows, metric, tell } = this.series;
    const tiles = await rows.tilesAt(metric, this.blocks, place.lo);
    for (const tile of tiles) {
      if (tile.hi !== place.hi) tell(ofTile(tile, `ends at step ${tile.hi} in a column that ends at ${place.hi}`));
    }
    const blocks = tiles.filter(({ level, block }) => level === LEVEL.data && block >= 0);
    const column = this.vectorsOf(place, blocks);
    if (column !== undefined) this.compare(tiles, this.madeOf(column));
    return { place, rows: tiles.length, trailer: column?.trailer };
  }

  private vectorsOf(place: Place, tiles: readonly StoredTile[]): VectorColumn | undefined {
    const { tell } = this.series;
    const wanted = blocksOf(this.axis.size);
    if (tiles.length !== wanted)
      tell(ofTile(place, `the column has ${tiles.length} element blocks instead of ${wanted}`));
    const blocks = tiles.map((tile) => ({ tile, block: readTile(tile, tell, decodeBlock) }));
    const [first] = blocks;
    if (first?.block === undefined || blocks.some(({ block }) => block === undefined)) return undefined;
    checkSteps(place, first.block.trailer.steps, tell);
    for (const { tile, block } of blocks) {
      if (!isSameTrailer(block!, first.block))
        tell(ofTile(tile, 'tells of other vectors than the first block of its column'));
    }
    if (tiles.length !== wanted) return undefined;
    const column = vectorColumn(columnVectors(tiles, this.axis), this.axis.size);
    const wild = column.trailer.nonFinite.findIndex((count, i) => count !== first.block!.trailer.nonFinite[i]);
    if (wild >= 0)
      tell(ofTile(place, 'counts other cells that are not finite than the vector has', column.trailer.steps[wild]));
    return column;
  }

  /** Everything that a column has beside its cells. */
  private *madeOf(column: VectorColumn): Generator<NewTile> {
    const { axis, groupings } = this;
    const { metric } = this.series;
    yield* groupingTiles(metric, column, { axis, groupings });
    if (axis.size > PYRAMID_WIDTH) return;
    const { steps } = column.trailer;
    for (const [i, size] of VECTORS_PER_ENTRY.entries()) {
      const body = encodeVectorEntries(vectorEntries(column, size));
      const place = { metric, level: i + 1, block: BLOCK.first, lo: steps[0]!, hi: steps.at(-1)! };
      yield { ...place, n: Math.ceil(steps.length / size), body };
    }
  }

  private compare(stored: readonly StoredTile[], made: Iterable<NewTile>): void {
    const { tell } = this.series;
    for (const wanted of made) {
      const tile = stored.find(({ level, block }) => level === wanted.level && block === wanted.block);
      // A grouping that was declared later may not be filled in yet.
      if (tile === undefined && wanted.level === LEVEL.data) continue;
      if (tile === undefined) tell(ofTile(wanted, 'is missing'));
      else if (tile.n !== wanted.n || !tile.body.equals(wanted.body))
        tell(ofTile(tile, 'is not what the cells of its column give'));
    }
  }
}

function isSameTrailer({ trailer: a }: ElementBlock, { trailer: b }: ElementBlock): boolean {
  return (
    bytesOf(a.steps).equals(bytesOf(b.steps)) &&
    bytesOf(a.times).equals(bytesOf(b.times)) &&
    bytesOf(a.attempts).equals(bytesOf(b.attempts)) &&
    bytesOf(a.nonFinite).equals(bytesOf(b.nonFinite))
  );
}

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
