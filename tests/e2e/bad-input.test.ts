import { encodeFrame, type Frame, LIMITS } from '@graticule/contracts';
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
const FRAME = 'application/vnd.graticule.frame';

async function outsideRun(): Promise<string> {
  return (await owner.post<{ id: string }>(RUNS)).body.id;
}

async function refusal(path: string, json: unknown) {
  const { status, body } = await owner.post<{ code: string; errors?: { pointer: string; detail: string }[] }>(
    path,
    json,
  );
  return { status, code: body.code, errors: body.errors ?? [] };
}

function frame(parts: Partial<Frame> = {}): Uint8Array {
  return encodeFrame({ writer: 7n, sequence: 1n, scalars: [], vectors: [], ...parts });
}

const send = (run: string, bytes: Uint8Array | string, type = FRAME) =>
  owner.send<{ code: string; [member: string]: unknown }>('POST', `/api/v1/runs/${run}/points`, { bytes, type });

const numbered = (sequence: number) => ({
  writer: '7',
  sequence,
  groups: [{ steps: [sequence], values: { a: [1] } }],
});

function config(values: object) {
  return { recipe: { name: 'language-model' }, config: values };
}

describe('a run', () => {
  it.each([
    ['an unknown recipe', { recipe: { name: 'alchemy' } }, '/recipe/name', 'language-model'],
    ['an unknown version', { recipe: { name: 'language-model', version: '0.0.0' } }, '/recipe/version', '0.0.0'],
    [
      'an unknown config key',
      config({ optimizer: { wieghtDecay: 1 } }),
      '/config/optimizer/wieghtDecay',
      'weightDecay',
    ],
    [
      'a value of the wrong type',
      config({ optimizer: { weightDecay: 'much' } }),
      '/config/optimizer/weightDecay',
      'number',
    ],
    ['a value out of range', config({ optimizer: { weightDecay: -1 } }), '/config/optimizer/weightDecay', '-1'],
  ])('with %s is refused by its place, its value and what is allowed', async (_, body, pointer, named) => {
    const { status, code, errors } = await refusal(RUNS, body);
    expect([status, code]).toEqual([422, 'INVALID']);
    expect(errors).toContainEqual(expect.objectContaining({ pointer }));
    expect(errors.find((error) => error.pointer === pointer)?.detail).toContain(named);
  });

  it('names every place of a body that is not of the documented shape, with what was sent', async () => {
    const { status, code, errors } = await refusal(RUNS, { priority: 5000, tags: ['', 'a'], extra: 1 });
    expect([status, code]).toEqual([400, 'MALFORMED_BODY']);
    expect(errors.map(({ pointer }) => pointer).toSorted()).toEqual(['', '/priority', '/tags/0']);
    expect(errors.find(({ pointer }) => pointer === '/priority')?.detail).toMatch(/1000.*got 5000/);
  });

  it('is refused when the body is no JSON', async () => {
    const { status, body } = await owner.send('POST', RUNS, { bytes: '{"name": ' });
    expect([status, body['code']]).toEqual([400, 'MALFORMED_BODY']);
  });

  it('is refused with an Idempotency-Key that is too long', async () => {
    const headers = { 'idempotency-key': 'k'.repeat(LIMITS.idempotencyKeyCharacters + 1) };
    expect((await owner.post(RUNS, {}, headers)).status).toBe(400);
  });
});

describe('a study', () => {
  it('is refused with settings that its recipe does not have', async () => {
    const { status, errors } = await refusal('/api/v1/studies', { recipe: 'language-model', settings: { nothing: 1 } });
    expect([status, errors[0]?.pointer]).toEqual([422, '/settings/nothing']);
  });

  it('is refused in a project that is not there', async () => {
    expect((await refusal('/api/v1/studies', { recipe: 'language-model', project: 'nowhere' })).status).toBe(404);
  });
});

describe('a batch', () => {
  it('for an unknown run is refused', async () => {
    const { status, body } = await send('00000000-0000-7000-8000-000000000000', frame());
    expect([status, body.code]).toEqual([404, 'NOT_FOUND']);
  });

  it('for an outside run that has ended is still stored', async () => {
    const run = await outsideRun();
    await owner.post(`/api/v1/runs/${run}/finish`);
    const { status } = await owner.post(`/api/v1/runs/${run}/points`, {
      groups: [{ steps: [1], values: { late: [1] } }],
    });
    expect(status).toBe(200);
  });

  it('after a gap is refused with the sequence that is expected, and a replay changes nothing', async () => {
    const run = await outsideRun();
    const path = `/api/v1/runs/${run}/points`;
    expect((await owner.post(path, numbered(1))).body).toEqual({ accepted: 1, duplicate: false, nextSequence: 2 });
    const gap = await owner.post(path, numbered(3));
    expect([gap.status, gap.body['code'], gap.body['expected']]).toEqual([409, 'SEQUENCE_GAP', 2]);
    expect((await owner.post(path, numbered(1))).body).toEqual({ accepted: 0, duplicate: true, nextSequence: 2 });
    expect((await owner.post(path, numbered(2))).body).toMatchObject({ accepted: 1 });
  });

  it('under an Idempotency-Key is stored once', async () => {
    const path = `/api/v1/runs/${await outsideRun()}/points`;
    const batch = { groups: [{ steps: [1], values: { a: [1] } }] };
    const key = { 'idempotency-key': 'one batch' };
    expect((await owner.post(path, batch, key)).body['duplicate']).toBe(false);
    expect((await owner.post(path, batch, key)).body['duplicate']).toBe(true);
  });

  it('with a vector that is not as long as its axis is refused by its place', async () => {
    const run = await outsideRun();
    const axis = await owner.send<{ id: number }>('PUT', '/api/v1/projects/default/axes/three', {
      json: { elements: 3 },
    });
    await owner.post(`/api/v1/runs/${run}/metrics`, { metrics: [{ name: 'v', axis: 'three' }] });
    const vectors = [{ metric: 'v', axis: axis.body.id, step: 1, values: [1, 2] }];
    const { status, code, errors } = await refusal(`/api/v1/runs/${run}/points`, { groups: [], vectors });
    expect([status, code]).toEqual([422, 'INVALID']);
    expect(errors[0]?.detail).toMatch(/3/);
  });

  it('naming an unknown metric id is refused by its place, and nothing of it is stored', async () => {
    const run = await outsideRun();
    const scalars = [
      {
        metrics: Uint32Array.of(999_999),
        steps: BigInt64Array.of(1n),
        times: Float64Array.of(0),
        dtype: 'f64' as const,
        values: Float64Array.of(1),
      },
    ];
    const { status, body } = await send(run, frame({ scalars }));
    expect([status, body.code]).toEqual([422, 'INVALID']);
    const { run: read } = await owner.read(
      'query ($id: ID!) { run(id: $id) { allSeries(first: 5) { nodes { id } } } }',
      { id: run },
    );
    expect(read.allSeries.nodes).toEqual([]);
  });

  it('of more than 8 MiB is refused with the limit, whatever its type', async () => {
    const run = await outsideRun();
    for (const type of [FRAME, 'application/json', 'application/x-ndjson']) {
      const { status, body } = await send(run, new Uint8Array(LIMITS.batchBytes + 1), type);
      expect([status, body.code, body['limit']]).toEqual([413, 'BATCH_TOO_LARGE', LIMITS.batchBytes]);
    }
  });

  it('of another media type is refused with those that are accepted', async () => {
    const { status, body } = await send(await outsideRun(), 'a,b', 'text/csv');
    expect([status, body.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    expect(body['accepted']).toContain(FRAME);
  });

  it('cut off at any place, or made of garbage, is refused and never crashes the service', async () => {
    const run = await outsideRun();
    const whole = frame({
      scalars: [
        {
          metrics: Uint32Array.of(1, 2),
          steps: BigInt64Array.of(1n, 2n),
          times: Float64Array.of(1, 2),
          dtype: 'f64',
          values: Float64Array.of(1, 2, 3, 4),
        },
      ],
    });
    for (let length = 0; length < whole.length; length += 7) {
      const { status, body } = await send(run, whole.slice(0, length));
      expect([length, status, body.code]).toEqual([length, 400, 'MALFORMED_FRAME']);
    }
    const seed = 20_261_123;
    for (let round = 0; round < 32; round++) {
      const garbage = Uint8Array.from(
        { length: 64 },
        (_, i) => ((seed + round * 7919 + i * 104_729) >>> (i % 7)) & 255,
      );
      expect((await send(run, garbage)).status).toBe(400);
    }
    expect((await owner.get('/healthz')).status).toBe(200);
  });

  it.each([
    ['no JSON', '{"groups": [', 'application/json'],
    ['JSON of another shape', '[]', 'application/json'],
    ['an NDJSON line without a step', '{"loss": 1}\n', 'application/x-ndjson'],
  ])('that is %s is refused by its place', async (_, text, type) => {
    const { status, body } = await send(await outsideRun(), text, type);
    expect([status, body.code]).toEqual([400, 'MALFORMED_BODY']);
  });
});

const NUL = 'a\u0000b';
const LONE = 'a\uD800b';

function nested(depth: number): unknown {
  return JSON.parse(`${'['.repeat(depth)}1${']'.repeat(depth)}`);
}

/** JSON.stringify would end in a stack overflow, so the body is written by hand. */
const bottomless = `{"config": {"a": ${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}}}`;

const worker = { name: 'w', host: 'h', pid: 1, slots: 1, version: '1' };

describe('what the store cannot hold', () => {
  it.each<[string, string, object]>([
    ['a run’s name with U+0000', RUNS, { name: NUL }],
    ['a run’s notes with a lone surrogate', RUNS, { notes: LONE }],
    ['a run’s tag with U+0000', RUNS, { tags: [NUL] }],
    ['a config value with U+0000', RUNS, { config: { a: [{ b: NUL }] } }],
    ['a config value with a lone surrogate', RUNS, { config: { a: LONE } }],
    ['a config key with U+0000', RUNS, { config: { a: { [NUL]: 1 } } }],
    ['a config key with a lone surrogate', RUNS, { config: { [LONE]: 1 } }],
    ['a config that is too deep', RUNS, { config: { a: nested(LIMITS.configDepth) } }],
    ['a config that is too large', RUNS, { config: { a: 'x'.repeat(LIMITS.configBytes) } }],
    ['a study’s recipe with U+0000', '/api/v1/studies', { recipe: NUL }],
    ['a project’s name with U+0000', '/api/v1/projects', { slug: 'nul', name: NUL }],
    ['a key’s name with a lone surrogate', '/api/v1/keys', { name: LONE, scopes: ['runs:read'] }],
    ['a key’s scope given twice', '/api/v1/keys', { name: 'k', scopes: ['runs:read', 'runs:read'] }],
    ['a worker’s name with U+0000', '/api/v1/workers', { ...worker, name: NUL }],
    ['a worker’s backend with a lone surrogate', '/api/v1/workers', { ...worker, backend: LONE }],
    ['a process id beyond 32 bits', '/api/v1/workers', { ...worker, pid: 2 ** 40 }],
  ])('refuses %s', async (_, path, body) => {
    const { status, code, errors } = await refusal(path, body);
    expect([status, code]).toEqual([400, 'MALFORMED_BODY']);
    expect(errors).not.toEqual([]);
  });

  it('takes a config at the limit of depth', async () => {
    expect((await owner.post(RUNS, { config: { a: nested(LIMITS.configDepth - 1) } })).status).toBe(201);
  });

  it('refuses a config of a million levels without falling over it', async () => {
    const { status, body } = await owner.send('POST', RUNS, { bytes: bottomless });
    expect([status, body['code']]).toEqual([400, 'MALFORMED_BODY']);
  });

  it.each(['application/json', 'application/x-ndjson'])('refuses a batch of %s that is no UTF-8', async (type) => {
    const bytes = Buffer.from('{"step": 1, "\xFF": 1}', 'latin1');
    const { status, body } = await send(await outsideRun(), bytes, type);
    expect([status, body.code, body['detail']]).toEqual([400, 'MALFORMED_BODY', 'The batch is not UTF-8.']);
  });

  it('refuses names in addresses', async () => {
    const run = await outsideRun();
    expect((await owner.get(`/api/v1/runs/${run}/series/a%00b`)).status).toBe(404);
    expect((await owner.post('/api/v1/projects/a%00b/runs')).body['code']).toBe('NOT_FOUND');
    expect((await owner.get('/api/v1/runs/a%00b')).status).toBe(404);
    const axis = await owner.send('PUT', '/api/v1/projects/default/axes/a%00b', { json: { elements: 1 } });
    expect([axis.status, axis.body['code']]).toEqual([422, 'INVALID']);
  });

  it.each([NUL, LONE])('refuses an axis with the attribute or the element %j', async (name) => {
    for (const json of [{ elements: [name] }, { elements: ['a'], attributes: { kind: [name] } }]) {
      const { status } = await owner.send('PUT', '/api/v1/projects/default/axes/odd', { json });
      expect([400, 422]).toContain(status);
    }
  });

  it('is answered as the caller’s fault where only the store notices', async () => {
    const { errors } = await owner.ask(
      'query ($tag: String!) { runs(project: "default", first: 1, filter: { tag: $tag }) { nodes { id } } }',
      { tag: NUL },
    );
    expect(errors?.[0]?.extensions['code']).toBe('INVALID');
  });

  it('is mended in the cause of a failure, which must not be lost', async () => {
    const run = await outsideRun();
    const cause = { code: 'REPORTED', message: `${NUL} ${LONE}`, stack: NUL };
    expect((await owner.post(`/api/v1/runs/${run}/finish`, { status: 'FAILED', cause })).status).toBe(200);
    const { body } = await owner.get<{ cause: object }>(`/api/v1/runs/${run}`);
    expect(body.cause).toMatchObject({ message: 'a\uFFFDb a\uFFFDb', stack: 'a\uFFFDb' });
  });
});

describe('a reading', () => {
  it('of an axis that a scalar does not have is refused by its place', async () => {
    const run = await outsideRun();
    await owner.post(`/api/v1/runs/${run}/points`, { groups: [{ steps: [1], values: { s: [1] } }] });
    const { status, body } = await owner.get(`/api/v1/runs/${run}/series/s?reduce=MEAN`);
    expect([status, body['code']]).toEqual([422, 'INVALID']);
    const malformed = await owner.get(`/api/v1/runs/${run}/series/s?maxPoints=0`);
    expect([malformed.status, malformed.body['code']]).toEqual([400, 'MALFORMED_BODY']);
    expect((await owner.get(`/api/v1/runs/${run}/series/nothing`)).status).toBe(404);
  });
});
