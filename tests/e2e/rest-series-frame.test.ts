import { decodeFrame, encodeFrame, type Frame } from '@graticule/contracts';
import type { ApiClient } from '../support/api-client.js';
import { startApi, type TestApi } from '../support/start-api.js';

const FRAME = 'application/vnd.graticule.frame';

let api: TestApi;
let owner: ApiClient;
let run: string;
beforeAll(async () => {
  api = await startApi();
  owner = await api.client();
});
afterAll(() => api.close());
beforeEach(async () => {
  run = (await owner.post<{ id: string }>('/api/v1/projects/default/runs')).body.id;
});

async function declare(metric: object): Promise<number> {
  const { body } = await owner.post<{ metrics: { id: number }[] }>(`/api/v1/runs/${run}/metrics`, {
    metrics: [metric],
  });
  return body.metrics[0]?.id ?? 0;
}

async function log(groups: Pick<Frame, 'scalars' | 'vectors'>): Promise<void> {
  const bytes = encodeFrame({ writer: 1n, sequence: 1n, ...groups });
  expect((await owner.send('POST', `/api/v1/runs/${run}/points`, { bytes, type: FRAME })).status).toBe(200);
}

/** As bytes: fetched here, since the client of the other tests reads text. */
async function readFrame(metric: string, query = 'mode=RAW'): Promise<Frame> {
  const response = await fetch(`${api.url}/api/v1/runs/${run}/series/${encodeURIComponent(metric)}?${query}`, {
    headers: { authorization: `Bearer ${owner.secret}`, accept: FRAME },
  });
  expect(response.headers.get('content-type')).toContain(FRAME);
  const decoded = decodeFrame(new Uint8Array(await response.arrayBuffer()));
  if (decoded.kind !== 'frame') throw new Error(decoded.detail);
  return decoded.frame;
}

it('gives back the points of a scalar as a frame, bit for bit', async () => {
  const metric = await declare({ name: 'odd', dtype: 'f64' });
  const group = {
    metrics: Uint32Array.of(metric),
    steps: BigInt64Array.of(-(2n ** 62n), -1n, 0n, 2n ** 62n),
    times: Float64Array.of(1, 2, 3, 4),
    dtype: 'f64' as const,
    values: Float64Array.of(Number.NaN, Infinity, -0, 5e-324),
  };
  await log({ scalars: [group], vectors: [] });
  expect((await readFrame('odd')).scalars).toEqual([group]);
});

it('gives back vectors, and tells a logged NaN from an element that was not logged', async () => {
  const { body } = await owner.send<{ id: number }>('PUT', '/api/v1/projects/default/axes/token', {
    json: { elements: ['a', 'b', 'c'] },
  });
  const metric = await declare({ name: 'token/loss', axis: 'token' });
  const vector = {
    metric,
    axisVersion: body.id,
    step: 7n,
    time: 1000,
    dtype: 'f64' as const,
    elements: Uint32Array.of(0, 2),
    values: Float64Array.of(Number.NaN, 2.5),
  };
  await log({ scalars: [], vectors: [vector] });
  expect((await readFrame('token/loss')).vectors).toEqual([vector]);
});

it('refuses to put what was reduced into a frame', async () => {
  await owner.post(`/api/v1/runs/${run}/points`, { groups: [{ steps: [1], values: { loss: [1] } }] });
  const answer = await owner.get(`/api/v1/runs/${run}/series/loss`, { accept: FRAME });
  expect([answer.status, answer.body['code']]).toEqual([422, 'INVALID']);
});
