import {
  Comparison,
  type ComparisonGroup,
  type ComparisonResult,
  type StepReduction as Reduction,
} from '@graticule/comparison';
import { LIMITS } from '@graticule/contracts';
import { type ListedRun, RunCatalog, type RunRecord, StudyDesk } from '@graticule/runs';
import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import { invalid } from '../http/problem.js';
import type { GraphqlContext } from './context.js';
import type {
  ComparisonGroupResolvers,
  ProjectRuns,
  QueryCompareArgs,
  QueryResolvers,
  RunSelection,
  StepReduction,
} from './generated/resolvers.js';
import { axisReading, stepRange } from './read-inputs.js';
import { runFilter } from './run-inputs.js';

@Resolver('ComparisonGroup')
@Allow('runs:read')
export class CompareResolver implements Pick<QueryResolvers, 'compare'>, Pick<ComparisonGroupResolvers, 'runs'> {
  constructor(
    private readonly comparison: Comparison,
    private readonly catalog: RunCatalog,
    private readonly desk: StudyDesk,
  ) {}

  @Query()
  async compare(_: unknown, { input }: QueryCompareArgs, context: GraphqlContext): Promise<ComparisonResult> {
    const outcome = await this.comparison.run({
      runs: await this.select(input.runs, context),
      metric: input.metric,
      at: reduction(input.at),
      groupBy: input.groupBy ?? [],
      ...(input.axis ? { axis: axisReading(input.axis) } : {}),
    });
    if (outcome.kind === 'invalid') throw invalid('The runs cannot be compared so', outcome.problems);
    return outcome;
  }

  @ResolveField()
  runs(group: ComparisonGroup, _: unknown, { loaders }: GraphqlContext) {
    return Promise.all(group.runs.map((id) => loaders.run.load(id)));
  }

  private async select(selection: RunSelection, context: GraphqlContext): Promise<readonly RunRecord[]> {
    const { caller, visible } = context;
    if (selection.study) return this.desk.runs((await visible.study(caller(), selection.study)).id);
    if (selection.ids) return visible.runs(caller(), selection.ids);
    if (selection.where) return this.all(selection.where, context);
    return [];
  }

  /** Every run of the filter, page by page, and a refusal rather than a silent cut when there are too many. */
  private async all({ project: name, filter }: ProjectRuns, { caller, visible }: GraphqlContext) {
    const project = await visible.project(caller(), name);
    const wanted = filter ? { filter: runFilter(filter, '/input/runs/where/filter') } : {};
    const runs: ListedRun[] = [];
    for (let more = true; more && runs.length <= LIMITS.runsPerComparison;) {
      const last = runs.at(-1);
      const query = { ...wanted, first: LIMITS.pageSize, ...(last ? { after: last.place } : {}) };
      // oxlint-disable-next-line no-await-in-loop -- each page begins where the one before ended
      const page = await this.catalog.list(project.key, query);
      runs.push(...page.runs);
      more = page.hasNextPage;
    }
    return runs.map(({ run }) => run);
  }
}

function reduction(at: StepReduction): Reduction {
  if (at.atStep !== undefined && at.atStep !== null) return { kind: 'atStep', step: at.atStep };
  if (at.min) return { kind: 'min', ...stepRange(at.min) };
  if (at.max) return { kind: 'max', ...stepRange(at.max) };
  if (at.mean) return { kind: 'mean', ...stepRange(at.mean) };
  if (at.last === true) return { kind: 'last' };
  if (at.first === true) return { kind: 'first' };
  const detail = 'one reduction, such as {last: true} or {mean: {from: 100}}';
  throw invalid('The runs cannot be compared so', [{ pointer: '/input/at', code: 'no-reduction', detail }]);
}
