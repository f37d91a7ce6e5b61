import type { ApiClient } from '../support/api-client.js';
import { startApi, type TestApi } from '../support/start-api.js';

let api: TestApi;
let owner: ApiClient;
let worker: string;
const ABOUT = { name: 'w', host: 'h', pid: 1, slots: 1, version: '1' };

beforeAll(async () => {
  api = await startApi();
  owner = await api.client();
  const registered = await owner.post<{ id: string }>('/api/v1/workers', ABOUT);
  expect(registered.status).toBe(201);
  worker = registered.body.id;
});
afterAll(() => api.close());

interface Claimed {
  readonly claim: string;
  readonly run: string;
  readonly attempt: number;
  readonly epoch: number;
  readonly token: string;
  readonly recipe: { readonly name: string };
}

async function queued(): Promise<string> {
  const { body } = await owner.post<{ id: string }>('/api/v1/projects/default/runs', {
    recipe: { name: 'language-model' },
  });
  return body.id;
}

async function claimed(run: string, attempt = 1): Promise<Claimed> {
  const { status, body } = await owner.post<Claimed>(`/api/v1/jobs/${run}-${attempt}/claim`, { worker });
  expect(status).toBe(200);
  return body;
}

const BATCH = { groups: [{ steps: [1], values: { loss: [0.5] } }] };

it('hands a job to one worker and says to the next that it is taken', async () => {
  const run = await queued();
  const claim = await claimed(run);
  expect(claim).toMatchObject({ run, attempt: 1, recipe: { name: 'language-model' } });
  const next = await owner.post<{ id: string }>('/api/v1/workers', { ...ABOUT, name: 'next' });
  const { status, body } = await owner.post(`/api/v1/jobs/${run}-1/claim`, { worker: next.body.id });
  expect([status, (body as { code?: string }).code]).toEqual([409, 'ALREADY_CLAIMED']);
  expect((await owner.post(`/api/v1/claims/${claim.claim}/renew`)).body).toEqual({ cancelRequested: false });
  expect((await owner.post(`/api/v1/workers/${worker}/heartbeat`)).status).toBe(204);
});

it('gives a worker whose answer was lost the same claim again', async () => {
  const run = await queued();
  const first = await claimed(run);
  expect(await claimed(run)).toMatchObject({ claim: first.claim, epoch: first.epoch });
});

it('answers 404 to a key of another team, whatever it says of a worker or a claim', async () => {
  const claim = await claimed(await queued());
  const stranger = await api.stranger();
  const report = { outcome: 'EXITED', exitCode: 1, signal: null };
  for (const path of [`workers/${worker}/heartbeat`, `claims/${claim.claim}/renew`, `claims/${claim.claim}/report`]) {
    const { status, body } = await stranger.post<{ code: string }>(`/api/v1/${path}`, report);
    expect([path, status, body.code]).toEqual([path, 404, 'NOT_FOUND']);
  }
  expect((await owner.get(`/api/v1/runs/${claim.run}`)).body['status']).toBe('RUNNING');
});

it('lets an attempt write, read and end its own run, and nothing else', async () => {
  const claim = await claimed(await queued());
  const other = await queued();
  const trainer = api.clientOf(claim.token);
  const own = `/api/v1/runs/${claim.run}`;
  expect((await trainer.post(`${own}/points`, BATCH)).body).toMatchObject({ accepted: 1, duplicate: false });
  expect((await trainer.post(`${own}/metrics`, { metrics: [{ name: 'declared' }] })).status).toBe(200);
  expect((await trainer.send('PUT', '/api/v1/projects/default/axes/layer', { json: { elements: 3 } })).status).toBe(
    200,
  );
  expect((await trainer.get(own)).status).toBe(200);
  expect((await trainer.get(`/api/v1/runs/${other}`)).status).toBe(404);
  expect((await trainer.post(`/api/v1/runs/${other}/points`, BATCH)).status).toBe(404);
  expect((await trainer.post(`${own}/cancel`)).status).toBe(403);
  expect((await trainer.get('/api/v1/projects')).status).toBe(403);
  expect((await trainer.ask('{ viewer { keyId } }')).errors?.[0]?.extensions['code']).toBe('FORBIDDEN');
  expect((await trainer.post(`${own}/finish`)).body['status']).toBe('FINISHED');
});

it('refuses the points of a job that has ended', async () => {
  const claim = await claimed(await queued());
  const trainer = api.clientOf(claim.token);
  await trainer.post(`/api/v1/runs/${claim.run}/finish`);
  const { status, body } = await trainer.post(`/api/v1/runs/${claim.run}/points`, BATCH);
  expect([status, body['code']]).toEqual([409, 'RUN_ENDED']);
});

it('refuses everything of an attempt that another one has replaced', async () => {
  const run = await queued();
  const first = await claimed(run);
  await owner.post(`/api/v1/claims/${first.claim}/report`, { outcome: 'EXITED', exitCode: 1, signal: null });
  expect((await owner.post(`/api/v1/runs/${run}/retry`)).body['status']).toBe('QUEUED');
  const second = await claimed(run, 2);
  expect(second.epoch).toBeGreaterThan(first.epoch);
  const stale = api.clientOf(first.token);
  for (const path of ['points', 'finish', 'heartbeat']) {
    const { status, body } = await stale.post(`/api/v1/runs/${run}/${path}`, path === 'points' ? BATCH : {});
    expect([path, status, body['code']]).toEqual([path, 409, 'STALE_ATTEMPT']);
  }
  expect((await api.clientOf(second.token).post(`/api/v1/runs/${run}/points`, BATCH)).status).toBe(200);
});

it('tells the worker of a cancelled run to stop it', async () => {
  const claim = await claimed(await queued());
  await owner.post(`/api/v1/runs/${claim.run}/cancel`);
  expect((await owner.post(`/api/v1/claims/${claim.claim}/renew`)).body).toEqual({ cancelRequested: true });
  const report = { outcome: 'CANCELLED', exitCode: null, signal: 'SIGTERM' };
  expect((await owner.post(`/api/v1/claims/${claim.claim}/report`, report)).body).toEqual({ status: 'CANCELLED' });
});

it('answers 404 to a job, a claim or a worker that is none', async () => {
  for (const path of ['jobs/x/claim', 'claims/x/renew', 'workers/x/heartbeat']) {
    expect((await owner.post(`/api/v1/${path}`, { worker })).status).toBe(404);
  }
});
