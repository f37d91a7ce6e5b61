import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FinishRun, RunId } from '@graticule/contracts';
import { GraticuleClient, RunLog } from '@graticule/sdk';
import { AttemptEnd } from './attempt-end.js';

const RUN = RunId.parse('01890000-0000-7000-8000-000000000001');

/** The API as far as an end needs it: batches get `pointsStatus`, the ends it was told of are kept. */
let pointsStatus: readonly [status: number, code: string];
let batches: number;
let ends: FinishRun[];
let said: string[];
let server: Server;
let points: RunLog;

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const path = request.url ?? '';
  if (path.endsWith('/finish')) ends.push(FinishRun.parse(JSON.parse(Buffer.concat(chunks).toString())));
  if (path.endsWith('/points')) batches += 1;
  const [status, code] = path.endsWith('/points') ? pointsStatus : [200, ''];
  response.writeHead(status).end(JSON.stringify({ code, metrics: [{ name: 'loss', id: 1 }] }));
}

beforeEach(async () => {
  [pointsStatus, batches, ends, said] = [[200, ''], 0, [], []];
  server = createServer((request, response) => void answer(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  points = RunLog.open(new GraticuleClient({ url, token: 'secret', log: () => undefined }), RUN);
  points.scalar(1, { loss: 1 });
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

it('exits 0 once the API knows that the run has finished', async () => {
  expect(await new AttemptEnd(points, (what) => said.push(String(what))).trained({ kind: 'trained' })).toBe(0);
  expect([batches, ends]).toEqual([1, [{ status: 'FINISHED' }]]);
});

it('exits 1 once the API knows what was thrown', async () => {
  expect(
    await new AttemptEnd(points, (what) => said.push(String(what))).threw(new RangeError('the loss is NaN at step 7')),
  ).toBe(1);
  const cause = { code: 'TRAINER_THREW', message: 'RangeError: the loss is NaN at step 7' };
  expect(ends).toMatchObject([
    { status: 'FAILED', cause: { ...cause, stack: expect.stringContaining('attempt-end.test') } },
  ]);
  expect(batches).toBe(1);
});

it('exits 1 when training could not begin', async () => {
  const cause = { code: 'CANNOT_START' as const, message: 'no such recipe' };
  expect(await new AttemptEnd(points, (what) => said.push(String(what))).trained({ kind: 'failed', cause })).toBe(1);
  expect(ends).toEqual([{ status: 'FAILED', cause }]);
});

it('exits 143 when stopped: points are sent, the end is left to the worker', async () => {
  expect(await new AttemptEnd(points, (what) => said.push(String(what))).stopped()).toBe(143);
  expect([batches, ends]).toEqual([1, []]);
});

it.each(['STALE_ATTEMPT', 'RUN_ENDED'])('exits 75 on %s and ends nothing', async (code) => {
  pointsStatus = [409, code];
  expect(await new AttemptEnd(points, (what) => said.push(String(what))).trained({ kind: 'trained' })).toBe(75);
  expect(ends).toEqual([]);
  expect(said).toEqual(['0 points stored; 0 refused, 1 dropped, 0 unanswered']);
});

it('ends once, whoever asks first', async () => {
  const end = new AttemptEnd(points, (what) => said.push(String(what)));
  const codes = await Promise.all([end.threw('broken'), end.stopped(), end.trained({ kind: 'trained' })]);
  expect([codes, ends.length]).toEqual([[1, 1, 1], 1]);
});
