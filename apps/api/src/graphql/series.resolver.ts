import { LIMITS } from '@graticule/contracts';
import { AxisRegistry, type AxisVersion, emptySummary, type Line, SeriesReader, type Slice } from '@graticule/metrics';
import { ResolveField, Resolver } from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import { invalid } from '../http/problem.js';
import type { GraphqlContext } from './context.js';
import type {
  AxisKeysArgs,
  AxisResolvers,
  LineResolvers,
  SeriesResolvers,
  SeriesSliceArgs,
} from './generated/resolvers.js';
import type { SeriesModel, SummaryModel } from './models.js';
import { sliceRequest } from './read-inputs.js';

@Resolver('Series')
@Allow('runs:read')
export class SeriesResolver implements Pick<SeriesResolvers, 'id' | 'axis' | 'summary' | 'slice'> {
  constructor(
    private readonly reader: SeriesReader,
    private readonly axes: AxisRegistry,
  ) {}

  @ResolveField()
  id({ run, metric }: SeriesModel): string {
    return `${run.id}/${metric.id}`;
  }

  @ResolveField()
  async axis({ axisVersion }: SeriesModel): Promise<AxisVersion | null> {
    return axisVersion === null ? null : ((await this.axes.byId(axisVersion)) ?? null);
  }

  @ResolveField()
  async summary({ run, metric }: SeriesModel, _: unknown, { loaders }: GraphqlContext): Promise<SummaryModel> {
    const [summary] = await loaders.summaries(run, [metric.name]);
    // A new attempt may have hidden all its points since the series was listed.
    return summary ?? { metric: metric.name, ...emptySummary() };
  }

  @ResolveField()
  async slice({ run, metric }: SeriesModel, { input }: SeriesSliceArgs): Promise<Slice> {
    const slice = await this.reader.slice(run.key, metric, sliceRequest(input));
    if (slice.kind === 'invalid') throw invalid('The series cannot be read so', slice.problems);
    return slice;
  }
}

@Resolver('Axis')
@Allow('runs:read')
export class AxisResolver implements Pick<AxisResolvers, 'name' | 'attributes' | 'keys'> {
  @ResolveField()
  name(version: AxisVersion): string {
    return version.axis;
  }

  @ResolveField()
  attributes(version: AxisVersion): string[] {
    return [...version.columns.keys()];
  }

  @ResolveField()
  keys(version: AxisVersion, { range }: AxisKeysArgs): readonly string[] {
    const { from, to } = range;
    if (from < 0 || to < from || to - from > LIMITS.linesPerSlice) {
      const detail = `0 ≤ from ≤ to, at most ${LIMITS.linesPerSlice} apart; got ${from} to ${to}`;
      throw invalid('The keys cannot be read so', [{ pointer: '/range', code: 'range', detail }]);
    }
    return version.keys().slice(from, to);
  }
}

@Resolver('Line')
@Allow('runs:read')
export class LineResolver implements Pick<LineResolvers, 'quantile' | 'min' | 'max' | 'count' | 'times'> {
  @ResolveField()
  quantile(line: Line) {
    return line.quantile ?? null;
  }

  @ResolveField()
  min(line: Line) {
    return line.min ?? null;
  }

  @ResolveField()
  max(line: Line) {
    return line.max ?? null;
  }

  @ResolveField()
  count(line: Line) {
    return line.count ?? null;
  }

  @ResolveField()
  times(line: Line) {
    return line.times ?? null;
  }
}
