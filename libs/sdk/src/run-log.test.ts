import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { decodeFrame, type Frame, PutAxis, RunId } from '@graticule/contracts';
import type { AxisRef } from './axis-ref.js';
import { GraticuleClient } from './graticule-client.js';
import { RunLog, type RunLogOptions } from './run-log.js';
import type { VectorValues } from './vector-values.js';

const RUN = RunId.parse('01890000-0000-7000-8000-000000000001');
type Answer =
  | { readonly status: number; readonly body?: object; readonly headers?: Record<string, string> }
  | 'drop'
  | 'store, then drop';

/**
 * The write side of the API on a real socket, with the same rules of writer and sequence, and a list of mishaps that
 * happen to the next batches.
 */
class FakeService {
  readonly frames: Frame[] = [];
  readonly finished: unknown[] = [];
  readonly declared: object[] = [];
  readonly ids = new Map<string, number>();
  readonly axes: unknown[] = [];
  readonly mishaps: Answer[] = [];
  tries = 0;
  heartbeats = 0;
  refuseMetric = '';
  #gate: Promise<unknown> = Promise.resolve();
  #next = new Map<bigint, bigint>();
  readonly #server: Server = createServer((request, response) => void this.#answer(request, response));

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** What was stored of one metric, as [step, value]. */
  stored(metric: string): [number, number][] {
    const id = this.ids.get(metric) ?? 0;
    return this.frames.flatMap(({ scalars }) =>
      scalars.flatMap(({ metrics, steps, values }) => {
        const key = metrics.indexOf(id);
        const column = key === -1 ? [] : [...values].slice(key * steps.length, (key + 1) * steps.length);
        return column.map((value, row): [number, number] => [Number(steps[row]), value]);
      }),
    );
  }

  /** Batches wait until the answer is called. */
  hold(): () => void {
    const release = new EventEmitter();
    this.#gate = once(release, 'go');
    return () => release.emit('go');
  }

  forget(): void {
    this.#next = new Map();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const path = request.url ?? '';
    const answer = path.endsWith('/points') ? await this.#points(body) : this.#other(path, body);
    if (typeof answer === 'string') return void request.socket.destroy();
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(JSON.stringify(answer.body ?? {}));
  }

  async #points(body: Buffer): Promise<Answer> {
    this.tries += 1;
    await this.#gate;
    const mishap = this.mishaps.shift();
    if (mishap && mishap !== 'store, then drop') return mishap;
    const answer = this.#store(body);
    return mishap ?? answer;
  }

  #store(body: Buffer): Answer {
    const decoded = decodeFrame(new Uint8Array(body));
    if (decoded.kind !== 'frame') return { status: 400, body: { code: 'MALFORMED_FRAME', detail: decoded.detail } };
    const { writer, sequence } = decoded.frame;
    const expected = this.#next.get(writer) ?? 1n;
    if (sequence > expected) {
      return {
        status: 409,
        body: { code: 'SEQUENCE_GAP', detail: `expected ${expected}`, expected: Number(expected) },
      };
    }
    if (sequence === expected) {
      this.frames.push(decoded.frame);
      this.#next.set(writer, sequence + 1n);
    }
    return {
      status: 200,
      body: { accepted: decoded.points, duplicate: sequence < expected, nextSequence: Number(expected + 1n) },
    };
  }

  #other(path: string, body: Buffer): Answer {
    const document = body.length > 0 ? JSON.parse(body.toString()) : {};
    if (path.endsWith('/finish')) this.finished.push(document);
    else if (path.endsWith('/heartbeat')) this.heartbeats += 1;
    else if (path.endsWith('/metrics')) return this.#declare(document.metrics);
    else if (path.includes('/axes/')) {
      this.axes.push({ path, body: PutAxis.parse(document) });
      return {
        status: 200,
        body: { axis: 'token', version: 1, id: 40 + this.axes.length, size: 3 },
      };
    }
    return { status: 200, body: {} };
  }

  #declare(metrics: readonly { name: string; unit?: string; axis?: string; dtype: string }[]): Answer {
    const bad = metrics.findIndex(({ name }) => name === this.refuseMetric);
    if (bad !== -1) {
      const errors = [{ pointer: `/metrics/${bad}/dtype`, code: 'conflict', detail: 'it is declared otherwise' }];
      return { status: 422, body: { code: 'INVALID', detail: 'one metric is wrong', errors } };
    }
    this.declared.push(...metrics);
    for (const { name } of metrics) if (!this.ids.has(name)) this.ids.set(name, this.ids.size + 1);
    return {
      status: 200,
      body: { metrics: metrics.map(({ name }) => ({ name, id: this.ids.get(name) })) },
    };
  }
}

let service: FakeService;
let url: string;
const said: string[] = [];
const clock = { now: () => new Date(1_767_225_600_000) };

beforeEach(async () => {
  service = new FakeService();
  url = await service.start();
  said.length = 0;
});
afterEach(() => service.stop());

function open(options: RunLogOptions = {}, address = url): RunLog {
  const backOff = { firstMs: 1, mostMs: 5 };
  const client = new GraticuleClient({ url: address, token: 'secret', backOff, log: (message) => said.push(message) });
  return RunLog.open(client, RUN, { project: 'default', clock, ...options });
}

it('stores scalars bit for bit, in the order logged, and ends the run', async () => {
  const log = open();
  log.scalar(1, { loss: 0.1, accuracy: NaN });
  log.scalar(2, { accuracy: -0, loss: -Infinity });
  log.scalar(2n ** 62n, { loss: 5e-324 });
  expect(await log.finish()).toEqual({
    state: 'closed',
    accepted: 5,
    pending: 0,
    refused: 0,
    dropped: 0,
    problems: [],
    finished: true,
  });
  expect(service.stored('accuracy')).toEqual([
    [1, NaN],
    [2, -0],
  ]);
  expect(service.stored('loss')).toEqual([
    [1, 0.1],
    [2, -Infinity],
    [2 ** 62, 5e-324],
  ]);
  expect(service.frames[0]).toMatchObject({
    sequence: 1n,
    scalars: [
      { dtype: 'f64', times: Float64Array.of(1_767_225_600_000, 1_767_225_600_000) },
      { steps: BigInt64Array.of(2n ** 62n) },
    ],
  });
  expect(service.finished).toEqual([{ status: 'FINISHED' }]);
});

it('ends the run once, however often it is told to', async () => {
  const log = open();
  expect(await Promise.all([log.finish(), log.finish('FAILED')])).toMatchObject([
    { finished: true },
    { finished: true },
  ]);
  expect(service.finished).toEqual([{ status: 'FINISHED' }]);
});

it('sends by itself what nobody flushes', async () => {
  const log = open({ flushMs: 5 });
  log.scalar(1, { loss: 1 });
  while (service.frames.length === 0) await new Promise((resolve) => setImmediate(resolve));
  log.close();
  expect(service.stored('loss')).toEqual([[1, 1]]);
});

it('stores each point once when connections drop before and after the commit', async () => {
  const log = open({ sendBytes: 1 });
  service.mishaps.push('drop', 'store, then drop', { status: 503 }, 'store, then drop');
  for (let step = 0; step < 100; step += 1) {
    log.scalar(step, { loss: step });
    if (step % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await log.flush()).toMatchObject({ accepted: 100, pending: 0, problems: [] });
  log.close();
  expect(service.stored('loss')).toEqual(Array.from({ length: 100 }, (_, step) => [step, step]));
  expect(service.frames.map(({ sequence }) => sequence)).toEqual(service.frames.map((_, index) => BigInt(index + 1)));
  expect(service.tries).toBeGreaterThan(service.frames.length);
});

it('waits as long as the service asks it to', async () => {
  const log = open();
  service.mishaps.push({ status: 429, headers: { 'retry-after': '0.05' } });
  log.scalar(1, { loss: 1 });
  const start = performance.now();
  await log.finish();
  // The lower bound alone is asserted: 50 ms were asked for.
  expect(performance.now() - start).toBeGreaterThanOrEqual(49);
  expect(service.tries).toBe(2);
});

it('collects into one batch what is logged while another is under way', async () => {
  const log = open({ sendBytes: 1 });
  const release = service.hold();
  log.scalar(0, { loss: 0 });
  while (service.tries === 0) await new Promise((resolve) => setImmediate(resolve));
  for (let step = 1; step <= 50; step += 1) log.scalar(step, { loss: step });
  release();
  await log.finish();
  expect(service.frames.map(({ scalars }) => scalars[0]?.steps.length)).toEqual([1, 50]);
});

it('splits what is larger than a batch', async () => {
  const log = open({ batchBytes: 1000 });
  for (let step = 0; step < 200; step += 1) log.scalar(step, { loss: step });
  await log.finish();
  expect(service.frames.length).toBeGreaterThan(4);
  expect(service.stored('loss')).toEqual(Array.from({ length: 200 }, (_, step) => [step, step]));
});

it('splits one row of very many metrics', async () => {
  const log = open();
  const names = Array.from({ length: 120_000 }, (_, index) => `layer/${index}`);
  log.scalar(7, Object.fromEntries(names.map((name, index) => [name, index])));
  expect(await log.finish()).toMatchObject({ accepted: 120_000, refused: 0, finished: true });
  expect(service.stored('layer/119999')).toEqual([[7, 119_999]]);
});

it('registers an axis and sends vectors over it, dense and sparse, as they were when logged', async () => {
  const log = open();
  const axis = log.axis('token type', { elements: ['a', 'b', 'c'], attributes: { count: [1, 2, null] } });
  const values = Float32Array.of(1, NaN, -0);
  log.vector(10, 'token/loss', axis, values);
  values.fill(9);
  log.vector(11, 'token/loss', axis, { elements: [0, 2], values: Float32Array.of(5, 6) });
  expect(await log.finish()).toMatchObject({ accepted: 5, problems: [] });
  expect(service.axes).toEqual([
    {
      path: '/api/v1/projects/default/axes/token%20type',
      body: { elements: ['a', 'b', 'c'], attributes: { count: [1, 2, null] }, groupings: [] },
    },
  ]);
  expect(service.frames.flatMap(({ vectors }) => vectors)).toMatchObject([
    { metric: 1, axisVersion: 41, step: 10n, dtype: 'f32', elements: undefined, values: Float32Array.of(1, NaN, -0) },
    { step: 11n, elements: Uint32Array.of(0, 2), values: Float32Array.of(5, 6) },
  ]);
});

it('declares each metric once, with what was said of it', async () => {
  const log = open();
  log.describe([
    { name: 'loss', unit: 'nats', description: 'Mean over the batch.' },
    { name: 'token/loss', axis: 'token', unit: 'nats' },
  ]);
  log.vector(1, 'token/loss', log.axis('token', { elements: 2 }), [1, 2]);
  for (const step of [1, 2]) {
    log.scalar(step, { loss: 1, accuracy: 0 });
    await log.flush();
  }
  log.close();
  expect(service.declared).toEqual([
    { name: 'accuracy', dtype: 'f64' },
    { name: 'loss', dtype: 'f64', unit: 'nats', description: 'Mean over the batch.' },
    { name: 'token/loss', axis: 'token', dtype: 'f64', unit: 'nats' },
  ]);
});

it('goes on with the next batch, under the same number, when one is refused', async () => {
  const log = open();
  const errors = [{ pointer: '#/group/0', code: 'axis', detail: 'another version' }];
  service.mishaps.push({ status: 422, body: { code: 'INVALID', detail: 'wrong axis', errors } });
  log.scalar(1, { loss: 1 });
  await log.flush();
  log.scalar(2, { loss: 2 });
  expect(await log.finish()).toMatchObject({
    accepted: 1,
    refused: 1,
    problems: [expect.stringContaining('another version')],
  });
  expect(service.stored('loss')).toEqual([[2, 2]]);
  expect(service.frames[0]?.sequence).toBe(1n);
});

it('keeps the other metrics when the service refuses one', async () => {
  service.refuseMetric = 'bad';
  const log = open();
  log.scalar(1, { good: 1, bad: 2, better: 3 });
  expect(await log.finish()).toMatchObject({
    accepted: 2,
    refused: 1,
    problems: ['the metric bad was refused: it is declared otherwise'],
  });
  expect([service.stored('good'), service.stored('better')]).toEqual([[[1, 1]], [[1, 3]]]);
});

it('starts over as a new writer when the service has forgotten what it acknowledged', async () => {
  const log = open();
  log.scalar(1, { loss: 1 });
  await log.flush();
  service.forget();
  log.scalar(2, { loss: 2 });
  expect(await log.finish()).toMatchObject({
    accepted: 2,
    problems: [expect.stringContaining('gone from the service')],
  });
  expect(service.frames.map(({ sequence }) => sequence)).toEqual([1n, 1n]);
  expect(new Set(service.frames.map(({ writer }) => writer)).size).toBe(2);
});

it.each([
  ['STALE_ATTEMPT', 409, 'superseded'],
  ['RUN_ENDED', 409, 'ended'],
  ['UNAUTHENTICATED', 401, 'refused'],
])('stops for good on %s, and counts what is logged after', async (code, status, state) => {
  const stops: string[] = [];
  const log = open({ onStop: (reason) => stops.push(reason) });
  service.mishaps.push({ status, body: { code, detail: 'no more' } });
  log.scalar(1, { loss: 1 });
  expect(await log.flush()).toMatchObject({ state, accepted: 0, pending: 0, dropped: 1 });
  log.scalar(2, { loss: 2, accuracy: 2 });
  expect(await log.finish()).toMatchObject({ state, dropped: 3, finished: false });
  expect([stops, service.finished, service.tries]).toEqual([[state], [], 1]);
});

it('never throws at its caller, and says what it could not take', async () => {
  const log = open();
  log.scalar(1.5, { loss: 1 });
  log.scalar(2n ** 63n, { loss: 1 });
  log.scalar(1, { '': 1, 'a\nb': 2, text: 'high' as unknown as number });
  log.scalar(1, null as unknown as Record<string, number>);
  const axis = log.axis('token', { elements: [], attributes: { wrong: 5 as unknown as number[] } });
  log.vector(1, 'token/loss', axis, [1, 2]);
  log.vector(1, 'token/loss', axis, { elements: [2, 1], values: [1, 2] });
  log.vector(1, 'token/loss', axis, new Float64Array(0));
  log.vector(1, 'token/loss', axis, new Float64Array(1024 * 1024));
  const report = await log.finish();
  expect(report).toMatchObject({ accepted: 0, pending: 0, refused: 9 + 1024 * 1024, dropped: 0, finished: true });
  expect(report.problems).toHaveLength(10);
  expect(said).toEqual(report.problems);
});

it('drops new points, and says so, once the memory it may use is full', async () => {
  const release = service.hold();
  const log = open({ memoryBytes: 2000, sendBytes: 1 });
  for (let step = 0; step < 1000; step += 1) log.scalar(step, { loss: step });
  expect(await log.flush(20)).toMatchObject({ accepted: 0, problems: [expect.stringContaining('2000 bytes')] });
  release();
  const report = await log.finish();
  expect(report.accepted + report.dropped).toBe(1000);
  expect(report.dropped).toBeGreaterThan(800);
  expect(service.stored('loss')).toEqual(Array.from({ length: report.accepted }, (_, step) => [step, step]));
});

it('gives up after the time it was given, and counts what was not stored', async () => {
  await service.stop();
  const log = open({}, 'http://127.0.0.1:1');
  log.scalar(1, { loss: 1 });
  expect(await log.flush(30)).toMatchObject({ state: 'open', accepted: 0, pending: 1 });
  const report = await log.finish('FAILED', { code: 'REPORTED', message: 'diverged' }, { timeoutMs: 30 });
  expect(report).toMatchObject({ accepted: 0, dropped: 1, finished: false });
  await service.start();
});

it('sends heartbeats until the run is ended', async () => {
  const log = open({ heartbeatMs: 2 });
  while (service.heartbeats < 3) await new Promise((resolve) => setImmediate(resolve));
  expect(await log.finish('CANCELLED')).toMatchObject({ finished: true, problems: [] });
  expect(service.finished).toEqual([{ status: 'CANCELLED' }]);
});

it('refuses a vector that does not fit its axis, and sends everything else', async () => {
  const log = open();
  const words = log.axis('word', { elements: 3 });
  const wrong: readonly unknown[] = [[1, 2], [1, 2, 3, 4], ['a', 2, 3], [1, null, 3], { elements: [3], values: [1] }];
  for (const values of wrong) log.vector(1, 'word/loss', words, values as VectorValues);
  log.vector(1, 'word/loss', null as unknown as AxisRef, [1, 2, 3]);
  log.vector(1, 'word/loss', words, [1, NaN, 3]);
  log.scalar(1, { loss: 1 });
  expect(await log.flush()).toMatchObject({ accepted: 4, refused: 16 });
  expect(said.join(' ')).toMatch(
    /2 values for the 3 elements of word.*value 1 is a null.*element 3 is beyond.*needs an axis/s,
  );
});
