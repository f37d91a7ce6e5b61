import type { Assertion } from '@graticule/contracts';
import { newId } from '@graticule/platform';
import { claimOf, RECIPE, type RunLab, runLab } from '../support/run-lab.js';

let lab: RunLab;
beforeAll(async () => void (lab = await runLab()));
afterAll(() => lab.database.close());

const OPTIONS = { actor: 'key:k' };
const PLAN = {
  recipe: RECIPE,
  preset: 'quick',
  question: 'does it?',
  queue: 'default',
  runs: [1, 2, 3].map((seed) => ({
    name: `s${seed}`,
    config: { seed },
    seed,
    role: seed < 3 ? ('treatment' as const) : ('control' as const),
  })),
};

const assertion = (over: Partial<Assertion>): Assertion => ({
  name: 'n',
  effect: true,
  value: 1,
  bound: null,
  pass: null,
  evidence: [],
  ...over,
});

async function created(options: { actor: string; idempotencyKey?: string } = OPTIONS) {
  const outcome = await lab.studies.create(lab.project, PLAN, options);
  if (outcome.kind === 'conflict') throw new Error('conflict');
  return outcome.study;
}

it('inserts a study with all of its runs, in their order, and queues them', async () => {
  const study = await created();
  expect(study).toMatchObject({ recipe: RECIPE, preset: 'quick', question: 'does it?', decidedAt: null, passed: null });
  const runs = await lab.studies.runs(study.id);
  expect(runs.map(({ name, seed, studyRole, status }) => [name, seed, studyRole, status])).toEqual([
    ['s1', 1n, 'treatment', 'QUEUED'],
    ['s2', 2n, 'treatment', 'QUEUED'],
    ['s3', 3n, 'control', 'QUEUED'],
  ]);
  expect(runs.every((run) => run.studyId === study.id && lab.queue.jobs.has(`${run.id}-1`))).toBe(true);
});

it('makes one study of equal requests under one key, and refuses another', async () => {
  const options = { ...OPTIONS, idempotencyKey: newId() };
  const studies = await Promise.all(Array.from({ length: 5 }, () => created(options)));
  expect(new Set(studies.map(({ id }) => id)).size).toBe(1);
  expect(await lab.studies.create(lab.project, { ...PLAN, preset: 'paper' }, options)).toEqual({ kind: 'conflict' });
});

it('is undecided from the end of its last run until its verdict, and again after a retry', async () => {
  const study = await created();
  const isUndecided = async () => (await lab.studies.undecided()).includes(study.id);
  const runs = await lab.studies.runs(study.id);
  for (const run of runs) {
    expect(await isUndecided()).toBe(false);
    const { claim } = await claimOf(lab, run.id, 1);
    await lab.lifecycle.report(lab.team, claim, { outcome: 'EXITED', exitCode: 1, signal: null });
  }
  expect(await isUndecided()).toBe(true);
  await lab.studies.record(study.id, []);
  expect(await isUndecided()).toBe(false);
  await lab.lifecycle.retry(runs[0]!.id, 'key:k');
  expect((await lab.studies.byId(lab.team, study.id))?.decidedAt).toBeNull();
});

it('keeps assertions as they were, NaN and infinities included, and replaces them whole', async () => {
  const { id } = await created();
  const evidence = (await lab.studies.runs(id)).map((run) => run.id);
  const all = [
    assertion({ value: NaN, bound: { kind: 'atLeast', value: 2 }, pass: false, evidence }),
    assertion({
      value: -Infinity,
      bound: { kind: 'between', low: 0, high: 1 },
      pass: true,
      effect: false,
      note: 'a note',
    }),
    assertion({ value: 0.1 }),
  ];
  await lab.studies.record(id, all);
  expect(await lab.studies.assertions(id)).toEqual(all);
  expect(await lab.studies.find(id)).toMatchObject({ passed: false });
  await lab.studies.record(id, all.slice(1));
  expect(await lab.studies.assertions(id)).toEqual(all.slice(1));
  expect(await lab.studies.find(id)).toMatchObject({ passed: true });
});
