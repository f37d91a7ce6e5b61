import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import type { ApiClient, GraphqlAnswer } from '../support/api-client.js';
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
  expect(errors?.[0]?.extensions['code']).toBe('OPERATION_TOO_LARGE');
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

it.each(['Nobody', undefined])('refuses an operation that is not there or not named: %s', async (operationName) => {
  const query = 'query A { viewer { keyId } } query B { recipes { name } }';
  const { status, body } = await owner.post<GraphqlAnswer>('/graphql', { query, operationName });
  expect([status, body.errors?.[0]?.extensions['code']]).toEqual([400, 'OPERATION_RESOLUTION_FAILURE']);
});

it.each([
  ['a query', '{ viewer { keyId } }', 'BAD_REQUEST'],
  [
    'too many fields',
    `subscription { runEvents(project: "default") { ${Array.from({ length: 501 }, (_, i) => `a${i}: number`).join(' ')} } }`,
    'OPERATION_TOO_LARGE',
  ],
  ['too many tokens', `subscription { ${'a '.repeat(10_000)} }`, 'GRAPHQL_PARSE_FAILED'],
  ['no GraphQL', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
])('refuses %s over a socket', async (_, query, code) => {
  const refused: unknown = await owner
    .subscribe(query)
    .next()
    .catch((error: unknown) => error);
  expect(JSON.stringify(refused)).toContain(code);
});

it('carries at most 50 subscriptions on a socket', async () => {
  const client = createClient({
    url: `${api.url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${owner.secret}` },
  });
  const query = 'subscription { runEvents(project: "default") { number } }';
  const refused = await new Promise((resolve) => {
    for (let i = 0; i <= 50; i++) {
      client.subscribe({ query }, { next: () => undefined, error: resolve, complete: () => undefined });
    }
  });
  expect(refused).toMatchObject([{ extensions: { code: 'BUSY', limit: 50 } }]);
  await client.dispose();
});
