import { LIMITS, type ProjectKey } from '@graticule/contracts';
import type { Metric, Slice, SliceRequest, Unreadable } from '@graticule/metrics';
import type {
  ComparedRun,
  ComparisonInput,
  ComparisonResult,
  Incomparable,
  MetricNames,
  Reading,
  RunReading,
  SeriesSource,
  StepReduction,
} from './compared.js';
import { groupRuns } from './group-runs.js';
import { warningsOf } from './warnings.js';

const READS_AT_ONCE = 8;

/**
 * Compares groups of runs at one number per run and line. Invariants: every run asked for is in exactly one group; a run that
 * contributes nothing is named in a warning, never left out in silence; lines of different axis versions meet by their keys; a run that is given
 * twice counts once.
 */
export class Comparison {
  constructor(
    private readonly names: MetricNames,
    private readonly series: SeriesSource,
  ) {}

  async run(request: ComparisonInput): Promise<ComparisonResult | Incomparable> {
    const input = { ...request, runs: [...new Map(request.runs.map((run) => [run.id, run])).values()] };
    if (input.runs.length > LIMITS.runsPerComparison) return tooMany(input.runs.length);
    const metrics = await this.metricsOf(input);
    if (metrics.size === 0 && input.runs.length > 0) return unknownMetric(input.metric);

    const readings: RunReading[] = [];
    for (let i = 0; i < input.runs.length; i += READS_AT_ONCE) {
      const reads = input.runs
        .slice(i, i + READS_AT_ONCE)
        .map((run) => this.read(run, metrics.get(run.projectKey), input));
      for (const outcome of await Promise.all(reads)) {
        if ('kind' in outcome) return outcome;
        readings.push(outcome);
      }
    }
    const groups = groupRuns(readings, input.groupBy);
    return {
      kind: 'comparison',
      groups,
      warnings: warningsOf(readings, groups, input),
      runsUsed: readings.filter((reading) => reading.readings.length > 0).map(({ run }) => run.id),
    };
  }

  private async metricsOf({ runs, metric }: ComparisonInput): Promise<ReadonlyMap<ProjectKey, Metric>> {
    const found = new Map<ProjectKey, Metric>();
    for (const project of new Set(runs.map((run) => run.projectKey))) {
      const declared = (await this.names.byName(project, [metric])).get(metric);
      if (declared !== undefined) found.set(project, declared);
    }
    return found;
  }

  private async read(
    run: ComparedRun,
    metric: Metric | undefined,
    { at, axis }: ComparisonInput,
  ): Promise<RunReading | Incomparable> {
    if (metric === undefined) return { run, step: undefined, readings: [] };
    const request = { ...requestFor(at), ...(axis === undefined ? {} : { axis }) };
    const slice = await this.series.slice(run.key, metric, request);
    return slice.kind === 'invalid' ? of(run, slice) : { run, step: slice.steps[0], readings: readingsOf(slice, at) };
  }
}

// An envelope of one bucket is the exact minimum, maximum and mean of its window.
function requestFor(at: StepReduction): SliceRequest {
  switch (at.kind) {
    case 'last':
      return { mode: 'LAST' };
    case 'first':
      return { mode: 'RAW', maxPoints: 1 };
    case 'atStep':
      return { mode: 'RAW', maxPoints: 1, steps: { from: at.step, to: at.step } };
    case 'min':
    case 'max':
    case 'mean': {
      const { from, to } = at;
      const steps = { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
      return { mode: 'ENVELOPE', maxPoints: 1, steps };
    }
  }
}

function readingsOf({ steps, lines }: Slice, at: StepReduction): readonly Reading[] {
  if (steps.length === 0) return [];
  return lines.map((line) => {
    const column = at.kind === 'min' || at.kind === 'max' ? line[at.kind] : line.values;
    return { line, value: column?.[0] ?? Number.NaN };
  });
}

function of(run: ComparedRun, { problems }: Unreadable): Incomparable {
  return { kind: 'invalid', problems: problems.map((item) => ({ ...item, detail: `run ${run.id}: ${item.detail}` })) };
}

function tooMany(runs: number): Incomparable {
  const detail = `${runs} runs; a comparison has at most ${LIMITS.runsPerComparison}`;
  return { kind: 'invalid', problems: [{ pointer: '#/runs', code: 'TOO_MANY_RUNS', detail }] };
}

function unknownMetric(name: string): Incomparable {
  const detail = `none of the runs' projects has a metric “${name}”`;
  return { kind: 'invalid', problems: [{ pointer: '#/metric', code: 'UNKNOWN_METRIC', detail }] };
}
