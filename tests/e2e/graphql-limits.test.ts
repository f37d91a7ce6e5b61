import type { ApiClient } from '../support/api-client.js';
import { startApi, type TestApi } from '../support/start-api.js';

let api: TestApi;
let owner: ApiClient;
beforeAll(async () => {
  api = await startApi();
  owner = await api.client();
});
afterAll(() => api.close());

it('refuses an operation that selects too much before it runs', async () => {
  const wide = `{ ${Array.from({ length: 501 }, (_, i) => `a${i}: viewer { keyId }`).join(' ')} }`;
  const { errors } = await owner.ask(wide);
  expect(errors?.[0]?.message).toContain('selects more than 500 fields');
});

it('refuses a document of too many tokens before it is parsed whole', async () => {
  const { errors } = await owner.ask(`{ ${'a '.repeat(10_000)} }`);
  expect(errors?.[0]?.message).toContain('tokens');
});

it('refuses a request that a foreign page could have made without asking', async () => {
  const response = await fetch(`${api.url}/graphql?query=${encodeURIComponent('{ __typename }')}`, {
    headers: { authorization: `Bearer ${owner.secret}` },
  });
  expect(response.status).toBe(400);
});

it('says what is in the schema', async () => {
  const { __schema: schema } = await owner.read('{ __schema { queryType { fields { name description } } } }');
  expect(schema.queryType.fields.every(({ description }: { description: string | null }) => description)).toBe(true);
});

it('refuses two members of a @oneOf input given as variables', async () => {
  const input = { runs: { ids: [], study: 'x' }, metric: 'm', at: { last: true } };
  const { errors } = await owner.ask('query ($input: CompareInput!) { compare(input: $input) { runsUsed } }', {
    input,
  });
  expect(errors?.[0]?.message).toContain('xactly one key');
});

it('runs the operation that was named', async () => {
  const both = 'query A { viewer { keyId } } query B { recipes { name } }';
  expect(Object.keys((await owner.ask(both, {}, 'A')).data ?? {})).toEqual(['viewer']);
  expect(Object.keys((await owner.ask(both, {}, 'B')).data ?? {})).toEqual(['recipes']);
});

it('says where to send a subscription that came as a plain request', async () => {
  const { errors } = await owner.ask('subscription { runEvents(project: "default") { number } }');
  expect(errors?.[0]?.message).toContain('graphql-transport-ws');
});
