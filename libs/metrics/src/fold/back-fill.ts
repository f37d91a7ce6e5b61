import type { AxisVersion } from '../dictionary/axis-version.js';
import type { FoldStore } from '../store/fold-store.js';
import { BLOCK } from '../store/tile.js';
import { vectorColumn } from '../tiles/vector-column.js';
import { groupingTiles } from './vector-column-tiles.js';
import type { VectorColumns } from './vector-columns.js';

/** Cells that one fold reads again for groupings: a second of work or so. It bounds the length of the transaction. */
const CELLS = 50_000_000;

/**
 * Computes groupings that were declared after columns had been sealed, the oldest columns first. What is there shows how far it
 * came: a fold that ends in between leaves the rest to the next. Returns whether nothing is missing any more.
 */
export async function fillGroupings(
  store: FoldStore,
  metric: number,
  { axis, columns }: { readonly axis: AxisVersion; readonly columns: VectorColumns },
): Promise<boolean> {
  const { groupings, steps } = columns;
  if (groupings.size === 0) return true;
  const most = Math.max(1, Math.floor(CELLS / (axis.size * steps)));
  const places = [...groupings.keys()];
  const missing = await store.columnsWithout(
    metric,
    places.map((place) => BLOCK.firstGrouping - place),
    most,
  );
  for (const [lo, blocks] of [...missing].slice(0, most)) {
    const column = vectorColumn(await columns.vectorsOf(lo), axis.size);
    const wanted = new Map([...groupings].filter(([place]) => blocks.includes(BLOCK.firstGrouping - place)));
    await store.replace([], groupingTiles(metric, column, { axis, groupings: wanted }));
  }
  return missing.size < most;
}
