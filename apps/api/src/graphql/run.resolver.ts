import type { RunRecord } from '@graticule/runs';
import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import type { GraphqlContext } from './context.js';
import type {
  QueryResolvers,
  QueryRunArgs,
  RunAllSeriesArgs,
  RunConfigValueArgs,
  RunResolvers,
  RunSeriesArgs,
  RunSummaryArgs,
} from './generated/resolvers.js';
import type { SeriesModel } from './models.js';
import { seriesPage } from './series-page.js';
import { nullIfHidden } from './visible-or-null.js';
import { valueAt } from './config-value.js';

// No parameter decorators here or in any resolver: Nest then passes (parent, args, context, info) straight through,
// which is the signature that codegen writes, so `implements` checks the whole method.

type Fields =
  | 'project'
  | 'configValue'
  | 'recipe'
  | 'study'
  | 'role'
  | 'attempts'
  | 'transitions'
  | 'series'
  | 'allSeries'
  | 'summary';

@Resolver('Run')
@Allow('runs:read')
export class RunResolver implements Pick<QueryResolvers, 'run'>, Pick<RunResolvers, Fields> {
  @Query()
  run(_: unknown, { id }: QueryRunArgs, { caller, visible }: GraphqlContext) {
    return nullIfHidden(visible.run(caller(), id));
  }

  @ResolveField()
  project(run: RunRecord, _: unknown, { loaders }: GraphqlContext) {
    return loaders.project.load(run.projectKey);
  }

  @ResolveField()
  configValue(run: RunRecord, { path }: RunConfigValueArgs): unknown {
    return valueAt(run.config, path);
  }

  @ResolveField()
  recipe(run: RunRecord) {
    return run.recipe;
  }

  @ResolveField()
  study(run: RunRecord, _: unknown, { loaders }: GraphqlContext) {
    return run.studyId === null ? null : loaders.study.load(run.studyId);
  }

  @ResolveField()
  role(run: RunRecord) {
    return run.studyRole;
  }

  @ResolveField()
  attempts(run: RunRecord, _: unknown, { loaders }: GraphqlContext) {
    return loaders.attempts.load(run.key);
  }

  @ResolveField()
  transitions(run: RunRecord, _: unknown, { loaders }: GraphqlContext) {
    return loaders.transitions.load(run.key);
  }

  @ResolveField()
  async series(run: RunRecord, { metric }: RunSeriesArgs, { loaders }: GraphqlContext): Promise<SeriesModel | null> {
    const heads = await loaders.series.load(run.key);
    const head = heads.find((candidate) => candidate.metric.name === metric);
    return head ? { run, ...head } : null;
  }

  @ResolveField()
  async allSeries(run: RunRecord, args: RunAllSeriesArgs, { loaders }: GraphqlContext) {
    return seriesPage(run, await loaders.series.load(run.key), args);
  }

  @ResolveField()
  async summary(run: RunRecord, { metrics }: RunSummaryArgs, { loaders }: GraphqlContext) {
    return loaders.summaries(run, metrics);
  }
}
