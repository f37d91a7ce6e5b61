import type { RunFilter, RunOrder, RunQuery, RunRecord } from '@graticule/runs';
import { claimed, outside, queued, type RunLab, runLab } from '../support/run-lab.js';

let lab: RunLab;
let runs: Record<'a' | 'b' | 'c' | 'd', RunRecord>;
beforeAll(async () => {
  lab = await runLab();
  runs = {
    a: await outside(lab, { name: 'Alpha 100%', tags: ['base'] }),
    b: await queued(lab, { name: 'beta_1', tags: ['base', 'gpu'] }),
    c: (await claimed(lab, { name: 'Beta 2' })).run,
    d: await outside(lab, { name: 'delta' }),
  };
});
afterAll(() => lab.database.close());

const OLDEST: readonly RunOrder[] = [{ by: { field: 'CREATED' }, direction: 'ASC' }];

const names = async (filter: RunFilter) =>
  (await lab.catalog.list(lab.project.key, { first: 10, order: OLDEST, filter })).runs.map(({ run }) => run.name);

it.each([
  ['status', { status: ['QUEUED', 'RUNNING'] }, ['Alpha 100%', 'beta_1', 'Beta 2', 'delta']],
  ['one status', { status: ['QUEUED'] }, ['beta_1']],
  ['tag', { tag: 'base' }, ['Alpha 100%', 'beta_1']],
  ['a part of the name in any case', { name: 'BETA' }, ['beta_1', 'Beta 2']],
  ['a name with a percent sign', { name: '0%' }, ['Alpha 100%']],
  ['a name with an underscore', { name: 'a_' }, ['beta_1']],
  ['recipe', { recipe: 'language-model' }, ['beta_1', 'Beta 2']],
  ['several at once', { tag: 'base', recipe: 'language-model' }, ['beta_1']],
  ['one or the other', { or: [{ tag: 'gpu' }, { name: 'delta' }] }, ['beta_1', 'delta']],
  ['neither', { not: { or: [{ tag: 'base' }, { name: 'delta' }] } }, ['Beta 2']],
  ['both', { and: [{ tag: 'base' }, { not: { tag: 'gpu' } }] }, ['Alpha 100%']],
  ['none of no ways', { or: [] }, []],
  ['not what holds always', { not: {} }, []],
  ['what holds always', { or: [{}] }, ['Alpha 100%', 'beta_1', 'Beta 2', 'delta']],
] as const)('finds runs by %s', async (_, filter, expected) => {
  expect(await names(filter)).toEqual(expected);
});

async function page(query: RunQuery) {
  const { runs: rows, hasNextPage } = await lab.catalog.list(lab.project.key, query);
  return { names: rows.map(({ run }) => run.name), end: rows.at(-1)!.place, hasNextPage };
}

it('turns pages in either order, each run once', async () => {
  const first = await page({ first: 3 });
  expect(first).toMatchObject({ names: ['delta', 'Beta 2', 'beta_1'], hasNextPage: true });
  expect(await page({ first: 3, after: first.end })).toMatchObject({ names: ['Alpha 100%'], hasNextPage: false });
  const oldest = await page({ first: 1, order: OLDEST });
  expect(oldest.names).toEqual(['Alpha 100%']);
  expect((await page({ first: 2, order: OLDEST, after: oldest.end })).names).toEqual(['beta_1', 'Beta 2']);
});

it('hides the runs of other teams', async () => {
  expect(await lab.catalog.byId(lab.team, runs.a.id)).toMatchObject({ name: 'Alpha 100%' });
  expect(await lab.catalog.byId((lab.team + 1) as never, runs.a.id)).toBeUndefined();
  expect(await lab.projects.bySlug((lab.team + 1) as never, 'default')).toBeUndefined();
});

it('reads transitions and attempts of many runs at once', async () => {
  const transitions = await lab.catalog.transitionsOf([runs.b.key, runs.c.key]);
  expect(transitions.get(runs.c.key)?.map(({ from, to }) => [from, to])).toEqual([
    [null, 'QUEUED'],
    ['QUEUED', 'RUNNING'],
  ]);
  const attempts = await lab.catalog.attemptsOf([runs.b.key, runs.c.key]);
  expect([attempts.get(runs.b.key), attempts.get(runs.c.key)]).toMatchObject([
    undefined,
    [{ number: 1, workerId: lab.worker, startStep: null }],
  ]);
});

it('knows the projects of a team by slug, and each slug once', async () => {
  expect(await lab.projects.create(lab.team, 'another', 'Another')).toMatchObject({
    kind: 'created',
    project: { slug: 'another' },
  });
  expect(await lab.projects.create(lab.team, 'another', 'Another')).toEqual({ kind: 'taken' });
  expect((await lab.projects.list(lab.team)).map(({ slug }) => slug)).toEqual(['another', 'default']);
});

it('lists workers by when they were last heard', async () => {
  const later = await lab.newWorker('later');
  expect((await lab.workers.list(lab.team))[0]).toMatchObject({ id: later, name: 'later', backend: null });
  expect(await lab.workers.heartbeat(lab.team, lab.worker)).toBe(true);
  expect((await lab.workers.list(lab.team, 1)).map(({ id }) => id)).toEqual([lab.worker]);
  expect(await lab.workers.heartbeat(lab.team, runs.a.id as never)).toBe(false);
});
