import { GraphQLSchemaHost } from '@nestjs/graphql';
import { defaultFieldResolver, type GraphQLObjectType, type GraphQLSchema, isObjectType } from 'graphql';
import { startApi, type TestApi } from '../support/start-api.js';

let api: TestApi;
let schema: GraphQLSchema;
beforeAll(async () => {
  api = await startApi();
  ({ schema } = api.app.get(GraphQLSchemaHost, { strict: false }));
});
afterAll(() => api.close());

/** What the default resolver reads from the values that resolvers return. A field that is in neither place is a promise. */
const MODELS: Readonly<Record<string, readonly string[]>> = {
  PageInfo: ['hasNextPage', 'endCursor'],
  Viewer: ['keyId', 'scopes'],
  Project: ['id', 'slug', 'name'],
  Cause: ['code', 'message', 'stack'],
  Run: [
    'id',
    'name',
    'status',
    'cause',
    'lastSeenAt',
    'config',
    'seed',
    'tags',
    'notes',
    'createdAt',
    'startedAt',
    'endedAt',
    'forkOf',
  ],
  Fork: ['step'],
  RunRecipe: ['name', 'version'],
  Attempt: ['number', 'startStep', 'workerId', 'startedAt', 'endedAt'],
  Transition: ['number', 'from', 'to', 'cause', 'actor', 'at'],
  RunConnection: ['nodes', 'edges', 'pageInfo'],
  RunEdge: ['cursor', 'node', 'asOf'],
  RunEvent: ['number', 'from', 'to', 'cause', 'actor', 'at'],
  Metric: ['id', 'name', 'dtype', 'unit', 'description'],
  Axis: ['id', 'version', 'size', 'groupings'],
  Series: ['metric'],
  SeriesConnection: ['nodes', 'pageInfo'],
  SeriesSummary:
    'metric count nonFinite firstNonFiniteStep first firstStep last lastStep min minStep max maxStep mean'.split(' '),
  AxisElement: ['index', 'key'],
  Line: ['element', 'group', 'values'],
  Slice: ['steps', 'lines', 'nextStep', 'nextSkip', 'resolution', 'exact', 'pointsTotal', 'pointsRead'],
  Recipe: ['name', 'version', 'title'],
  Study: ['id', 'preset', 'question', 'createdAt', 'decidedAt'],
  Verdict: ['passed', 'assertions'],
  Assertion: ['name', 'effect', 'value', 'pass', 'evidence'],
  Worker: ['id', 'name', 'host', 'slots', 'queue', 'version', 'backend', 'lastSeenAt'],
  Comparison: ['groups', 'warnings', 'runsUsed'],
  ComparisonGroup: ['key', 'lines'],
  ComparisonLine: ['element', 'group', 'quantile', 'n', 'mean', 'standardDeviation', 'min', 'max', 'perRun'],
  RunValue: ['run', 'value'],
  ComparisonWarning: ['code', 'message', 'runs'],
};

const own = (): GraphQLObjectType[] =>
  Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => !type.name.startsWith('__'));

it('resolves every field of the SDL', () => {
  const unresolved = own().flatMap((type) =>
    Object.values(type.getFields())
      .filter((field) => !field.subscribe && (field.resolve ?? defaultFieldResolver) === defaultFieldResolver)
      .filter((field) => !MODELS[type.name]?.includes(field.name))
      .map((field) => `${type.name}.${field.name}`),
  );
  expect(unresolved).toEqual([]);
});

it('describes every type, field, argument and value', () => {
  const bare = Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__') && !['String', 'Int', 'Boolean', 'ID', 'Float'].includes(name))
    .flatMap((type) => {
      const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
      const values = 'getValues' in type ? type.getValues() : [];
      const isRoot = ['Query', 'Mutation', 'Subscription'].includes(type.name);
      return [...(isRoot ? [] : [type]), ...fields, ...values]
        .filter(({ description }) => !description)
        .map(({ name }) => (name === type.name ? name : `${type.name}.${name}`));
    });
  expect(bare).toEqual([]);
});
