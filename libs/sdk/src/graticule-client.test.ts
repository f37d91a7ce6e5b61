import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiProblem } from './api-problem.js';
import { findCredentials, MissingCredentials } from './credentials.js';
import { Graticule } from './graticule.js';
import { GraticuleClient } from './graticule-client.js';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers each request with the next of these: a status and a body, or a dropped connection. */
const answers: (readonly [status: number, body: string] | 'drop')[] = [];
const seen: Seen[] = [];
let server: Server;
let url: string;

async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const { method, url: path, headers } = request;
  seen.push({ method, url: path, headers, body: Buffer.concat(chunks).toString() });
  // A heartbeat comes beside everything else, so it takes no turn.
  const next = (path?.includes('/heartbeat') ? undefined : answers.shift()) ?? [200, '{}'];
  if (next === 'drop') request.socket.destroy();
  else response.writeHead(next[0]).end(next[1]);
}

beforeAll(async () => {
  server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen.length = 0;
  answers.length = 0;
});

const client = () =>
  new GraticuleClient({ url, token: 'secret', backOff: { firstMs: 1, mostMs: 2 }, log: () => undefined });
const problem = (promise: Promise<unknown>): Promise<ApiProblem> =>
  promise.then(
    () => Promise.reject(new Error('no problem')),
    (error: unknown) => error as ApiProblem,
  );

it('sends JSON with its credential and answers with JSON', async () => {
  answers.push([201, '{"id": 7}']);
  await expect(client().json('PATCH', '/runs/x', { name: 'ä' })).resolves.toEqual({ id: 7 });
  expect(seen).toMatchObject([
    {
      method: 'PATCH',
      url: '/api/v1/runs/x',
      body: '{"name":"ä"}',
      headers: { authorization: 'Bearer secret', 'content-type': 'application/json' },
    },
  ]);
});

it('tries again over dropped connections, 429 and 5xx, under one Idempotency-Key', async () => {
  answers.push('drop', [503, 'Bad gateway'], [429, ''], [200, '{"ok": true}']);
  await expect(client().json('POST', '/workers', {})).resolves.toEqual({ ok: true });
  expect(seen).toHaveLength(4);
  expect(new Set(seen.map(({ headers }) => headers['idempotency-key'])).size).toBe(1);
});

it('answers with nothing where the service does', async () => {
  answers.push([204, '']);
  await expect(client().json('DELETE', '/runs/x')).resolves.toBeUndefined();
});

it('throws the problem of a lasting refusal at once', async () => {
  const errors = [{ pointer: '/seed', code: 'invalid_type', detail: 'an integer' }];
  answers.push([422, JSON.stringify({ code: 'INVALID', detail: 'wrong', errors, expected: 3 })]);
  const thrown = await problem(client().json('POST', '/x', {}));
  expect(thrown).toBeInstanceOf(ApiProblem);
  expect(thrown).toMatchObject({ code: 'INVALID', status: 422, message: 'wrong', errors, body: { expected: 3 } });
  expect(seen).toHaveLength(1);
});

it.each([
  ['a page that is no problem document', [404, '<html>'], 'HTTP_404'],
  ['a success that is no JSON', [200, '<html>'], 'UNREADABLE_ANSWER'],
] as const)('names %s', async (_, answer, code) => {
  answers.push(answer);
  expect((await problem(client().json('GET', '/x'))).code).toBe(code);
});

it('gives up when told to, and when the time is up', async () => {
  answers.push('drop');
  expect((await problem(client().json('GET', '/x', undefined, { retryForMs: 0 }))).code).toBe('UNREACHABLE');
  const signal = AbortSignal.abort();
  expect((await problem(client().json('GET', '/x', undefined, { signal }))).code).toBe('ABORTED');
});

it('answers a GraphQL operation with its data, or throws its first error', async () => {
  answers.push([200, '{"data": {"viewer": {"name": "me"}}}']);
  await expect(client().graphql('{ viewer { name } }', { a: 1 })).resolves.toEqual({ viewer: { name: 'me' } });
  expect(seen[0]).toMatchObject({ url: '/graphql', body: '{"query":"{ viewer { name } }","variables":{"a":1}}' });
  answers.push([200, '{"data": null, "errors": [{"message": "too dear", "extensions": {"code": "COST"}}]}']);
  expect(await problem(client().graphql('{ runs }'))).toMatchObject({ code: 'COST', message: 'too dear' });
});

it('starts a run for a script, logs into it and ends it', async () => {
  const id = '01890000-0000-7000-8000-000000000001';
  const view = {
    id,
    name: 'first',
    project: 'default',
    status: 'RUNNING',
    cause: null,
    recipe: null,
    study: null,
    role: null,
  };
  const rest = {
    config: {},
    seed: '5',
    tags: [],
    notes: null,
    attempt: 1,
    createdAt: '',
    startedAt: '',
    endedAt: null,
    lastSeenAt: null,
  };
  answers.push([201, JSON.stringify({ ...view, ...rest })], [200, '{"metrics": [{"name": "loss", "id": 3}]}']);
  const run = await Graticule.connect({ url, token: 'secret' }).start({ name: 'first', seed: 2n ** 60n });
  run.log(1, { loss: 0.5 });
  expect(await run.finish()).toMatchObject({ accepted: 1, finished: true });
  const urls = seen.map((request) => request.url);
  expect(urls).toContain(`/api/v1/runs/${id}/heartbeat?attempt=1`);
  expect(urls.filter((path) => !path?.includes('/heartbeat'))).toEqual([
    '/api/v1/projects/default/runs',
    `/api/v1/runs/${id}/metrics`,
    `/api/v1/runs/${id}/points?attempt=1`,
    `/api/v1/runs/${id}/finish?attempt=1`,
  ]);
  expect(seen[0]?.body).toBe('{"name":"first","seed":"1152921504606846976"}');
});

async function home(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'graticule-'));
  await mkdir(join(directory, '.graticule'));
  const stored = { url: 'http://stored', apiKey: 'stored-key' };
  await writeFile(join(directory, '.graticule', 'credentials.json'), JSON.stringify(stored));
  await mkdir(join(directory, 'deep', 'down'), { recursive: true });
  return directory;
}

describe('credentials', () => {
  const given = { GRATICULE_URL: 'http://a', GRATICULE_API_KEY: 'k' };

  it('come from the environment', () => {
    expect(findCredentials(given, '/')).toEqual({ url: 'http://a', token: 'k' });
  });

  it('come from the data directory, here or above', async () => {
    const directory = await home();
    const stored = { url: 'http://stored', token: 'stored-key' };
    expect(findCredentials({}, join(directory, 'deep', 'down'))).toEqual(stored);
    expect(findCredentials({ GRATICULE_DATA: '.graticule' }, directory)).toEqual(stored);
    expect(findCredentials({ GRATICULE_URL: 'http://a' }, directory)).toEqual({ url: 'http://a', token: 'stored-key' });
  });

  it('are missed with a word on where they are looked for', async () => {
    const directory = await home();
    await writeFile(join(directory, '.graticule', 'credentials.json'), '{}');
    expect(() => findCredentials({}, directory)).toThrow(MissingCredentials);
    expect(() => findCredentials({ GRATICULE_DATA: 'nowhere' }, directory)).toThrow(/GRATICULE_URL/);
  });
});

it('says what GraphQL found wrong with an operation', async () => {
  answers.push([
    400,
    '{"errors":[{"message":"Cannot query field","extensions":{"code":"GRAPHQL_VALIDATION_FAILED"}}]}',
  ]);
  expect(await problem(client().graphql('{ nothing }'))).toMatchObject({
    code: 'GRAPHQL_VALIDATION_FAILED',
    message: 'Cannot query field',
    status: 400,
  });
});

it('tries again when GraphQL answers that the database is away', async () => {
  answers.push([200, '{"errors":[{"message":"away","extensions":{"code":"STORE_UNAVAILABLE"}}]}']);
  answers.push([200, '{"data":{"viewer":{"keyId":"1"}}}']);
  await expect(client().graphql('{ viewer { keyId } }')).resolves.toEqual({ viewer: { keyId: '1' } });
});
