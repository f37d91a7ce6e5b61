import type { ApiClient } from '../support/api-client.js';
import { startApi, type TestApi } from '../support/start-api.js';

let api: TestApi;
let owner: ApiClient;
beforeAll(async () => {
  api = await startApi();
  owner = await api.client();
});
afterAll(() => api.close());

const RUNS = '/api/v1/projects/default/runs';

it('submits a run that is logged from outside', async () => {
  const { status, body, headers } = await owner.post(RUNS, { name: 'mine', config: { lr: 0.1 }, seed: 3, tags: ['a'] });
  expect(status).toBe(201);
  expect(headers.get('location')).toBe(`/api/v1/runs/${String(body['id'])}`);
  expect(body).toMatchObject({
    name: 'mine',
    project: 'default',
    status: 'RUNNING',
    recipe: null,
    config: { lr: 0.1 },
    seed: 3,
  });
  expect((await owner.get(`/api/v1/runs/${String(body['id'])}`)).body).toEqual(body);
});

it('keeps a seed beyond 2^53', async () => {
  const { body } = await owner.post(RUNS, { seed: '9007199254740993' });
  expect(body['seed']).toBe('9007199254740993');
});

it('submits a recipe’s run as a queued job with every default filled in', async () => {
  const { status, body } = await owner.post(RUNS, {
    recipe: { name: 'language-model' },
    config: { optimizer: { weightDecay: 0.5 } },
  });
  expect([status, body['status']]).toEqual([201, 'QUEUED']);
  const config = body['config'] as { optimizer: Record<string, unknown> };
  expect(config.optimizer['weightDecay']).toBe(0.5);
  expect(Object.keys(config.optimizer).length).toBeGreaterThan(1);
});

it('answers a replayed Idempotency-Key with the first run, and 409 to another body under it', async () => {
  const key = { 'idempotency-key': 'once' };
  const first = await owner.post(RUNS, { name: 'once' }, key);
  const again = await owner.post(RUNS, { name: 'once' }, key);
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(again.body['id']).toBe(first.body['id']);
  const other = await owner.post(RUNS, { name: 'twice' }, key);
  expect([other.status, other.body['code']]).toEqual([409, 'IDEMPOTENCY_CONFLICT']);
});

it('makes one run of many simultaneous submissions under one key', async () => {
  const key = { 'idempotency-key': 'race' };
  const answers = await Promise.all(Array.from({ length: 8 }, () => owner.post(RUNS, { name: 'race' }, key)));
  expect(new Set(answers.map(({ body }) => body['id'])).size).toBe(1);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
});

it('changes name, notes and tags', async () => {
  const { body } = await owner.post(RUNS, { name: 'old' });
  const patch = { name: 'new', notes: 'noted', tags: ['x'] };
  const { body: now } = await owner.send('PATCH', `/api/v1/runs/${String(body['id'])}`, { json: patch });
  expect(now).toMatchObject(patch);
});

it('ends an outside run, and refuses to end it otherwise afterwards', async () => {
  const { body } = await owner.post(RUNS);
  const path = `/api/v1/runs/${String(body['id'])}`;
  expect((await owner.post(`${path}/heartbeat`)).status).toBe(200);
  expect((await owner.post(`${path}/finish`, { status: 'FINISHED' })).body['status']).toBe('FINISHED');
  const { status, body: problem } = await owner.post(`${path}/finish`, { status: 'FAILED' });
  expect([status, problem['code'], problem['from'], problem['to']]).toEqual([
    409,
    'ILLEGAL_TRANSITION',
    'FINISHED',
    'FAILED',
  ]);
});

it('cancels a queued job at once, and queues it again on retry', async () => {
  const { body } = await owner.post(RUNS, { recipe: { name: 'language-model' } });
  const path = `/api/v1/runs/${String(body['id'])}`;
  expect((await owner.post(`${path}/cancel`)).body['status']).toBe('CANCELLED');
  expect((await owner.post(`${path}/retry`)).body['status']).toBe('QUEUED');
});

it('submits a study with all its runs, once per key', async () => {
  const study = { recipe: 'language-model', preset: 'quick' };
  const key = { 'idempotency-key': 'study' };
  const first = await owner.post('/api/v1/studies', study, key);
  expect([first.status, first.body['verdict']]).toEqual([201, null]);
  const runs = first.body['runs'] as { role: string; status: string }[];
  expect(new Set(runs.map(({ role }) => role))).toEqual(new Set(['treatment', 'control']));
  expect(runs.every(({ status }) => status === 'QUEUED')).toBe(true);
  const again = await owner.post('/api/v1/studies', study, key);
  expect([again.status, again.body['id']]).toEqual([200, first.body['id']]);
  expect((await owner.get(`/api/v1/studies/${String(first.body['id'])}`)).body['runs']).toHaveLength(runs.length);
});

it('creates projects and lists those of the team', async () => {
  expect((await owner.post('/api/v1/projects', { slug: 'second', name: 'Second' })).status).toBe(201);
  const taken = await owner.post('/api/v1/projects', { slug: 'second' });
  expect([taken.status, taken.body['code']]).toEqual([422, 'INVALID']);
  const { body } = await owner.get('/api/v1/projects');
  expect((body['projects'] as { slug: string }[]).map(({ slug }) => slug)).toEqual(['default', 'second']);
});

it('creates, lists and revokes keys; a revoked one is dead at once on this replica', async () => {
  const created = await owner.post('/api/v1/keys', { name: 'temporary', scopes: ['runs:read'] });
  expect(created.status).toBe(201);
  const temporary = api.clientOf(String(created.body['secret']));
  expect((await temporary.get('/api/v1/projects')).status).toBe(200);
  expect((await owner.send('DELETE', `/api/v1/keys/${String(created.body['id'])}`)).status).toBe(204);
  expect((await temporary.get('/api/v1/projects')).status).toBe(401);
  expect((await owner.send('DELETE', `/api/v1/keys/${String(created.body['id'])}`)).status).toBe(404);
  const { body } = await owner.get('/api/v1/keys');
  expect(JSON.stringify(body)).not.toContain(String(created.body['secret']));
});

it('shows a key of another team nothing: one answer for what is theirs and what is not there', async () => {
  const { body } = await owner.post(RUNS, { name: 'ours' });
  const stranger = await api.stranger();
  for (const path of [
    `/api/v1/runs/${String(body['id'])}`,
    '/api/v1/runs/00000000-0000-7000-8000-000000000000',
    '/api/v1/runs/x',
  ]) {
    expect((await stranger.get(path)).status).toBe(404);
  }
  expect((await stranger.post(`/api/v1/runs/${String(body['id'])}/cancel`)).status).toBe(404);
  const batch = { groups: [{ steps: [1], values: { loss: [1] } }] };
  expect((await stranger.post(`/api/v1/runs/${String(body['id'])}/points`, batch)).status).toBe(404);
  expect((await stranger.read('query ($id: ID!) { run(id: $id) { id } }', { id: body['id'] }))['run']).toBeNull();
});
