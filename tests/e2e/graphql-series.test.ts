import { encodeFrame } from '@graticule/contracts';
import type { ApiClient, Json } from '../support/api-client.js';
import { startApi, type TestApi } from '../support/start-api.js';

let api: TestApi;
let owner: ApiClient;
beforeAll(async () => {
  api = await startApi();
  owner = await api.client();
});
afterAll(() => api.close());

const newRun = async () => (await owner.post<{ id: string }>('/api/v1/projects/default/runs')).body.id;

async function declared(run: string, metrics: object[]): Promise<number[]> {
  const { body } = await owner.post<{ metrics: { id: number }[] }>(`/api/v1/runs/${run}/metrics`, { metrics });
  return body.metrics.map(({ id }) => id);
}

/** The bits of a column, so that NaN equals NaN and −0 does not equal 0. */
const bitsOf = (base64: string) => Buffer.from(base64, 'base64').toString('hex');
const hex = (column: Float64Array | BigInt64Array) =>
  Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('hex');

const RAW = `query ($run: ID!, $metric: String!) { run(id: $run) { series(metric: $metric) {
  slice(input: { mode: RAW }) { steps { values base64 } lines { values { values base64 } times { base64 } } exact pointsTotal } } } }`;

const reading = (input: string) =>
  `slice(input: ${input}) { steps { values } lines { element { key } group quantile values { values } } }`;

it('reads back NaN, ±Infinity, −0, 2^62 and negative steps bit for bit after a frame', async () => {
  const run = await newRun();
  const [metric] = await declared(run, [{ name: 'odd', dtype: 'f64' }]);
  const steps = BigInt64Array.of(-(2n ** 62n), -1n, 0n, 2n ** 53n + 1n, 2n ** 62n);
  const values = Float64Array.of(Number.NaN, Infinity, -0, -Infinity, 5e-324);
  const times = Float64Array.of(1, 2, 3, 4, 5);
  const scalars = [{ metrics: Uint32Array.of(metric ?? 0), steps, times, dtype: 'f64' as const, values }];
  const bytes = encodeFrame({ writer: 1n, sequence: 1n, scalars, vectors: [] });
  const sent = await owner.send('POST', `/api/v1/runs/${run}/points`, {
    bytes,
    type: 'application/vnd.graticule.frame',
  });
  expect(sent.body).toEqual({ accepted: 5, duplicate: false, nextSequence: 2 });

  const { slice } = (await owner.read(RAW, { run, metric: 'odd' })).run.series;
  expect(bitsOf(slice.steps.base64)).toBe(hex(steps));
  expect(bitsOf(slice.lines[0].values.base64)).toBe(hex(values));
  expect(bitsOf(slice.lines[0].times.base64)).toBe(hex(times));
  expect(slice.lines[0].values.values).toEqual(['NaN', 'Infinity', '-0', '-Infinity', 5e-324]);
  expect(slice.steps.values).toEqual(Array.from(steps, String));
  expect([slice.exact, slice.pointsTotal]).toEqual([true, '5']);
});

it('reads back the same after JSON', async () => {
  const run = await newRun();
  const values = ['NaN', '-Infinity', '-0', 1.5];
  const steps = ['-4611686018427387904', -1, 0, '4611686018427387904'];
  await owner.post(`/api/v1/runs/${run}/points`, { groups: [{ steps, values: { odd: values } }] });
  const { slice } = (await owner.read(RAW, { run, metric: 'odd' })).run.series;
  expect(slice.lines[0].values.values).toEqual(values);
  expect(slice.steps.values).toEqual(steps.map(String));
  const rest = await owner.get<Record<string, Json>>(`/api/v1/runs/${run}/series/odd?mode=RAW`);
  expect(rest.body['lines'][0].values).toEqual(values);
  expect(rest.body['steps']).toEqual(steps);
  const csv = await owner.get<string>(`/api/v1/runs/${run}/series/odd?mode=RAW`, { accept: 'text/csv' });
  expect(csv.body).toBe(
    'step,element,group,value\r\n-4611686018427387904,,,NaN\r\n-1,,,-Infinity\r\n0,,,-0\r\n4611686018427387904,,,1.5\r\n',
  );
});

it('reads NDJSON, and a metric whose name is any text', async () => {
  const run = await newRun();
  const name = 'a/b ü "☃"?%';
  const bytes = `${JSON.stringify({ step: 1, [name]: 0.5 })}\n${JSON.stringify({ step: 2, [name]: 0.25 })}\n`;
  await owner.send('POST', `/api/v1/runs/${run}/points`, { bytes, type: 'application/x-ndjson' });
  const { body } = await owner.get<Record<string, Json>>(
    `/api/v1/runs/${run}/series/${encodeURIComponent(name)}?mode=RAW`,
  );
  expect(body).toMatchObject({ metric: name, steps: [1, 2], lines: [{ values: [0.5, 0.25] }] });
});

it('summarises what was logged, and says null for what was not', async () => {
  const run = await newRun();
  await owner.post(`/api/v1/runs/${run}/points`, { groups: [{ steps: [1, 2, 3], values: { loss: [3, 'NaN', 1] } }] });
  const read = await owner.read(
    `query ($run: ID!) { run(id: $run) { summary(metrics: ["loss", "nothing"]) {
       metric count nonFinite firstNonFiniteStep first last min minStep max maxStep mean } } }`,
    { run },
  );
  expect(read['run'].summary).toEqual([
    {
      metric: 'loss',
      count: '3',
      nonFinite: '1',
      firstNonFiniteStep: '2',
      first: 3,
      last: 1,
      min: 1,
      minStep: '3',
      max: 3,
      maxStep: '1',
      mean: 2,
    },
    null,
  ]);
});

it('reads an axis by element, by group and by quantile', async () => {
  const run = await newRun();
  const body = {
    elements: ['a', 'b', 'c', 'd'],
    attributes: { kind: ['x', 'x', 'y', 'y'], weight: [1, 3, 1, 1] },
    groupings: ['kind'],
  };
  const axis = await owner.send<{ id: number }>('PUT', '/api/v1/projects/default/axes/token', { json: body });
  await declared(run, [{ name: 'token/loss', axis: 'token', dtype: 'f64' }]);
  const vectors = [
    { metric: 'token/loss', axis: axis.body.id, step: 1, values: [1, 2, 3, 5] },
    { metric: 'token/loss', axis: axis.body.id, step: 2, values: [1, 1, 9, 5] },
  ];
  expect((await owner.post(`/api/v1/runs/${run}/points`, { groups: [], vectors })).status).toBe(200);
  const { run: read } = await owner.read(
    `query ($run: ID!) { run(id: $run) { series(metric: "token/loss") {
       axis { name version size groupings attributes keys(range: { from: 1, to: 3 }) }
       elements: ${reading('{ mode: RAW, axis: { select: { keys: ["c"] } } }')}
       groups: ${reading('{ mode: RAW, axis: { groupBy: "kind", reduce: MEAN, weights: "weight" } }')}
       top: ${reading('{ mode: LAST, axis: { select: { topK: { k: 1, by: LARGEST, atStep: 2 } } } }')}
       heavy: ${reading('{ mode: LAST, axis: { select: { where: { attribute: "weight", gte: 2 } } } }')} } } }`,
    { run },
  );
  expect(read.series.axis).toEqual({
    name: 'token',
    version: 1,
    size: 4,
    groupings: ['kind'],
    attributes: ['kind', 'weight'],
    keys: ['b', 'c'],
  });
  expect(read.series.elements.lines).toEqual([
    { element: { key: 'c' }, group: null, quantile: null, values: { values: [3, 9] } },
  ]);
  expect(read.series.groups.lines.map((line: Json) => [line.group, line.values.values])).toEqual([
    ['x', [1.75, 1]],
    ['y', [4, 7]],
  ]);
  expect(read.series.top.lines[0].element.key).toBe('c');
  expect(read.series.heavy.lines.map((line: Json) => line.element.key)).toEqual(['b']);
});

it('pages the series of a run by name', async () => {
  const run = await newRun();
  const values = Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`m${i}`, [i]]));
  await owner.post(`/api/v1/runs/${run}/points`, { groups: [{ steps: [1], values }] });
  const page = `query ($run: ID!, $after: String) { run(id: $run) {
    allSeries(first: 3, after: $after) { nodes { metric { name } } pageInfo { hasNextPage endCursor } } } }`;
  const first = (await owner.read(page, { run })).run.allSeries;
  const second = (await owner.read(page, { run, after: first.pageInfo.endCursor })).run.allSeries;
  const names = [...first.nodes, ...second.nodes].map(({ metric }: Json) => metric.name);
  expect([names, first.pageInfo.hasNextPage, second.pageInfo.hasNextPage]).toEqual([Object.keys(values), true, false]);
});

it('refuses a reading that its series does not have, with the problem’s code and place', async () => {
  const run = await newRun();
  await owner.post(`/api/v1/runs/${run}/points`, { groups: [{ steps: [1], values: { s: [1] } }] });
  const { errors } = await owner.ask(
    'query ($run: ID!) { run(id: $run) { series(metric: "s") { slice(input: { axis: { reduce: MEAN } }) { exact } } } }',
    { run },
  );
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'INVALID', errors: [{ code: 'NO_AXIS' }] });
});
