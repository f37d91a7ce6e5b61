import type { AxisReading as AxisRequest, AxisSelect as SelectRequest, SliceRequest } from '@graticule/metrics';
import type { AxisReading, AxisSelect, SliceInput, StepRange } from './generated/resolvers.js';
import { given } from './given.js';

/** GraphQL says null where our requests say nothing: these turn the one into the other. */
export function sliceRequest(input: SliceInput): SliceRequest {
  return {
    ...(input.steps ? { steps: stepRange(input.steps) } : {}),
    ...given({ maxPoints: input.maxPoints, mode: input.mode, history: input.history, skip: input.skip }),
    ...(input.axis ? { axis: axisReading(input.axis) } : {}),
  };
}

export function stepRange(range: StepRange): { from?: bigint; to?: bigint } {
  return given({ from: range.from, to: range.to });
}

export function axisReading(reading: AxisReading): AxisRequest {
  const { groupBy, reduce, weights, quantiles } = reading;
  return {
    ...(reading.select ? { select: axisSelect(reading.select) } : {}),
    ...given({ groupBy, reduce, weights, quantiles }),
  };
}

function axisSelect(select: AxisSelect): SelectRequest {
  if (select.indices) return { indices: select.indices };
  if (select.keys) return { keys: select.keys };
  if (select.range) return { range: select.range };
  if (select.topK) {
    const { sinceStep, ...rest } = select.topK;
    return { topK: { ...rest, ...given({ sinceStep }) } };
  }
  const { attribute, ...conditions } = select.where;
  return { where: { attribute, ...given(conditions) } };
}
