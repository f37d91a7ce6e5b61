import type { ApiClient, Json } from '../support/api-client.js';
import { startApi, type TestApi } from '../support/start-api.js';

let api: TestApi;
let owner: ApiClient;
beforeAll(async () => {
  api = await startApi();
  owner = await api.client();
});
afterAll(() => api.close());

const submit = async (body: object = {}, project = 'default') =>
  (await owner.post<{ id: string }>(`/api/v1/projects/${project}/runs`, body)).body.id;

const LIST = `query ($project: ID!, $filter: RunFilter, $orderBy: [RunOrder!], $first: Int!, $after: String) {
  runs(project: $project, filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
    nodes { id name } edges { cursor } pageInfo { hasNextPage endCursor } } }`;

it('answers who asks, and what there is', async () => {
  const read = await owner.read(
    '{ viewer { keyId scopes projects { slug name } } project(slug: "default") { slug } none: project(slug: "x") { id } recipes { name version title configSchema } workers(first: 1) { id } }',
  );
  expect(read['viewer'].projects).toMatchObject([{ slug: 'default' }]);
  expect([read['project'].slug, read['none'], read['workers']]).toEqual(['default', null, []]);
  const model = read['recipes'].find(({ name }: { name: string }) => name === 'language-model');
  expect(model.configSchema.properties).toHaveProperty('optimizer');
});

it('answers every field of a run', async () => {
  const id = await submit({ name: 'full', config: { a: { b: [1, 2] } }, seed: 5, tags: ['t'], notes: 'n' });
  const { run } = await owner.read(
    `query ($id: ID!) { run(id: $id) { id name status seed tags notes config createdAt startedAt endedAt lastSeenAt role
       project { id slug name } study { id } recipe { name } cause { code }
       found: configValue(path: "a.b.1") missing: configValue(path: "a.c")
       attempts { number startStep workerId } transitions { number from to actor at } } }`,
    { id },
  );
  expect(run).toMatchObject({
    id,
    name: 'full',
    status: 'RUNNING',
    seed: '5',
    tags: ['t'],
    notes: 'n',
    found: 2,
    missing: null,
  });
  expect(run).toMatchObject({ project: { slug: 'default' }, study: null, recipe: null, cause: null, role: null });
  expect(run.transitions.at(-1)).toMatchObject({ to: 'RUNNING' });
});

it('pages through all runs once, newest first, and refuses a cursor with another filter', async () => {
  await owner.post('/api/v1/projects', { slug: 'pages' });
  const ids: string[] = [];
  for (let i = 0; i < 7; i++) ids.push(await submit({ name: `r${i}` }, 'pages'));
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const { runs }: Record<string, Json> = await owner.read(LIST, { project: 'pages', first: 3, after });
    seen.push(...runs.nodes.map(({ id }: { id: string }) => id));
    after = runs.pageInfo.hasNextPage ? runs.pageInfo.endCursor : null;
    if (after !== null) {
      const other = await owner.ask(LIST, { project: 'pages', first: 3, after, filter: { name: 'r' } });
      expect(other.errors?.[0]?.extensions['code']).toBe('INVALID');
    }
  } while (after !== null);
  expect(seen).toEqual(ids.toReversed());
});

it('filters by status, tag, name, recipe and study, with and, or, not', async () => {
  await owner.post('/api/v1/projects', { slug: 'filters' });
  const plain = await submit({ name: 'Unmistakable', tags: ['a'] }, 'filters');
  const ended = await submit({ name: 'ended', tags: ['b'] }, 'filters');
  await owner.post(`/api/v1/runs/${ended}/finish`);
  const job = await submit({ name: 'job', recipe: { name: 'language-model' } }, 'filters');
  const study = (
    await owner.post<Record<string, Json>>('/api/v1/studies', { project: 'filters', recipe: 'language-model' })
  ).body;
  const planned = (study['runs'] as { id: string }[]).map(({ id }) => id);
  const names = async (filter: object) => {
    const { runs } = await owner.read(LIST, { project: 'filters', first: 200, filter });
    return (runs.nodes as { id: string }[]).map(({ id }) => id).toSorted();
  };
  expect(await names({ status: ['FINISHED'] })).toEqual([ended]);
  expect(await names({ tag: 'a' })).toEqual([plain]);
  expect(await names({ name: 'unmist' })).toEqual([plain]);
  expect(await names({ study: study['id'] })).toEqual(planned.toSorted());
  expect(await names({ study: 'no-study' })).toEqual([]);
  expect(await names({ recipe: 'language-model', not: { study: study['id'] } })).toEqual([job]);
  expect(await names({ or: [{ tag: 'a' }, { tag: 'b' }], and: [{ not: { status: ['FINISHED'] } }] })).toEqual([plain]);
});

it('takes a page of at most 200', async () => {
  for (const first of [0, 201, -1]) {
    const { errors } = await owner.ask(LIST, { project: 'default', first });
    expect(errors?.[0]?.extensions['errors']).toMatchObject([{ pointer: '/first' }]);
  }
});

it('asks the database as often for 100 runs as for 2', async () => {
  await owner.post('/api/v1/projects', { slug: 'many' });
  await Promise.all(Array.from({ length: 100 }, (_, i) => submit({ name: `n${i}` }, 'many')));
  const query = `query ($first: Int!) { runs(project: "many", first: $first) { nodes {
    id project { slug } study { id } attempts { number } transitions { number } } } }`;
  const statements = async (first: number) => {
    await owner.read(query, { first }); // the first of a kind may look up what every later one remembers
    return api.statementsOf(() => owner.read(query, { first }));
  };
  const few = await statements(2);
  expect(few).toBeGreaterThan(0);
  expect(await statements(100)).toBe(few);
});

it('answers a study with its runs and no verdict before it has one', async () => {
  const { body } = await owner.post<{ id: string }>('/api/v1/studies', { recipe: 'language-model' });
  const { study } = await owner.read(
    'query ($id: ID!) { study(id: $id) { id recipe preset question project { slug } runs { role study { id } } verdict { passed } decidedAt } }',
    { id: body.id },
  );
  expect(study).toMatchObject({
    id: body.id,
    recipe: 'language-model',
    preset: 'quick',
    verdict: null,
    decidedAt: null,
  });
  expect(study.runs[0]).toMatchObject({ study: { id: body.id } });
});

it('compares groups of runs', async () => {
  await owner.post('/api/v1/projects', { slug: 'compared' });
  const value = async (lr: number, loss: number) => {
    const id = await submit({ config: { optimizer: { lr } } }, 'compared');
    await owner.post(`/api/v1/runs/${id}/points`, { groups: [{ steps: [1, 2], values: { loss: [9, loss] } }] });
    await owner.post(`/api/v1/runs/${id}/finish`);
    return id;
  };
  const ids = [await value(0.1, 1), await value(0.1, 3), await value(0.01, 5)];
  const { compare } = await owner.read(
    `query ($input: CompareInput!) { compare(input: $input) { runsUsed warnings { code runs }
       groups { key runs { id } lines { n mean standardDeviation min max group element { key } perRun { run value } } } } }`,
    {
      input: {
        runs: { where: { project: 'compared' } },
        metric: 'loss',
        at: { last: true },
        groupBy: ['optimizer.lr'],
      },
    },
  );
  expect(compare.groups).toMatchObject([
    { key: { 'optimizer.lr': 0.01 }, lines: [{ n: 1, mean: 5, standardDeviation: null }] },
    { key: { 'optimizer.lr': 0.1 }, lines: [{ n: 2, mean: 2, standardDeviation: Math.SQRT2, min: 1, max: 3 }] },
  ]);
  expect(compare.runsUsed.toSorted()).toEqual(ids.toSorted());
});

it('refuses what it cannot compare, by its place', async () => {
  const id = await submit();
  const input = { runs: { ids: [id] }, metric: 'nothing', at: { last: true } };
  const { errors } = await owner.ask('query ($input: CompareInput!) { compare(input: $input) { runsUsed } }', {
    input,
  });
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID', errors: [{ code: 'UNKNOWN_METRIC' }] });
});
