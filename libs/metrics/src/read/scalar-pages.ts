import { BLOCK, LEVEL, type SeriesRow, TILE_POINTS } from '../store/tile.js';
import type { TileSpan } from '../store/tile-store.js';
import { emptyPoints, joinPoints, pointsBetween } from '../tiles/merge-points.js';
import type { AttemptPoints } from '../tiles/points.js';
import type { StepRange } from './held-tiles.js';
import type { RunView } from './run-view.js';
import { meets, ScalarCount } from './scalar-count.js';
import { historyPoints } from './scalar-history.js';
import { stepsPerPoint } from './scalar-patch.js';
import { between, pageOf } from './scalar-points.js';
import type { Answer, ScalarQuestion } from './scalar-question.js';
import { verbatim } from './scalar-slice.js';
import { dataTiles, type ScalarSource, spansAt } from './scalar-source.js';

/** How many times more steps are read when those before did not hold enough points. */
const GROWTH = 4n;

/**
 * The first points of a range, as they were logged. Tiles are read in portions from its beginning until the page is full, each further one
 * longer than all before, so neither a page of a long series nor a gap in it costs much.
 */
export async function readPage(source: ScalarSource, question: ScalarQuestion): Promise<Answer> {
  const { run, metric, range, limit } = question;
  const count = new ScalarCount(source, metric, range);
  let { seen } = question;
  for (let portions = 1; ; portions++) {
    const spansOf = (view: RunView) => [...portionsOf(view, question, portions), ...count.spans(view)];
    seen = await source.settled({ run, metric, spansOf, seen });
    const { view } = seen;
    const read = portionsOf(view, question, portions);
    const reach = read.at(-1)?.to ?? range.to;
    const row = view.series.get(metric);
    const isAll = row === undefined || reach >= range.to || reach >= row.lastStep;
    const points = source.points(view, metric, { range: isAll ? range : { from: range.from, to: reach } });
    if (!isAll && points.steps.length <= limit) continue;
    const { begin, end, next } = pageOf(points.steps, 0, limit);
    return { seen, slice: verbatim(pointsBetween(points, begin, end), { total: count.of(view), ...next }) };
  }
}

function portionsOf(view: RunView, { metric, range, limit }: ScalarQuestion, portions: number): TileSpan[] {
  const row = view.series.get(metric);
  if (row === undefined || !meets(row, range)) return [];
  const [begin, end] = foldedEnds(row, range);
  const spans: { from: bigint; to: bigint }[] = [];
  let length = stepsPerPoint(row) * BigInt(limit + 1);
  for (let from = begin; from <= end && spans.length < portions; length *= GROWTH) {
    const to = from + length - 1n < end ? from + length - 1n : end;
    spans.push({ from, to });
    from = to + 1n;
  }
  return spansAt(metric, LEVEL.data, spans);
}

function foldedEnds({ firstStep, lastStep }: SeriesRow, { from, to }: ScalarQuestion['range']): [bigint, bigint] {
  return [firstStep !== null && firstStep > from ? firstStep : from, lastStep < to ? lastStep : to];
}

/** The last point of a range: one tile, unless what it held last is hidden or the range ends in a gap; then more and more before it. */
export async function readLast(source: ScalarSource, question: ScalarQuestion): Promise<Answer> {
  const { run, metric, range } = question;
  const count = new ScalarCount(source, metric, range);
  let { seen } = question;
  for (let tiles = 0n; ; tiles = tiles === 0n ? 1n : tiles * GROWTH) {
    const spansOf = (view: RunView) => [...lastSpan(view, question, tiles), ...count.spans(view)];
    seen = await source.settled({ run, metric, spansOf, seen });
    const { view } = seen;
    const span = lastSpan(view, question, tiles)[0];
    const points = source.points(view, metric, { range, read: span === undefined ? [] : [span] });
    const row = view.series.get(metric);
    const isAll = span === undefined || row === undefined || span.from <= foldedEnds(row, range)[0];
    const last = points.steps.at(-1);
    if (!isAll && (last === undefined || last < readFrom(view, metric, span))) continue;
    const total = count.of(view);
    const n = points.steps.length;
    return {
      seen,
      slice: verbatim(pointsBetween(points, Math.max(0, n - 1), n), { total, nextStep: null, nextSkip: 0 }),
    };
  }
}

/** The step from which on everything was read: tiles that were not lie before the span, and before the first tile that overlaps it. */
function readFrom(view: RunView, metric: number, span: StepRange): bigint {
  const lo = dataTiles(view, metric, [span])[0]?.lo;
  return lo !== undefined && lo < span.from ? lo : span.from;
}

/** The last `tiles` tiles' worth of steps of what is folded; 0: only where the last point should be. */
function lastSpan(view: RunView, { metric, range }: ScalarQuestion, tiles: bigint): (TileSpan & StepRange)[] {
  const row = view.series.get(metric);
  if (row === undefined || !meets(row, range)) return [];
  const [begin, end] = foldedEnds(row, range);
  const length = tiles * stepsPerPoint(row) * BigInt(TILE_POINTS);
  const from = end - length > begin ? end - length : begin;
  return [{ metric, level: LEVEL.data, block: BLOCK.first, from, to: end }];
}

/** A page of everything that was ever written. */
export async function readHistory(source: ScalarSource, question: ScalarQuestion): Promise<Answer> {
  const { run, metric, range, limit, skip } = question;
  const spansOf = () => [LEVEL.history, LEVEL.data].flatMap((level) => spansAt(metric, level, [range]));
  const seen = await source.settled({ run, metric, spansOf, seen: question.seen });
  const { view } = seen;
  const all = historyPoints({
    ceased: ceasedPoints(source, view, metric),
    folded: source.folded(view, dataTiles(view, metric, [range])),
    journal: view.tail,
    metric,
  });
  const points = between(all, range);
  const { begin, end, next } = pageOf(points.steps, skip, limit);
  return { seen, slice: verbatim(pointsBetween(points, begin, end), { total: points.steps.length, ...next }) };
}

function ceasedPoints(source: ScalarSource, view: RunView, metric: number): AttemptPoints {
  const tiles = view
    .tiles(metric, LEVEL.history, BLOCK.first)
    .toSorted((a, b) => (a.gen < b.gen ? -1 : a.gen > b.gen ? 1 : a.block - b.block));
  return tiles.length === 0 ? emptyPoints(0) : joinPoints(tiles.map((tile) => source.tiles.history(view, tile)));
}
