import { StudyId } from '@graticule/contracts';
import type { AxisReading as AxisRequest, AxisSelect as SelectRequest, SliceRequest } from '@graticule/metrics';
import type { RunFilter as FilterRequest } from '@graticule/runs';
import type { AxisReading, AxisSelect, RunFilter, SliceInput, StepRange } from './generated/resolvers.js';

/** GraphQL says null where our requests say nothing: these turn the one into the other. */
export function sliceRequest(input: SliceInput): SliceRequest {
  return {
    ...(input.steps ? { steps: stepRange(input.steps) } : {}),
    ...given({ maxPoints: input.maxPoints, mode: input.mode, history: input.history }),
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

type Given<T> = { [K in keyof T]?: NonNullable<T[K]> };

/** The members that are neither null nor undefined. */
function given<T extends object>(members: T): Given<T> {
  const present: Given<T> = {};
  for (const key in members) {
    const value = members[key];
    if (value !== null && value !== undefined) present[key] = value;
  }
  return present;
}

/** A filter's tree. A study that is no id is no study: the filter then admits no run. */
export function runFilter(filter: RunFilter): FilterRequest {
  const { and, or, not, study, ...plain } = filter;
  return {
    ...given(plain),
    ...(and ? { and: and.map(runFilter) } : {}),
    ...(or ? { or: or.map(runFilter) } : {}),
    ...(not ? { not: runFilter(not) } : {}),
    ...(study === null || study === undefined ? {} : studyFilter(study)),
  };
}

function studyFilter(text: string): FilterRequest {
  const study = StudyId.safeParse(text);
  return study.success ? { study: study.data } : { or: [] };
}
