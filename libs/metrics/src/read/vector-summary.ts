import type { VectorGroup } from '@graticule/contracts';
import type { SeriesRow } from '../store/tile.js';
import type { SeriesSummary } from './series-summary.js';
import { emptySummary } from './summarise.js';
import { canonicalTimeline } from './vector-canonical.js';
import { ElementCellsReader } from './vector-elements.js';
import type { ColumnVector, VectorSeries } from './vector-series.js';
import { type LoosePoint, VectorTimeline } from './vector-timeline.js';
import type { VectorTiles } from './vector-tiles.js';

/** The exact summary of the series as it is folded. */
export function foldedSummary({ n, nonFinite, firstNonFiniteStep, firstStep, lastStep }: SeriesRow): SeriesSummary {
  if (n === 0n) return emptySummary();
  return { ...emptySummary(), count: n, nonFinite, firstNonFiniteStep, firstStep, lastStep };
}

/**
 * The exact summary of a series with its tail, from the trailers of its columns. Cells are read only of vectors that a sparse write
 * of the tail lies over.
 */
export async function vectorSummary(tiles: VectorTiles, series: VectorSeries, size: number): Promise<SeriesSummary> {
  const { steps, segments, length } = canonicalTimeline(series);
  let nonFinite = 0;
  let first: bigint | undefined;
  const count = (cells: number, step: bigint) => {
    nonFinite += cells;
    if (cells > 0) first ??= step;
  };
  for (const segment of segments) {
    if (segment.kind === 'stored') {
      const { column, begin, end } = segment;
      for (let i = begin; i < end; i++) count(column.nonFinite[i]!, column.steps[i]!);
      continue;
    }
    const { point } = segment;
    const { base } = point;
    const under = base === undefined ? 0 : await shining(tiles, series, { point, base, size });
    count(under + nonFiniteOf(point.writes), point.step);
  }
  return {
    ...emptySummary(),
    count: BigInt(length),
    nonFinite: BigInt(nonFinite),
    firstNonFiniteStep: first ?? null,
    firstStep: steps[0] ?? null,
    lastStep: steps.at(-1) ?? null,
  };
}

/** How many cells of a stored vector that are not finite the sparse writes over it leave. */
async function shining(
  tiles: VectorTiles,
  series: VectorSeries,
  { point, base, size }: { readonly point: LoosePoint; readonly base: ColumnVector; readonly size: number },
): Promise<number> {
  const { column, position } = base;
  let cells = column.nonFinite[position]!;
  if (cells === 0) return 0;
  const written = new Set(point.writes.flatMap(({ elements }) => [...(elements ?? [])]));
  const reader = new ElementCellsReader(tiles, series, { elements: Uint32Array.from(written), size });
  const stored = { kind: 'stored' as const, at: 0, column, begin: position, end: position + 1 };
  const times = column.times.subarray(position, position + 1);
  const timeline = new VectorTimeline(column.steps.slice(position, position + 1), times, [stored]);
  for await (const { values, present } of reader.chunks(timeline)) {
    for (let i = 0; i < values.length; i++) if (present?.[i] !== 0 && !Number.isFinite(values[i]!)) cells--;
  }
  return cells;
}

/** Cells that end up not finite. A later write of a cell takes back an earlier one. */
function nonFiniteOf(writes: readonly VectorGroup[]): number {
  const counts = writes.map(nonFiniteValues);
  if (counts.length === 1 || counts.every((count) => count === 0)) return counts[0] ?? 0;
  const wild = new Set<number>();
  for (const { elements, values } of writes) {
    for (let i = 0; i < values.length; i++) {
      const element = elements?.[i] ?? i;
      if (Number.isFinite(values[i]!)) wild.delete(element);
      else wild.add(element);
    }
  }
  return wild.size;
}

// A vector never changes: each is counted once, not for every summary of a run under way.
const COUNTED = new WeakMap<VectorGroup, number>();

function nonFiniteValues(group: VectorGroup): number {
  const known = COUNTED.get(group);
  if (known !== undefined) return known;
  let count = 0;
  for (let i = 0; i < group.values.length; i++) if (!Number.isFinite(group.values[i]!)) count++;
  COUNTED.set(group, count);
  return count;
}
