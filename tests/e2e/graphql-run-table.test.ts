import { LIMITS } from '@graticule/contracts';
import type { ApiClient, Json } from '../support/api-client.js';
import { startApi, type TestApi } from '../support/start-api.js';

const LIST = `query ($filter: RunFilter, $orderBy: [RunOrder!], $first: Int! = 200, $after: String) {
  runs(project: "default", filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    nodes { name } edges { asOf } pageInfo { hasNextPage endCursor } } }`;
const BY_LOSS = [{ by: { metric: { name: 'loss', stat: 'MIN' } } }];

let api: TestApi;
let owner: ApiClient;
beforeAll(async () => {
  api = await startApi();
  owner = await api.client();
  for (const [name, lr] of Object.entries({ a: 0.3, b: 0.1, c: 0.2 })) {
    await owner.post('/api/v1/projects/default/runs', { name, config: { optimizer: { lr }, none: null } });
  }
  // As a fold would have written them.
  await api.withDatabase(({ pool }) =>
    pool.query(
      `WITH metric AS (INSERT INTO store.metric (project_id, name) SELECT id, 'loss' FROM project RETURNING id)
       INSERT INTO store.series (run_id, metric_id, n, non_finite, last_step, last, min, sealed_n, as_of)
       SELECT run.id, metric.id, 1, 0, 0, 'Infinity', ascii(run.name), 0, '2026-01-01' FROM run, metric WHERE run.name < 'c'`,
    ),
  );
});
afterAll(() => api.close());

const names = async (variables: object): Promise<readonly string[]> => {
  const { runs }: Record<string, Json> = await owner.read(LIST, variables);
  return runs.nodes.map(({ name }: { name: string }) => name);
};
const problem = async (variables: object) => (await owner.ask(LIST, variables)).errors?.[0]?.extensions;

it('orders by a configuration path and by a metric, with what is missing last', async () => {
  const byRate = { by: { config: 'optimizer.lr' } };
  expect(await names({ orderBy: [byRate] })).toEqual(['b', 'c', 'a']);
  expect(await names({ orderBy: { ...byRate, direction: 'DESC' } })).toEqual(['a', 'c', 'b']);
  expect(await names({ orderBy: BY_LOSS })).toEqual(['a', 'b', 'c']);
  expect(await names({ orderBy: [{ by: { field: 'NAME' }, direction: 'DESC' }] })).toEqual(['c', 'b', 'a']);
  const { runs }: Record<string, Json> = await owner.read(LIST, { orderBy: BY_LOSS });
  const asOf = '2026-01-01T00:00:00.000Z';
  expect(runs.edges).toEqual([{ asOf }, { asOf }, { asOf: null }]);
});

it('filters by metrics and configuration, non-finite numbers and nulls included', async () => {
  expect(await names({ filter: { config: { path: 'optimizer.lr', gte: 0.2 } } })).toEqual(['c', 'a']);
  expect(await names({ filter: { config: { path: 'optimizer.lr', in: [0.1, 0.2] } } })).toEqual(['c', 'b']);
  expect(await names({ filter: { config: { path: 'none', eq: null } } })).toEqual(['c', 'b', 'a']);
  expect(await names({ filter: { config: { path: 'none', ne: null } } })).toEqual([]);
  expect(await names({ filter: { metric: { name: 'loss', eq: 'Infinity' } } })).toEqual(['b', 'a']);
  expect(await names({ filter: { not: { metric: { name: 'loss' } } } })).toEqual(['c']);
});

it('refuses the cursor of another order or filter, and one that nobody gave out', async () => {
  const { runs }: Record<string, Json> = await owner.read(LIST, { orderBy: BY_LOSS, first: 1 });
  const after = runs.pageInfo.endCursor as string;
  expect(await names({ orderBy: BY_LOSS, after })).toEqual(['b', 'c']);
  const hash = Buffer.from(after, 'base64url').toString().split(':')[0];
  const forged = (place: string) => Buffer.from(`${hash}:${place}`).toString('base64url');
  const refused = [
    { orderBy: [{ ...BY_LOSS[0], direction: 'DESC' }], after },
    { orderBy: [{ by: { metric: { name: 'loss', stat: 'LAST' } } }], after },
    { after },
    { orderBy: BY_LOSS, filter: { name: 'a' }, after },
    ...['x', '[]', '["x"]', '[1,2,3]'].map((place) => ({ orderBy: BY_LOSS, after: forged(place) })),
  ];
  for (const variables of refused) {
    expect(await problem(variables)).toMatchObject({ code: 'INVALID', errors: [{ pointer: '/after' }] });
  }
  const another = '018f0000-0000-7000-8000-000000000000';
  expect(await problem({ orderBy: BY_LOSS, after: forged(JSON.stringify([another, 'x'])) })).toMatchObject({
    code: 'INVALID',
  });
});

const partsOf = (parts: number) => ({ or: Array.from({ length: parts / 2 }, () => ({ name: 'a' })) });
const values = (n: number) => ({ config: { path: 'optimizer.lr', in: Array.from({ length: n }, () => 0.1) } });
const terms = (n: number) => Array.from({ length: n }, () => ({ by: { config: 'optimizer.lr' } }));

it('takes as much of a filter and an order as is promised, and no more', async () => {
  expect(await names({ filter: partsOf(LIMITS.filterParts) })).toEqual(['a']);
  expect(await problem({ filter: partsOf(LIMITS.filterParts + 2) })).toMatchObject({
    errors: [{ pointer: '/filter' }],
  });
  expect(await names({ filter: values(LIMITS.filterValues) })).toEqual(['b']);
  expect(await problem({ filter: { and: [values(LIMITS.filterValues + 1)] } })).toMatchObject({
    errors: [{ pointer: '/filter/and/0/config/in' }],
  });
  expect(await names({ orderBy: terms(LIMITS.orderTerms) })).toEqual(['b', 'c', 'a']);
  expect(await problem({ orderBy: terms(LIMITS.orderTerms + 1) })).toMatchObject({ errors: [{ pointer: '/orderBy' }] });
});

it('refuses to compare a configuration with what is no value', async () => {
  for (const eq of [{}, [1]]) {
    expect(await problem({ filter: { not: { config: { path: 'p', eq } } } })).toMatchObject({
      code: 'INVALID',
      errors: [{ pointer: '/filter/not/config/eq' }],
    });
  }
});
