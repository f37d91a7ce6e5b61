import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedPostgres, migrate } from '@graticule/database';
import pg from 'pg';
import type { ApiClient } from '../support/api-client.js';
import { until } from '../support/local-service.js';
import { startApi, type TestApi } from '../support/start-api.js';

let data: string;
let server: EmbeddedPostgres;
let api: TestApi;
let owner: ApiClient;

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'graticule-unavailable-'));
  server = await EmbeddedPostgres.start({ dataDirectory: data, settings: ['shared_buffers=16MB'] });
  const pool = new pg.Pool({ connectionString: server.url, max: 1 });
  await migrate(pool, join(import.meta.dirname, '../../migrations'));
  await pool.end();
  api = await startApi({ databaseUrl: server.url });
  owner = await api.client();
}, 120_000);
afterAll(async () => {
  await api?.close();
  server?.kill();
  await server?.ended;
  rmSync(data, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
});

const batch = (sequence: number) => ({
  writer: '1',
  sequence,
  groups: [{ steps: [sequence], values: { a: [sequence] } }],
});

it('answers 503 while the database is away, loses nothing it acknowledged, and goes on when it is back', async () => {
  const { body } = await owner.post<{ id: string }>('/api/v1/projects/default/runs');
  const points = `/api/v1/runs/${body.id}/points`;
  expect((await owner.post(points, batch(1))).status).toBe(200);
  expect((await owner.get('/readyz')).body).toMatchObject({ status: 'ok' });

  server.kill();
  await server.ended;
  const refused = await owner.post(points, batch(2));
  expect([refused.status, refused.body['code'], refused.headers.has('retry-after')]).toEqual([
    503,
    'STORE_UNAVAILABLE',
    true,
  ]);
  expect((await owner.get(`/api/v1/runs/${body.id}`)).status).toBe(503);
  const { errors } = await owner.ask('query ($id: ID!) { run(id: $id) { id } }', { id: body.id });
  expect(errors?.[0]?.extensions['code']).toBe('STORE_UNAVAILABLE');
  const ready = await owner.get('/readyz');
  expect([ready.status, ready.body['checks']]).toMatchObject([503, { database: 'unavailable' }]);
  expect((await owner.get('/healthz')).status).toBe(200);

  server = await EmbeddedPostgres.start({ dataDirectory: data, settings: ['shared_buffers=16MB'] });
  expect(await until(async () => (await owner.get('/readyz')).status === 200)).toBe(true);
  expect((await owner.post(points, batch(2))).body).toMatchObject({ accepted: 1, duplicate: false });
  const { run } = await owner.read(
    'query ($id: ID!) { run(id: $id) { series(metric: "a") { slice(input: { mode: RAW }) { lines { values { values } } } } } }',
    { id: body.id },
  );
  expect(run.series.slice.lines[0].values.values).toEqual([1, 2]);
}, 120_000);
