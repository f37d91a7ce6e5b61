import { newId } from '@graticule/platform';
import { claimed, claimOf, job, outside, queued, request, type RunLab, runLab } from '../support/run-lab.js';

let lab: RunLab;
beforeAll(async () => void (lab = await runLab()));
afterAll(() => lab.database.close());

const KEY = { actor: 'key:k' };

describe('submitting', () => {
  it('queues a run with a recipe and hands it to the queue', async () => {
    const run = await queued(lab, { queue: 'gpu', priority: 5, seed: String(2n ** 60n) });
    expect(run).toMatchObject({ status: 'QUEUED', attempt: 1, epoch: 0n, seed: 2n ** 60n, projectSlug: 'default' });
    expect(lab.queue.jobs.get(`${run.id}-1`)).toMatchObject({ queue: 'gpu', priority: 5 });
    expect(await lab.gate.current(run.key)).toBeUndefined();
    expect(await lab.catalog.transitions(run.key)).toMatchObject([{ from: null, to: 'QUEUED', actor: 'key:test' }]);
  });

  it('opens a run without a recipe to measurements at once', async () => {
    const run = await outside(lab, { config: { a: [1, { b: null }] }, tags: ['x', 'y'], notes: 'n' });
    expect(run).toMatchObject({
      status: 'RUNNING',
      recipe: null,
      tags: ['x', 'y'],
      notes: 'n',
      config: { a: [1, { b: null }] },
    });
    expect(await lab.gate.current(run.key)).toEqual({ attempt: 1, epoch: 0n, open: true });
  });

  it('answers a request that is repeated under its key with the run it made', async () => {
    const options = { ...KEY, idempotencyKey: newId() };
    const first = await lab.lifecycle.submit(lab.project, job({ config: { a: 1, b: 2 } }), options);
    const again = await lab.lifecycle.submit(lab.project, job({ config: { b: 2, a: 1 } }), options);
    expect([first.kind, again.kind]).toEqual(['created', 'replayed']);
    expect('run' in again && again.run.id).toBe('run' in first && first.run.id);
  });

  it('refuses another request under a key that was used', async () => {
    const options = { ...KEY, idempotencyKey: newId() };
    await lab.lifecycle.submit(lab.project, job({ config: { a: 1 } }), options);
    expect(await lab.lifecycle.submit(lab.project, job({ config: { a: 2 } }), options)).toEqual({ kind: 'conflict' });
  });

  it('makes one run of ten equal requests that arrive at once', async () => {
    const options = { ...KEY, idempotencyKey: newId() };
    const outcomes = await Promise.all(
      Array.from({ length: 10 }, () => lab.lifecycle.submit(lab.project, request({ name: 'once' }), options)),
    );
    expect(outcomes.filter(({ kind }) => kind === 'created')).toHaveLength(1);
    const page = await lab.catalog.list(lab.project.key, { first: 10, filter: { name: 'once' } });
    expect(page.runs).toHaveLength(1);
  });

  it('succeeds while the queue is away', async () => {
    lab.queue.state = 'away';
    const run = await queued(lab);
    lab.queue.state = 'there';
    expect(run.status).toBe('QUEUED');
    expect(lab.queue.jobs.has(`${run.id}-1`)).toBe(false);
  });
});

describe('cancelling', () => {
  it('ends a run that waits at once and takes its job back', async () => {
    const run = await queued(lab);
    expect(await lab.lifecycle.cancel(run.id, 'key:k')).toMatchObject({
      kind: 'cancelled',
      run: { status: 'CANCELLED' },
    });
    expect(lab.queue.jobs.has(`${run.id}-1`)).toBe(false);
    expect(await lab.lifecycle.claim(run.id, 1, lab.worker)).toEqual({ kind: 'gone' });
    expect(await lab.lifecycle.cancel(run.id, 'key:k')).toMatchObject({ kind: 'cancelled' });
    expect(await lab.catalog.transitions(run.key)).toHaveLength(2);
  });

  it('ends an outside run at once and leaves it open to late points', async () => {
    const run = await outside(lab);
    expect(await lab.lifecycle.cancel(run.id, 'key:k')).toMatchObject({ kind: 'cancelled' });
    expect(await lab.gate.current(run.key)).toMatchObject({ open: true });
  });

  it('cannot cancel what has ended otherwise', async () => {
    const run = await outside(lab);
    await lab.lifecycle.finish(run.id, { status: 'FINISHED' }, { kind: 'key', actor: 'key:k' });
    expect(await lab.lifecycle.cancel(run.id, 'key:k')).toEqual({ kind: 'illegal', from: 'FINISHED' });
  });

  it('lets a trainer that was faster finish', async () => {
    const claim = await claimed(lab);
    await lab.lifecycle.cancel(claim.run.id, 'key:k');
    const by = { kind: 'attempt', attempt: 1, epoch: claim.epoch } as const;
    expect(await lab.lifecycle.finish(claim.run.id, { status: 'FINISHED' }, by)).toMatchObject({ kind: 'finished' });
  });
});

describe('retrying', () => {
  it('queues another attempt of a failed run, beyond the attempts it was given', async () => {
    const { run, claim } = await claimed(lab, { maxAttempts: 1 });
    await lab.lifecycle.report(lab.team, claim, { outcome: 'EXITED', exitCode: 1, signal: null });
    expect(await lab.lifecycle.retry(run.id, 'key:k')).toMatchObject({
      kind: 'queued',
      run: { status: 'QUEUED', attempt: 2, endedAt: null },
    });
    expect(lab.queue.jobs.has(`${run.id}-2`)).toBe(true);
    expect(await lab.lifecycle.renew(lab.team, claim)).toEqual({ kind: 'lost' });
    expect(await claimOf(lab, run.id, 2)).toMatchObject({ epoch: 2n });
  });

  it('resumes an outside run', async () => {
    const run = await outside(lab);
    await lab.lifecycle.finish(run.id, { status: 'FAILED' }, { kind: 'key', actor: 'key:k' });
    expect(await lab.lifecycle.retry(run.id, 'key:k')).toMatchObject({ kind: 'resumed', run: { status: 'RUNNING' } });
  });

  it('does not retry what waits or trains', async () => {
    const run = await queued(lab);
    expect(await lab.lifecycle.retry(run.id, 'key:k')).toEqual({ kind: 'illegal', from: 'QUEUED' });
    await claimOf(lab, run.id, 1);
    expect(await lab.lifecycle.retry(run.id, 'key:k')).toEqual({ kind: 'illegal', from: 'RUNNING' });
  });
});

it('lets a key end its outside run and never a run that a worker holds', async () => {
  const [run, claim] = [await outside(lab), await claimed(lab)];
  const by = { kind: 'key', actor: 'key:k' } as const;
  expect(await lab.lifecycle.finish(run.id, { status: 'FAILED' }, by)).toMatchObject({
    run: { cause: { code: 'REPORTED' } },
  });
  expect(await lab.lifecycle.finish(claim.run.id, { status: 'FINISHED' }, by)).toEqual({
    kind: 'illegal',
    from: 'RUNNING',
    to: 'FINISHED',
  });
});

it('changes what people wrote and nothing else', async () => {
  const run = await outside(lab, { notes: 'old' });
  expect(await lab.lifecycle.update(run.id, { name: 'new', notes: null, tags: ['t'] })).toMatchObject({
    name: 'new',
    notes: null,
    tags: ['t'],
  });
  expect(await lab.lifecycle.update(run.id, {})).toMatchObject({ name: 'new', status: 'RUNNING' });
});

it('numbers the events of a project without gaps, whoever writes at once', async () => {
  const project = await lab.projects.create(lab.team, `p-${newId()}`, 'P');
  if (project.kind === 'taken') throw new Error('taken');
  const { key } = project.project;
  await Promise.all(
    Array.from({ length: 30 }, async () => {
      const outcome = await lab.lifecycle.submit(project.project, request(), KEY);
      if (outcome.kind === 'created') await lab.lifecycle.cancel(outcome.run.id, 'key:k');
    }),
  );
  const events = await lab.catalog.events(key, 0n, 1_000);
  expect(events.map(({ number }) => number)).toEqual(Array.from({ length: 60 }, (_, i) => BigInt(i + 1)));
  expect(await lab.catalog.lastEvent(key)).toBe(60n);
  expect(await lab.catalog.events(key, 58n, 1)).toMatchObject([{ number: 59n }]);
});
