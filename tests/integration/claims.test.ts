import { ClaimId, RunId, teamKey } from '@graticule/contracts';
import { newId } from '@graticule/platform';
import { claimed, claimOf, queued, type RunLab, runLab } from '../support/run-lab.js';

const CLAIM_MS = 60_000;
let lab: RunLab;
beforeAll(async () => void (lab = await runLab({ claimMs: CLAIM_MS })));
afterAll(() => lab.database.close());

const exited = { outcome: 'EXITED', exitCode: 0, signal: null } as const;
const by = ({ attempt, epoch }: { attempt: number; epoch: bigint }) => ({ kind: 'attempt', attempt, epoch }) as const;

it('gives a job to one of ten workers that ask at once', async () => {
  const run = await queued(lab);
  const workers = await Promise.all(Array.from({ length: 10 }, (_, i) => lab.newWorker(`w${i}`)));
  const outcomes = await Promise.all(workers.map((worker) => lab.lifecycle.claim(run.id, 1, worker)));
  expect(outcomes.map(({ kind }) => kind).toSorted()).toEqual(['claimed', ...Array.from({ length: 9 }, () => 'taken')]);
  expect(await lab.gate.current(run.key)).toEqual({ attempt: 1, epoch: 1n, open: true });
  expect(await lab.catalog.attempts(run.key)).toHaveLength(1);
});

it('hands out everything a trainer needs', async () => {
  const claim = await claimed(lab, { config: { steps: 3 }, seed: 7, timeoutSeconds: 60 });
  expect(claim).toMatchObject({ attempt: 1, epoch: 1n, renewMs: 2_000, timeoutSeconds: 60 });
  expect(claim.run).toMatchObject({
    status: 'RUNNING',
    config: { steps: 3 },
    seed: 7n,
    recipe: { name: 'language-model' },
  });
  expect(claim.run.startedAt).toBeInstanceOf(Date);
});

it('answers a delivery that came too late or twice with gone', async () => {
  const { run, claim } = await claimed(lab);
  expect(await lab.lifecycle.claim(run.id, 2, lab.worker)).toEqual({ kind: 'gone' });
  await lab.lifecycle.report(lab.team, claim, { ...exited, exitCode: 1 });
  expect(await lab.lifecycle.claim(run.id, 1, lab.worker)).toEqual({ kind: 'gone' });
  expect(await lab.lifecycle.claim(RunId.parse(newId()), 1, lab.worker)).toEqual({ kind: 'gone' });
});

it('renews a claim and tells of a cancellation', async () => {
  const { run, claim } = await claimed(lab);
  expect(await lab.lifecycle.renew(lab.team, claim)).toEqual({ kind: 'renewed', cancelRequested: false });
  expect(await lab.lifecycle.cancel(run.id, 'key:k')).toMatchObject({ kind: 'requested' });
  expect(await lab.lifecycle.renew(lab.team, claim)).toEqual({ kind: 'renewed', cancelRequested: true });
  expect(
    await lab.lifecycle.report(lab.team, claim, { ...exited, outcome: 'CANCELLED', exitCode: null, signal: 'SIGTERM' }),
  ).toEqual({
    kind: 'recorded',
    status: 'CANCELLED',
  });
  expect((await lab.catalog.byId(lab.team, run.id))?.cause?.code).toBe('USER_CANCELLED');
  expect(await lab.gate.current(run.key)).toMatchObject({ open: false });
});

it('knows no claim that nobody made', async () => {
  const nobodys = ClaimId.parse(newId());
  expect(await lab.lifecycle.renew(lab.team, nobodys)).toEqual({ kind: 'lost' });
  expect(await lab.lifecycle.report(lab.team, nobodys, exited)).toEqual({ kind: 'lost' });
});

it('gives a worker that did not hear the answer the same claim again, until it has renewed it', async () => {
  const first = await claimed(lab);
  const other = await lab.newWorker();
  expect(await claimOf(lab, first.run.id, 1)).toMatchObject({ claim: first.claim, attempt: 1, epoch: first.epoch });
  expect(await lab.lifecycle.claim(first.run.id, 1, other)).toEqual({ kind: 'taken' });
  expect(await lab.catalog.attempts(first.run.key)).toHaveLength(1);
  expect(await lab.catalog.transitions(first.run.key)).toHaveLength(2);
  expect(await lab.gate.current(first.run.key)).toEqual({ attempt: 1, epoch: first.epoch, open: true });
  await lab.lifecycle.renew(lab.team, first.claim);
  expect(await lab.lifecycle.claim(first.run.id, 1, lab.worker)).toEqual({ kind: 'taken' });
});

it('gives a later attempt to the same worker twice as well', async () => {
  const { run, claim } = await claimed(lab);
  await lab.lifecycle.report(lab.team, claim, { ...exited, exitCode: null, signal: 'SIGKILL' });
  const second = await claimOf(lab, run.id, 2);
  expect(await claimOf(lab, run.id, 2)).toMatchObject({ claim: second.claim, epoch: second.epoch });
});

it('neither renews nor ends what another team claimed', async () => {
  const { run, claim } = await claimed(lab);
  const { id } = await lab.database.prisma.team.create({ data: { publicId: newId(), slug: 'strangers', name: 'S' } });
  const strangers = teamKey(id);
  expect(await lab.lifecycle.renew(strangers, claim)).toEqual({ kind: 'lost' });
  expect(await lab.lifecycle.report(strangers, claim, { ...exited, exitCode: 1 })).toEqual({ kind: 'lost' });
  await lab.silence(run.id, CLAIM_MS * 2);
  expect(await lab.lifecycle.renew(strangers, claim)).toEqual({ kind: 'lost' });
  expect(await lab.workers.heartbeat(strangers, lab.worker)).toBe(false);
  expect(await lab.status(run.id)).toBe('RUNNING');
  expect(await lab.gate.current(run.key)).toMatchObject({ open: true });
});

it('refuses a worker of another team', async () => {
  const run = await queued(lab);
  await expect(lab.lifecycle.claim(run.id, 1, newId() as never)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await lab.status(run.id)).toBe('QUEUED');
});

it('ends an attempt by its own word, once, and closes its gate', async () => {
  const claim = await claimed(lab);
  const finish = { status: 'FINISHED' } as const;
  expect(await lab.lifecycle.finish(claim.run.id, finish, by(claim))).toMatchObject({
    kind: 'finished',
    run: { status: 'FINISHED' },
  });
  expect(await lab.lifecycle.finish(claim.run.id, finish, by(claim))).toMatchObject({ kind: 'finished' });
  expect(await lab.catalog.transitions(claim.run.key)).toHaveLength(3);
  expect(await lab.gate.current(claim.run.key)).toMatchObject({ open: false });
  expect(await lab.lifecycle.finish(claim.run.id, { status: 'FAILED' }, by(claim))).toEqual({
    kind: 'illegal',
    from: 'FINISHED',
    to: 'FAILED',
  });
});

it('takes the report of a trainer that spoke for itself without consequence', async () => {
  const claim = await claimed(lab);
  await lab.lifecycle.finish(
    claim.run.id,
    { status: 'FAILED', cause: { code: 'TRAINER_THREW', message: 'm' } },
    by(claim),
  );
  expect(await lab.lifecycle.renew(lab.team, claim.claim)).toEqual({ kind: 'renewed', cancelRequested: false });
  expect(await lab.lifecycle.report(lab.team, claim.claim, { ...exited, exitCode: 1 })).toEqual({
    kind: 'recorded',
    status: 'FAILED',
  });
  expect((await lab.catalog.byId(lab.team, claim.run.id))?.cause?.code).toBe('TRAINER_THREW');
});

it('refuses the word of an attempt with a stale epoch', async () => {
  const claim = await claimed(lab);
  const stale = { kind: 'attempt', attempt: 1, epoch: claim.epoch - 1n } as const;
  expect(await lab.lifecycle.finish(claim.run.id, { status: 'FINISHED' }, stale)).toEqual({ kind: 'stale' });
  expect(await lab.lifecycle.heartbeat(claim.run.id, stale)).toEqual({ kind: 'stale' });
  expect(await lab.gate.current(claim.run.key)).toMatchObject({ open: true });
});

it('tries again after a signal while attempts are left, and hides what the first attempt logged', async () => {
  const first = await claimed(lab, { maxAttempts: 2 });
  const killed = { outcome: 'EXITED', exitCode: null, signal: 'SIGKILL' } as const;
  expect(await lab.lifecycle.report(lab.team, first.claim, killed)).toEqual({ kind: 'recorded', status: 'QUEUED' });
  expect(lab.queue.jobs.has(`${first.run.id}-2`)).toBe(true);
  expect(await lab.lifecycle.renew(lab.team, first.claim)).toEqual({ kind: 'lost' });
  const second = await claimOf(lab, first.run.id, 2);
  expect(second).toMatchObject({ attempt: 2, epoch: 2n });
  expect((await lab.catalog.attempts(first.run.key)).map(({ startStep }) => startStep)).toEqual([null, 0n]);
  expect(await lab.lifecycle.report(lab.team, second.claim, killed)).toEqual({ kind: 'recorded', status: 'FAILED' });
  expect((await lab.catalog.byId(lab.team, first.run.id))?.cause).toMatchObject({ code: 'TRAINER_EXIT' });
});

it.each([
  ['an exit code', { outcome: 'EXITED', exitCode: 3, signal: null }, 'TRAINER_EXIT'],
  [
    'an exception',
    { outcome: 'EXITED', exitCode: null, signal: 'SIGABRT', cause: { code: 'TRAINER_THREW', message: 'm' } },
    'TRAINER_THREW',
  ],
  ['a timeout', { outcome: 'TIMED_OUT', exitCode: null, signal: 'SIGTERM' }, 'TIMEOUT'],
  ['a trainer that cannot be started', { outcome: 'CANNOT_START', exitCode: null, signal: null }, 'CANNOT_START'],
] as const)('fails for good after %s', async (_, report, code) => {
  const { run, claim } = await claimed(lab);
  expect(await lab.lifecycle.report(lab.team, claim, report)).toEqual({ kind: 'recorded', status: 'FAILED' });
  expect((await lab.catalog.byId(lab.team, run.id))?.cause?.code).toBe(code);
});

it('tries again when the trainer could not tell how it went', async () => {
  const { claim } = await claimed(lab);
  const untold = { outcome: 'EXITED', exitCode: 70, signal: null } as const;
  expect(await lab.lifecycle.report(lab.team, claim, untold)).toEqual({ kind: 'recorded', status: 'QUEUED' });
});

it('puts the run of a drained worker back at no cost', async () => {
  const { run, claim } = await claimed(lab, { maxAttempts: 1 });
  const drained = { outcome: 'DRAINED', exitCode: null, signal: 'SIGTERM' } as const;
  expect(await lab.lifecycle.report(lab.team, claim, drained)).toEqual({ kind: 'recorded', status: 'QUEUED' });
  expect(await claimOf(lab, run.id, 2)).toMatchObject({ epoch: 2n });
});

it('claims thirty-two times at once over a pool of eight connections without a deadlock', async () => {
  const other = await lab.newWorker('other');
  const runs = await Promise.all(Array.from({ length: 16 }, () => queued(lab)));
  const outcomes = await Promise.all(
    runs.flatMap((run) => [lab.worker, other].map((worker) => lab.lifecycle.claim(run.id, 1, worker))),
  );
  expect(outcomes.filter(({ kind }) => kind === 'claimed')).toHaveLength(16);
});
