import { type LocalService, startLocalService, until } from '../support/local-service.js';

/**
 * Whatever is killed in the middle of a run, the run ends FINISHED and its stored curves are those of a run that nobody
 * disturbed, bit for bit. Claims live for 3 s here instead of 15, so that a lost worker is noticed quickly.
 */
const CONFIG = { steps: 1200, evaluations: 24 };
const METRICS = ['train/loss', 'train/loss_balanced', 'train/batch_loss'];

let service: LocalService;
let undisturbed: unknown;

const PATIENCE_MS = 120_000;

beforeAll(async () => {
  service = await startLocalService({ GRATICULE_CLAIM_MS: '3000', GRATICULE_SLOTS: '1' });
  undisturbed = await curvesOf(await finished(await submit()));
}, PATIENCE_MS);
afterAll(() => service?.stop());

async function call<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(service.url + path, {
    method,
    headers: { authorization: `Bearer ${service.apiKey}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return (await response.json()) as T;
}

async function submit(): Promise<string> {
  const run = await call<{ id: string }>('POST', '/api/v1/projects/default/runs', {
    recipe: { name: 'language-model' },
    config: CONFIG,
    seed: 1,
  });
  return run.id;
}

/** While something is down nobody answers: then the status is simply not known. */
async function statusOf(run: string): Promise<string | undefined> {
  return call<{ status: string }>('GET', `/api/v1/runs/${run}`).then(
    ({ status }) => status,
    () => undefined,
  );
}

async function finished(run: string): Promise<string> {
  let status: string | undefined;
  await until(async () => ['FINISHED', 'FAILED', 'CANCELLED'].includes((status = await statusOf(run)) ?? ''));
  expect({ status, transitions: await transitionsOf(run) }).toMatchObject({ status: 'FINISHED' });
  return run;
}

/** What the run is asked for. While something is down nobody answers: then it is asked again. */
async function ask<T>(run: string, fields: string): Promise<T> {
  let found: T | null | undefined;
  const query = `query($id: ID!) { run(id: $id) { ${fields} } }`;
  const answers = await until(async () => {
    const answer = await call<{ data?: { run: T | null } | null }>('POST', '/graphql', {
      query,
      variables: { id: run },
    }).catch(() => undefined);
    found = answer?.data?.run;
    return found !== null && found !== undefined;
  });
  if (!answers || found === null || found === undefined) throw new Error(`nobody answers for the run ${run}`);
  return found;
}

/** Why a run ended otherwise: what one wants to read when this test fails. */
async function transitionsOf(run: string): Promise<unknown> {
  return ask(run, 'transitions { from to cause { code message } actor }');
}

async function curvesOf(run: string): Promise<unknown> {
  const fields = METRICS.map(
    (metric, index) =>
      `m${index}: series(metric: "${metric}") { slice(input: { mode: RAW, maxPoints: 10000 }) { steps { values } lines { values { base64 } } exact } }`,
  );
  const tokens =
    'tokens: series(metric: "train/token/loss") { slice(input: { mode: RAW, maxPoints: 100, axis: { select: { range: { from: 0, to: 331 } } } }) { steps { values } lines { element { key } values { base64 } } } }';
  return ask(run, `${fields.join(' ')} ${tokens}`);
}

/** Waits for the first stored points of the run. A run that has ended by then cannot be disturbed: it has to train longer. */
async function inTheMiddle(run: string): Promise<void> {
  let status: string | undefined;
  const begun = await until(async () => {
    const read = await ask<{ status: string; series: object | null }>(
      run,
      'status series(metric: "train/loss") { summary { last } }',
    );
    status = read.status;
    return read.series !== null;
  });
  expect({ begun, status }).toEqual({ begun: true, status: 'RUNNING' });
}

it('stores curves to compare with', () => {
  expect(JSON.stringify(undisturbed).length).toBeGreaterThan(10_000);
});

it.each(['trainer', 'worker', 'api', 'postgres'] as const)(
  'ends in the same curves after kill -9 of %s',
  async (part) => {
    const run = await submit();
    await inTheMiddle(run);
    const victim = service.pidOf(part);
    expect(victim).toBeGreaterThan(0);
    process.kill(victim ?? 0, 'SIGKILL');
    expect(await curvesOf(await finished(run))).toEqual(undisturbed);
  },
  PATIENCE_MS,
);
