import { encodeFrame, type Frame } from '@graticule/contracts';
import type { Line, Slice } from '@graticule/metrics';

/** What a slice must name beside its columns to be a frame again. */
export interface FrameSource {
  readonly metric: number;
  /** Null for a scalar. */
  readonly axisVersion: number | null;
}

/**
 * Logged points as the frame that would log them again, bit for bit: a scalar as one group, an axis as one sparse vector
 * per step with the elements that were read and logged. Of a slice in mode RAW or LAST; float64 throughout.
 */
export function frameOf(source: FrameSource, slice: Slice): Uint8Array {
  const { axisVersion } = source;
  const [first] = slice.lines;
  const groups: Pick<Frame, 'scalars' | 'vectors'> =
    axisVersion === null
      ? { scalars: first ? [scalarsOf(source.metric, slice, first)] : [], vectors: [] }
      : { scalars: [], vectors: [...slice.steps.keys()].map((at) => vectorAt({ ...source, axisVersion }, slice, at)) };
  return encodeFrame({ writer: 0n, sequence: 1n, ...groups });
}

function scalarsOf(metric: number, { steps }: Slice, { values, times }: Line): Frame['scalars'][number] {
  return {
    metrics: Uint32Array.of(metric),
    steps,
    times: times ?? new Float64Array(steps.length),
    dtype: 'f64',
    values,
  };
}

function vectorAt(
  { metric, axisVersion }: { readonly metric: number; readonly axisVersion: number },
  { steps, lines }: Slice,
  at: number,
): Frame['vectors'][number] {
  const logged = lines
    .filter((line) => line.count?.[at] !== 0)
    .toSorted((a, b) => (a.element?.index ?? 0) - (b.element?.index ?? 0));
  return {
    metric,
    axisVersion,
    step: steps[at] ?? 0n,
    time: lines[0]?.times?.[at] ?? 0,
    dtype: 'f64',
    elements: Uint32Array.from(logged, (line) => line.element?.index ?? 0),
    values: Float64Array.from(logged, (line) => line.values[at] ?? NaN),
  };
}
