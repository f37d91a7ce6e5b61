import { connect } from 'node:net';
import { LIMITS } from '@graticule/contracts';
import { MetricIngest } from '@graticule/metrics';
import { ApiClient } from '../support/api-client.js';
import { until } from '../support/local-service.js';
import { startApi, type TestApi } from '../support/start-api.js';

let api: TestApi;
let owner: ApiClient;
beforeAll(async () => {
  api = await startApi();
  owner = await api.client();
});
afterAll(() => api.close());

const batch = (sequence: number) => ({
  writer: '1',
  sequence,
  groups: [{ steps: [1, 2, 3], values: { a: [1, 2, 3] } }],
});

/** The readings by name and labels. */
async function readings(): Promise<Record<string, number>> {
  const { body } = await owner.get<string>('/metrics');
  const lines = body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]),
  );
}

it('says what the process took and what waits, in the text format of Prometheus', async () => {
  const { body: run } = await owner.post<{ id: string }>('/api/v1/projects/default/runs');
  const points = `/api/v1/runs/${run.id}/points`;
  expect((await owner.post(points, batch(1))).status).toBe(200);
  await owner.post(points, batch(1));
  await owner.post(points, batch(5));
  const { status, headers } = await owner.get('/metrics');
  expect([status, headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  const found = await readings();
  expect(found).toMatchObject({
    graticule_journal_rows: 1,
    graticule_journal_points: 3,
    'graticule_ingest_batches_total{outcome="accepted"}': 1,
    'graticule_ingest_batches_total{outcome="duplicate"}': 1,
    'graticule_ingest_batches_total{outcome="gap"}': 1,
    'graticule_ingest_batches_total{outcome="busy"}': 0,
    graticule_ingest_points_total: 3,
    graticule_ingest_queued_bytes: 0,
    graticule_folds_total: 0,
    graticule_folded_points_total: 0,
  });
  for (const name of [
    'graticule_journal_bytes',
    'graticule_store_bytes{table="journal"}',
    'graticule_store_bytes{table="tile"}',
    'process_resident_memory_bytes',
  ])
    expect(found[name]).toBeGreaterThan(0);
  expect(found['graticule_fold_lag_seconds']).toBeGreaterThanOrEqual(0);
  expect(found['graticule_store_dead_rows{table="journal"}']).toBeGreaterThanOrEqual(0);
});

it('shows its numbers to keys that may read runs and to nobody else', async () => {
  expect((await new ApiClient(api.url, undefined).get('/metrics')).status).toBe(401);
  const writer = await api.client(['metrics:write']);
  expect((await writer.get('/metrics')).body).toMatchObject({ code: 'FORBIDDEN', permission: 'runs:read' });
});

it('counts a batch from its announcement, lets one key fill half of the room, and forgets one whose sender went away', async () => {
  const { queued } = api.app.get(MetricIngest);
  const { body: run } = await owner.post<{ id: string }>('/api/v1/projects/default/runs');
  const points = `/api/v1/runs/${run.id}/points`;
  const { port } = new URL(api.url);
  // As many as there is room for; none of them sends its body.
  const senders = Array.from({ length: 8 }, () => {
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST ${points} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${owner.secret}\r\nContent-Type: application/json\r\nContent-Length: ${LIMITS.batchBytes}\r\n\r\n`,
    );
    return socket;
  });
  expect(await until(async () => queued.bytes === 8 * LIMITS.batchBytes)).toBe(true);
  const refused = await owner.post(points, batch(1));
  expect([refused.status, refused.body['code'], refused.headers.get('retry-after')]).toEqual([429, 'BUSY', '1']);
  const other = await api.client();
  expect((await other.post(points, batch(1))).status).toBe(200);
  senders.forEach((socket) => socket.destroy());
  expect(await until(async () => queued.bytes === 0)).toBe(true);
  expect((await owner.post(points, batch(2))).status).toBe(200);
});
