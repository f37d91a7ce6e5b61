import type { CodegenConfig } from '@graphql-codegen/cli';

// `as`: without it the import clashes with the generated type of the same name.
const mappers = {
  Project: '@graticule/runs#ProjectRecord as ProjectModel',
  Run: '@graticule/runs#RunRecord as RunModel',
  Fork: '@graticule/runs#ForkOrigin as ForkModel',
  Attempt: '@graticule/runs#AttemptRecord as AttemptModel',
  Transition: '@graticule/runs#TransitionRecord as TransitionModel',
  RunEvent: '@graticule/runs#RunEvent as RunEventModel',
  Study: '@graticule/runs#StudyRecord as StudyModel',
  Verdict: '../models.js#VerdictModel',
  Assertion: '@graticule/contracts#Assertion as AssertionModel',
  Worker: '@graticule/runs#WorkerRecord as WorkerModel',
  Recipe: '@graticule/recipes#Recipe as RecipeModel',
  Metric: '@graticule/metrics#Metric as MetricModel',
  Axis: '@graticule/metrics#AxisVersion as AxisModel',
  Series: '../models.js#SeriesModel',
  SeriesSummary: '../models.js#SummaryModel',
  Slice: '@graticule/metrics#Slice as SliceModel',
  Line: '@graticule/metrics#Line as LineModel',
  FloatColumn: '../models.js#FloatColumnModel',
  StepColumn: '../models.js#StepColumnModel',
  Comparison: '@graticule/comparison#ComparisonResult as ComparisonModel',
  ComparisonGroup: '@graticule/comparison#ComparisonGroup as ComparisonGroupModel',
  Viewer: '@graticule/access#KeyPrincipal as ViewerModel',
};

const config: CodegenConfig = {
  schema: 'apps/api/src/graphql/schema/*.graphql',
  generates: {
    'apps/api/src/graphql/generated/resolvers.ts': {
      plugins: ['typescript', 'typescript-resolvers'],
      config: {
        useTypeImports: true,
        immutableTypes: true,
        enumsAsTypes: true,
        scalars: {
          ID: 'string',
          Float64: 'number',
          Int64: 'bigint',
          DateTime: 'Date',
          JSON: 'unknown',
        },
        contextType: '../context.js#GraphqlContext',
        mappers,
        makeResolverTypeCallable: true,
        avoidOptionals: { resolvers: true, query: true, mutation: true, subscription: true },
        resolversNonOptionalTypename: { unionMember: true },
        skipTypename: true,
      },
    },
  },
};
export default config;
