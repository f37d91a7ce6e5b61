import type { Frame, ProblemItem, ProjectKey, ScalarGroup, VectorGroup } from '@graticule/contracts';
import type { AxisHeader } from '../dictionary/axis-version.js';
import type { Metric } from '../dictionary/metric.js';
import type { Bindings } from '../store/metric-store.js';

/** What a frame is checked against. Everything it names has been looked up before; what is missing does not exist. */
export interface FrameContext {
  readonly project: ProjectKey;
  metric(id: number): Metric | undefined;
  axis(id: number): AxisHeader | undefined;
  readonly bindings: Bindings;
}

// A frame can be wrong in every group; the first ones are enough to act on.
const PROBLEMS_LISTED = 100;

/**
 * Everything in a frame that contradicts the dictionary, the axes or the run, by group. Shapes and bounds are the decoder's
 * business; the work here is per metric and per vector, never per point.
 */
export function checkFrame(frame: Frame, context: FrameContext): readonly ProblemItem[] {
  const problems: ProblemItem[] = [];
  // Two vectors of one new series may not disagree within a frame either.
  const bound = new Map(context.bindings);
  frame.scalars.forEach((group, i) => checkScalars(group, `#/scalars/${i}`, context, problems));
  frame.vectors.forEach((group, i) => {
    if (checkVector(group, `#/vectors/${i}`, { ...context, bindings: bound }, problems)) {
      bound.set(group.metric, group.axisVersion);
    }
  });
  return problems.slice(0, PROBLEMS_LISTED);
}

function checkScalars(group: ScalarGroup, pointer: string, context: FrameContext, problems: ProblemItem[]): void {
  for (let k = 0; k < group.metrics.length; k++) {
    const id = group.metrics[k] ?? 0;
    const metric = context.metric(id);
    if (metric?.projectKey === context.project && metric.axis === null) continue;
    problems.push(
      metric?.projectKey === context.project
        ? needsVector(`${pointer}/metrics/${k}`, metric)
        : unknownMetric(`${pointer}/metrics/${k}`, id),
    );
  }
}

function checkVector(group: VectorGroup, pointer: string, context: FrameContext, problems: ProblemItem[]): boolean {
  const metric = context.metric(group.metric);
  const axis = context.axis(group.axisVersion);
  const found = vectorProblem(group, context, { metric, axis });
  if (found !== undefined) problems.push({ pointer, ...found });
  return found === undefined;
}

function vectorProblem(
  group: VectorGroup,
  context: FrameContext,
  { metric, axis }: { readonly metric: Metric | undefined; readonly axis: AxisHeader | undefined },
): Omit<ProblemItem, 'pointer'> | undefined {
  if (metric?.projectKey !== context.project)
    return { code: 'UNKNOWN_METRIC', detail: unknown('metric', group.metric) };
  if (axis?.projectKey !== context.project) {
    return { code: 'UNKNOWN_AXIS_VERSION', detail: unknown('axis version', group.axisVersion) };
  }
  if (metric.axis !== axis.axis) {
    const own = metric.axis === null ? 'is a scalar' : `is declared over the axis “${metric.axis}”`;
    return { code: 'WRONG_AXIS', detail: `“${metric.name}” ${own}; the vector is over “${axis.axis}”` };
  }
  const bound = context.bindings.get(group.metric);
  if (bound !== undefined && bound !== group.axisVersion) {
    const detail = `“${metric.name}” of this run is bound to axis version ${bound}, not ${group.axisVersion}; a series keeps the version of its first vector`;
    return { code: 'OTHER_AXIS_VERSION', detail };
  }
  return lengthProblem(group, metric, axis);
}

function lengthProblem(
  { elements, values }: VectorGroup,
  metric: Metric,
  axis: AxisHeader,
): Omit<ProblemItem, 'pointer'> | undefined {
  if (elements === undefined) {
    if (values.length === axis.size) return undefined;
    const detail = `“${metric.name}” has ${values.length} values for the ${axis.size} elements of “${axis.axis}” version ${axis.version}`;
    return { code: 'VECTOR_LENGTH', detail };
  }
  // Ascending, so the last one is the largest.
  const last = elements.at(-1);
  if (last === undefined || last < axis.size) return undefined;
  return {
    code: 'ELEMENT_RANGE',
    detail: `element ${last} of “${metric.name}” is beyond the ${axis.size} elements of “${axis.axis}”`,
  };
}

function unknown(what: string, id: number): string {
  return `the project has no ${what} ${id}`;
}

function unknownMetric(pointer: string, id: number): ProblemItem {
  return { pointer, code: 'UNKNOWN_METRIC', detail: `${unknown('metric', id)}; declare it first` };
}

function needsVector(pointer: string, metric: Metric): ProblemItem {
  const detail = `“${metric.name}” is declared over the axis “${metric.axis}”; send a vector with the axis version`;
  return { pointer, code: 'NEEDS_VECTOR', detail };
}
