import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeFrame, type Frame } from '@graticule/contracts';
import pg from 'pg';
import { ApiClient } from '../support/api-client.js';
import { type LocalService, startLocalService, until } from '../support/local-service.js';

/** A study far too short to show its effect: what is tested is the way from the request to a stored verdict. */
const STUDY = { recipe: 'language-model', preset: 'quick', settings: { steps: 40, evaluations: 2 }, seeds: [1] };
const PATIENCE_MS = 180_000;

interface Study {
  readonly id: string;
  readonly runs: readonly { readonly id: string; readonly status: string; readonly role: string }[];
  readonly verdict: { readonly passed: boolean; readonly assertions: readonly Assertion[] } | null;
}
interface Assertion {
  readonly name: string;
  readonly pass: boolean | null;
}

let service: LocalService;
let owner: ApiClient;
let study: Study;

beforeAll(async () => {
  service = await startLocalService();
  owner = new ApiClient(service.url, service.apiKey);
  await keepFrames();
  study = (await owner.post<Study>('/api/v1/studies', STUDY, { 'idempotency-key': 'a study' })).body;
  await until(async () => (await read()).verdict !== null, { seconds: 120 });
  study = await read();
}, PATIENCE_MS);
afterAll(() => service?.stop());

const read = async () => (await owner.get<Study>(`/api/v1/studies/${study.id}`)).body;

it('trains every run of treatment and control', () => {
  expect(study.runs.map(({ status }) => status)).toEqual(Array(6).fill('FINISHED'));
  expect(study.runs.filter(({ role }) => role === 'control')).toHaveLength(3);
});

it('stores a verdict, which a study too short does not pass', () => {
  expect(study.verdict?.passed).toBe(false);
  expect(study.verdict?.assertions[0]).toMatchObject({ name: 'every run finished', pass: true });
  expect(study.verdict?.assertions.filter(({ pass }) => pass === false).length).toBeGreaterThan(0);
});

it('gives the same verdict through GraphQL', async () => {
  const operation = 'query ($id: ID!) { study(id: $id) { verdict { passed assertions { name pass } } } }';
  const answer = await owner.read(operation, { id: study.id });
  const assertions = study.verdict?.assertions.map(({ name, pass }) => ({ name, pass }));
  expect(answer['study'].verdict).toEqual({ passed: study.verdict?.passed, assertions });
});

it('answers the same request again with the same study', async () => {
  const again = await owner.post<Study>('/api/v1/studies', STUDY, { 'idempotency-key': 'a study' });
  expect(again.body.id).toBe(study.id);
});

it('answers from tiles through GraphQL with the numbers that the trainers sent, bit for bit', async () => {
  const run = study.runs[0]?.id ?? '';
  expect(await until(() => isFolded(run))).toBe(true);
  const frames = await framesOf(run);
  const ids = await metricIds();
  const operation = `query ($run: ID!) { run(id: $run) {
    loss: series(metric: "train/loss") { slice(input: { mode: RAW }) { steps { values } lines { values { base64 } } } }
    tokens: series(metric: "train/token/loss") {
      slice(input: { mode: LAST, axis: { select: { range: { from: 0, to: 331 } } } }) { lines { values { base64 } } } } } }`;
  const answer = (await owner.read(operation, { run }))['run'];

  const loss = frames.flatMap(({ scalars }) => scalars.flatMap((group) => pointsOf(group, ids.get('train/loss') ?? 0)));
  const inOrder = loss.toSorted((a, b) => Number(a.step - b.step));
  expect(answer.loss.slice.steps.values).toEqual(inOrder.map(({ step }) => String(step)));
  expect(answer.loss.slice.lines[0].values.base64).toBe(base64(Float64Array.from(inOrder, ({ value }) => value)));

  const vectors = frames.flatMap((frame) =>
    frame.vectors.filter(({ metric }) => metric === ids.get('train/token/loss')),
  );
  const last = vectors.toSorted((a, b) => Number(a.step - b.step)).at(-1);
  const read64 = answer.tokens.slice.lines.map((line: { values: { base64: string } }) => line.values.base64);
  expect(read64).toEqual(Array.from(last?.values ?? [], (value) => base64(Float64Array.of(value))));
});

const base64 = (column: Float64Array) => Buffer.from(column.buffer).toString('base64');

function pointsOf({ metrics, steps, values }: Frame['scalars'][number], metric: number) {
  const key = metrics.indexOf(metric);
  return key < 0 ? [] : Array.from(steps, (step, at) => ({ step, value: values[key * steps.length + at] ?? NaN }));
}

/** The fold takes what the trainers send out of the journal: from now on a copy of it stays. */
async function keepFrames(): Promise<void> {
  await query(
    `CREATE TABLE public.sent AS SELECT * FROM store.journal WHERE false;
     CREATE FUNCTION public.keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.sent VALUES (NEW.*); RETURN NULL; END $$;
     CREATE TRIGGER keep AFTER INSERT ON store.journal FOR EACH ROW EXECUTE FUNCTION public.keep();`,
  );
}

async function isFolded(run: string): Promise<boolean> {
  const [found] = await query<{ waiting: boolean; tiles: boolean }>(
    `SELECT EXISTS (SELECT FROM store.journal WHERE run_id = run.id) AS waiting,
            EXISTS (SELECT FROM store.tile WHERE run_id = run.id) AS tiles
     FROM run WHERE public_id = $1`,
    [run],
  );
  return found?.waiting === false && found.tiles;
}

async function framesOf(run: string): Promise<Frame[]> {
  const rows = await query<{ body: Buffer }>(
    'SELECT body FROM public.sent WHERE run_id = (SELECT id FROM run WHERE public_id = $1) ORDER BY id',
    [run],
  );
  return rows.map(({ body }) => {
    const decoded = decodeFrame(new Uint8Array(body));
    if (decoded.kind !== 'frame') throw new Error(decoded.detail);
    return decoded.frame;
  });
}

async function metricIds(): Promise<ReadonlyMap<string, number>> {
  const rows = await query<{ name: string; id: number }>('SELECT name, id FROM store.metric');
  return new Map(rows.map(({ name, id }) => [name, id]));
}

const secret = (name: string) => readFileSync(join(service.data, name), 'utf8').trim();

/** Past the service, straight from its database. */
async function query<T extends object>(sql: string, values?: unknown[]): Promise<T[]> {
  const client = new pg.Client({
    host: '127.0.0.1',
    port: Number(secret('postgres.port')),
    user: 'graticule',
    password: secret('postgres.password'),
    database: 'graticule',
  });
  await client.connect();
  try {
    return (await client.query<T>(sql, values)).rows;
  } finally {
    await client.end();
  }
}
