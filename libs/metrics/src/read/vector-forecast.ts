import type { AxisVersion } from '../dictionary/axis-version.js';
import { LEVEL } from '../store/tile.js';
import type { TileSpan } from '../store/tile-store.js';
import { blocksOf, columnSteps } from '../tiles/vector-layout.js';
import { PYRAMID_WIDTH } from '../tiles/vector-pyramid.js';
import { type AxisLinesOutcome, axisLines } from './axis-lines.js';
import { selectElements, type ValuesAtStep } from './select-elements.js';
import { elementPlaces, elementsByBlock } from './vector-elements.js';
import type { AxisRequest } from './vector-question.js';
import { PORTION_BYTES } from './vector-portions.js';
import { keptPlaces } from './vector-reductions.js';

/** So many pieces of each column are read at once with where the columns are; more are read when their sizes are known. */
const PIECES_AT_MOST = 16;
/** Of the widest dtype. */
const CELL_BYTES = 8;
const NO_VALUES: ValuesAtStep = async () => undefined;

/** What a question will read if its series is on this axis version: then one statement is enough. */
export interface Forecast {
  readonly axis: AxisVersion;
  /** Undefined where values decide. */
  readonly lines: AxisLinesOutcome | undefined;
  readonly spans: readonly TileSpan[];
}

export async function forecast(axis: AxisVersion, metric: number, request: AxisRequest): Promise<Forecast> {
  const { select } = request.axis;
  if (select !== undefined && 'topK' in select) {
    const { atStep, sinceStep = atStep } = select.topK;
    return {
      axis,
      lines: undefined,
      spans: [...new Set([atStep, sinceStep])].flatMap((step) => vectorSpans(axis, metric, step)),
    };
  }
  const lines = await linesOf(axis, request, NO_VALUES);
  return { axis, lines, spans: lines.kind === 'invalid' ? [] : spansOf(lines, axis, { metric, request }) };
}

/** The blocks of the vector of a step. None of a column that is too large for one statement: it is read in portions. */
export function vectorSpans({ size }: AxisVersion, metric: number, step: bigint): readonly TileSpan[] {
  if (size * columnSteps(size) * CELL_BYTES > PORTION_BYTES) return [];
  const at = { metric, level: LEVEL.data, from: step, to: step };
  return Array.from({ length: blocksOf(size) }, (_, block) => ({ ...at, block }));
}

/** The lines of a reading. `valuesAt`: asked only where a choice goes by values. */
export async function linesOf(
  axis: AxisVersion,
  { axis: reading }: AxisRequest,
  valuesAt: ValuesAtStep,
): Promise<AxisLinesOutcome> {
  const { select } = reading;
  const chosen = select === undefined ? undefined : await selectElements(axis, valuesAt, select);
  return chosen?.kind === 'invalid' ? chosen : axisLines(axis, chosen?.indices, reading);
}

function spansOf(
  lines: Exclude<AxisLinesOutcome, { readonly kind: 'invalid' }>,
  { size }: AxisVersion,
  { metric, request }: { readonly metric: number; readonly request: AxisRequest },
): readonly TileSpan[] {
  const { mode = 'ENVELOPE', steps } = request;
  // The last vector is in one column; a long envelope of a narrow axis is read from its pyramid.
  if (mode === 'LAST' || (lines.kind === 'elements' && mode === 'ENVELOPE' && size <= PYRAMID_WIDTH)) return [];
  if (lines.kind === 'elements' && lines.elements.length > PIECES_AT_MOST) return [];
  const places =
    lines.kind === 'elements'
      ? elementPlaces(metric, elementsByBlock(lines.elements))
      : lines.kept === undefined
        ? []
        : keptPlaces(metric, lines.kept);
  return places.length > PIECES_AT_MOST ? [] : places.map((place) => ({ ...place, ...steps }));
}
