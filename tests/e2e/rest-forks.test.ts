import { Graticule } from '@graticule/sdk';
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

/** A run with a loss at steps 0 to 5. */
async function logged(): Promise<string> {
  const { body } = await owner.post(RUNS, { name: 'parent' });
  const id = String(body['id']);
  const groups = [{ steps: [0, 1, 2, 3, 4, 5], values: { loss: [6, 5, 4, 3, 2, 1] } }];
  expect((await owner.post(`/api/v1/runs/${id}/points`, { groups })).status).toBe(200);
  return id;
}

async function lossOf(id: string, fields = ''): Promise<unknown> {
  const slice =
    'series(metric: "loss") { slice(input: { mode: RAW }) { steps { values } lines { values { values } } } }';
  return owner.read(`query($id: ID!) { run(id: $id) { ${slice} ${fields} } }`, { id });
}

const lossIs = (steps: number[], values: number[], rest: object = {}) => ({
  run: {
    series: { slice: { steps: { values: steps.map(String) }, lines: [{ values: { values } }] } },
    ...rest,
  },
});

/** Runs that have a gate, whether anybody can name them or not. */
const storedRuns = () =>
  api.withDatabase(async ({ pool }) => {
    const { rows } = await pool.query<{ n: bigint }>('SELECT count(*) AS n FROM store.gate');
    return Number(rows[0]?.n);
  });

it('forks a run: a copy of what counts below a step, which goes on by itself', async () => {
  const parent = await logged();
  const key = { 'idempotency-key': 'fork once' };
  const { status, body } = await owner.post(RUNS, { name: 'child', fork: { run: parent, step: 3 } }, key);
  const child = String(body['id']);
  expect([status, body['forkOf'], body['attempt'], body['status']]).toEqual([
    201,
    { run: parent, step: 3 },
    2,
    'RUNNING',
  ]);
  const again = await owner.post(RUNS, { name: 'child', fork: { run: parent, step: 3 } }, key);
  expect([again.status, again.body['id']]).toEqual([200, child]);
  const points = { groups: [{ steps: [3], values: { loss: [-3] } }] };
  expect((await owner.post(`/api/v1/runs/${child}/points`, points)).status).toBe(200);
  expect(await lossOf(child, 'forkOf { step run { id } } attempts { number startStep }')).toEqual(
    lossIs([0, 1, 2, 3], [6, 5, 4, -3], {
      forkOf: { step: '3', run: { id: parent } },
      attempts: [{ number: 2, startStep: '3' }],
    }),
  );
  expect(await lossOf(parent, 'forkOf { step }')).toEqual(
    lossIs([0, 1, 2, 3, 4, 5], [6, 5, 4, 3, 2, 1], { forkOf: null }),
  );
});

it('refuses a fork of a run of another project, of no run, and of a recipe', async () => {
  const parent = await logged();
  await owner.post('/api/v1/projects', { slug: 'elsewhere' });
  const fork = { run: parent, step: 3 };
  const elsewhere = await owner.post('/api/v1/projects/elsewhere/runs', { fork });
  expect([elsewhere.status, elsewhere.body]).toMatchObject([
    422,
    { errors: [{ pointer: '#/fork/run', code: 'OTHER_PROJECT' }] },
  ]);
  const recipe = await owner.post(RUNS, { fork, recipe: { name: 'language-model' } });
  expect([recipe.status, recipe.body]).toMatchObject([422, { errors: [{ pointer: '#/fork', code: 'FORK_OF_A_JOB' }] }]);
  const none = await owner.post(RUNS, { fork: { ...fork, run: '01900000-0000-7000-8000-000000000000' } });
  expect(none.status).toBe(404);
});

it('goes on with a run at an earlier step: what was logged from there on is history', async () => {
  const run = await logged();
  await owner.post(`/api/v1/runs/${run}/finish`, {});
  const { status, body } = await owner.post(`/api/v1/runs/${run}/attempts`, { startStep: 4 });
  expect([status, body['status'], body['attempt']]).toEqual([201, 'RUNNING', 2]);
  expect(await lossOf(run)).toEqual(lossIs([0, 1, 2, 3], [6, 5, 4, 3]));
  await owner.post(`/api/v1/runs/${run}/points`, { groups: [{ steps: [4], values: { loss: [-4] } }] });
  const fields = 'attempts { number startStep endedAt } transitions { from to cause { code } }';
  const read = (await lossOf(run, fields)) as {
    run: { attempts: { endedAt: string | null }[]; transitions: object[] };
  };
  expect(read).toMatchObject(lossIs([0, 1, 2, 3, 4], [6, 5, 4, 3, -4]));
  expect(read.run.attempts.map(({ endedAt }) => endedAt === null)).toEqual([false, true]);
  expect(read.run.transitions.at(-1)).toEqual({ from: 'FINISHED', to: 'RUNNING', cause: { code: 'RETRIED' } });
});

it('goes on with a run that never said it had ended, and hides nothing without a first step', async () => {
  const run = await logged();
  const { body } = await owner.post(`/api/v1/runs/${run}/attempts`, {});
  expect([body['status'], body['attempt']]).toEqual(['RUNNING', 2]);
  expect(await lossOf(run)).toEqual(lossIs([0, 1, 2, 3, 4, 5], [6, 5, 4, 3, 2, 1]));
  const { body: queued } = await owner.post(RUNS, { recipe: { name: 'language-model' } });
  const job = await owner.post(`/api/v1/runs/${String(queued['id'])}/attempts`, {});
  expect([job.status, job.body['code']]).toEqual([409, 'ILLEGAL_TRANSITION']);
});

it('goes on with a run and forks it through the SDK', async () => {
  const graticule = Graticule.connect({ url: owner.url, token: owner.secret ?? '', log: () => undefined });
  const first = await graticule.start({ name: 'by the SDK' });
  for (let step = 0; step < 6; step++) first.log(step, { loss: 6 - step });
  await first.finish();
  const again = await graticule.resume(first.id, { startStep: 4n });
  again.log(4, { loss: -4 });
  await again.finish();
  expect(await lossOf(first.id)).toEqual(lossIs([0, 1, 2, 3, 4], [6, 5, 4, 3, -4]));
  const child = await graticule.start({ name: 'fork', fork: { run: first.id, step: 2 } });
  child.log(2, { loss: -2 });
  await child.finish();
  expect(await lossOf(child.id)).toEqual(lossIs([0, 1, 2], [6, 5, -2]));
});

it('leaves one fork of many simultaneous submissions under one key, and nothing of the others', async () => {
  const parent = await logged();
  const key = { 'idempotency-key': 'fork race' };
  const before = await storedRuns();
  const body = { name: 'race', fork: { run: parent, step: 3 } };
  const answers = await Promise.all(Array.from({ length: 12 }, () => owner.post(RUNS, body, key)));
  expect(new Set(answers.map((answer) => answer.body['id'])).size).toBe(1);
  expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
  expect(await storedRuns()).toBe(before + 1);
});

it('takes nothing more from a script that was given up, when it says which attempt it was', async () => {
  const graticule = Graticule.connect({ url: owner.url, token: owner.secret ?? '', log: () => undefined });
  const first = await graticule.start({ name: 'given up' });
  for (let step = 0; step < 4; step++) first.log(step, { loss: 4 - step });
  expect(await first.flush()).toMatchObject({ state: 'open', accepted: 4 });
  const again = await graticule.resume(first.id, { startStep: 2 });
  again.log(2, { loss: -2 });
  await again.flush();
  first.log(2, { loss: 99 });
  first.log(3, { loss: 99 });
  expect(await first.flush()).toMatchObject({ state: 'superseded', accepted: 4 });
  expect(await first.finish()).toMatchObject({ finished: false });
  const { status, body } = await owner.post(`/api/v1/runs/${first.id}/finish?attempt=1`, {});
  expect([status, body['code']]).toEqual([409, 'STALE_ATTEMPT']);
  again.log(3, { loss: -3 });
  expect(await again.finish()).toMatchObject({ finished: true });
  expect(await lossOf(first.id)).toEqual(lossIs([0, 1, 2, 3], [4, 3, -2, -3]));
  const wrong = await owner.post(`/api/v1/runs/${first.id}/points?attempt=x`, {
    groups: [{ steps: [9], values: { loss: [9] } }],
  });
  expect([wrong.status, wrong.body['code']]).toEqual([422, 'INVALID']);
});

it('asks no heartbeat of an attempt that has sent none, whatever the one before it did', async () => {
  const run = await logged();
  await owner.post(`/api/v1/runs/${run}/heartbeat`, {});
  const ends = () =>
    api.withDatabase(async ({ pool }) => {
      const text = 'SELECT claim_expires_at FROM job JOIN run ON run.id = job.run_id WHERE run.public_id = $1';
      const { rows } = await pool.query<{ claim_expires_at: Date | null }>(text, [run]);
      return rows[0]?.claim_expires_at ?? null;
    });
  expect(await ends()).toBeInstanceOf(Date);
  await owner.post(`/api/v1/runs/${run}/attempts`, {});
  expect(await ends()).toBeNull();
});

it('forks configuration and seed too, unless others are given', async () => {
  const { body: parent } = await owner.post(RUNS, { config: { lr: 0.1 }, seed: 7 });
  const { body: run } = await owner.post(`/api/v1/runs/${String(parent['id'])}/points`, {
    groups: [{ steps: [1], values: { loss: [1] } }],
  });
  expect(run['accepted']).toBe(1);
  const fork = { run: parent['id'], step: 1 };
  expect((await owner.post(RUNS, { fork })).body).toMatchObject({ config: { lr: 0.1 }, seed: 7 });
  const other = await owner.post(RUNS, { fork, config: { lr: 0.2 }, seed: 8 });
  expect(other.body).toMatchObject({ config: { lr: 0.2 }, seed: 8 });
});
