import type { RunRecord } from '@graticule/runs';
import { claimed, claimOf, outside, queued, type RunLab, runLab } from '../support/run-lab.js';

const CLAIM_MS = 60_000;
let lab: RunLab;
beforeEach(async () => void (lab = await runLab({ claimMs: CLAIM_MS, heartbeatMs: CLAIM_MS, redeliverMs: 60_000 })));
afterEach(() => lab.database.close());

const NOTHING = { stalled: 0, lost: 0, requeued: 0, cancelled: 0, enqueued: 0 };
const way = async ({ key }: RunRecord) => (await lab.catalog.transitions(key)).map(({ to }) => to);

/** Silence until the run is STALLED, and on until its claim has expired. */
async function vanish(run: RunRecord): Promise<void> {
  await lab.silence(run.id, CLAIM_MS * 0.6);
  expect(await lab.reconciler.sweep()).toEqual({ ...NOTHING, stalled: 1 });
  await lab.silence(run.id, CLAIM_MS);
}

it('does nothing while every claim is renewed in time', async () => {
  const { run } = await claimed(lab);
  await lab.silence(run.id, CLAIM_MS * 0.4);
  expect(await lab.reconciler.sweep()).toEqual(NOTHING);
});

it('calls a run STALLED after half a claim of silence, and RUNNING when its worker is back', async () => {
  const { run, claim } = await claimed(lab);
  await lab.silence(run.id, CLAIM_MS * 0.6);
  expect(await lab.reconciler.sweep()).toEqual({ ...NOTHING, stalled: 1 });
  expect(await lab.reconciler.sweep()).toEqual(NOTHING);
  expect(await lab.lifecycle.renew(lab.team, claim)).toEqual({ kind: 'renewed', cancelRequested: false });
  expect(await way(run)).toEqual(['QUEUED', 'RUNNING', 'STALLED', 'RUNNING']);
});

it('gives workers half a claim to come back after an outage of the whole house', async () => {
  const { run } = await claimed(lab);
  await lab.silence(run.id, CLAIM_MS * 100);
  expect(await lab.reconciler.sweep()).toEqual({ ...NOTHING, stalled: 1 });
  expect(await lab.reconciler.sweep()).toEqual(NOTHING);
  await lab.silence(run.id, CLAIM_MS * 0.6);
  expect(await lab.reconciler.sweep()).toMatchObject({ lost: 1, requeued: 1, enqueued: 1 });
});

it('queues the next attempt of a lost run, which another worker then takes with a higher epoch', async () => {
  const first = await claimed(lab);
  await vanish(first.run);
  expect(await lab.reconciler.sweep()).toEqual({ ...NOTHING, lost: 1, requeued: 1, enqueued: 1 });
  expect(await way(first.run)).toEqual(['QUEUED', 'RUNNING', 'STALLED', 'LOST', 'QUEUED']);
  const second = await claimOf(lab, first.run.id, 2, await lab.newWorker());
  expect(second.epoch).toBe(first.epoch + 1n);
  expect(await lab.gate.current(first.run.key)).toMatchObject({ attempt: 2, epoch: second.epoch });
  const late = { kind: 'attempt', attempt: 1, epoch: first.epoch } as const;
  expect(await lab.lifecycle.renew(lab.team, first.claim)).toEqual({ kind: 'lost' });
  expect(await lab.lifecycle.finish(first.run.id, { status: 'FINISHED' }, late)).toEqual({ kind: 'stale' });
  expect(await lab.lifecycle.report(lab.team, first.claim, { outcome: 'EXITED', exitCode: 0, signal: null })).toEqual({
    kind: 'lost',
  });
  expect(await lab.gate.current(first.run.key)).toMatchObject({ epoch: second.epoch, open: true });
});

it('leaves a run LOST when no attempts are left, until its worker comes back', async () => {
  const { run, claim } = await claimed(lab, { maxAttempts: 1 });
  await vanish(run);
  expect(await lab.reconciler.sweep()).toEqual({ ...NOTHING, lost: 1 });
  expect(await lab.catalog.byId(lab.team, run.id)).toMatchObject({ status: 'LOST', cause: { code: 'WORKER_LOST' } });
  expect(await lab.lifecycle.renew(lab.team, claim)).toMatchObject({ kind: 'renewed' });
  expect(await lab.status(run.id)).toBe('RUNNING');
});

it('accepts the end of a lost attempt that nobody has claimed again', async () => {
  const { run, attempt, epoch } = await claimed(lab);
  await vanish(run);
  await lab.reconciler.sweep();
  const finished = await lab.lifecycle.finish(run.id, { status: 'FINISHED' }, { kind: 'attempt', attempt, epoch });
  expect(finished).toMatchObject({ kind: 'finished', run: { status: 'FINISHED', attempt: 1 } });
  expect(await lab.lifecycle.claim(run.id, 2, lab.worker)).toEqual({ kind: 'gone' });
  expect(await way(run)).toEqual(['QUEUED', 'RUNNING', 'STALLED', 'LOST', 'QUEUED', 'RUNNING', 'FINISHED']);
});

it('gives a requeued run back to its worker, and hands the next attempt over again when that is lost too', async () => {
  const { run, claim } = await claimed(lab);
  await vanish(run);
  await lab.reconciler.sweep();
  expect(await lab.lifecycle.renew(lab.team, claim)).toMatchObject({ kind: 'renewed' });
  expect(await lab.catalog.byId(lab.team, run.id)).toMatchObject({ status: 'RUNNING', attempt: 1 });
  lab.queue.jobs.clear();
  await vanish(run);
  expect(await lab.reconciler.sweep()).toMatchObject({ requeued: 1, enqueued: 1 });
  expect(lab.queue.jobs.has(`${run.id}-2`)).toBe(true);
});

it('calls a run CANCELLED and not LOST when its worker vanishes after the cancellation', async () => {
  const { run, claim } = await claimed(lab);
  await lab.lifecycle.cancel(run.id, 'key:k');
  await vanish(run);
  expect(await lab.reconciler.sweep()).toEqual({ ...NOTHING, cancelled: 1 });
  expect(await lab.gate.current(run.key)).toMatchObject({ open: false });
  expect(await lab.lifecycle.renew(lab.team, claim)).toEqual({ kind: 'renewed', cancelRequested: true });
});

it('cancels a lost run at once', async () => {
  const { run } = await claimed(lab, { maxAttempts: 1 });
  await vanish(run);
  await lab.reconciler.sweep();
  expect(await lab.lifecycle.cancel(run.id, 'key:k')).toMatchObject({ kind: 'cancelled' });
  expect(await lab.gate.current(run.key)).toMatchObject({ open: false });
});

it('watches an outside run from its first heartbeat on, and never before', async () => {
  const [silent, watched] = [await outside(lab), await outside(lab)];
  const by = { kind: 'key', actor: 'key:k' } as const;
  expect(await lab.lifecycle.heartbeat(watched.id, by)).toMatchObject({ kind: 'alive' });
  await vanish(watched);
  expect(await lab.reconciler.sweep()).toEqual({ ...NOTHING, lost: 1 });
  expect([await lab.status(silent.id), await lab.status(watched.id)]).toEqual(['RUNNING', 'LOST']);
  expect(await lab.lifecycle.heartbeat(watched.id, by)).toMatchObject({ kind: 'alive', run: { status: 'RUNNING' } });
  await lab.lifecycle.finish(watched.id, { status: 'FINISHED' }, by);
  expect(await lab.lifecycle.heartbeat(watched.id, by)).toMatchObject({ kind: 'ended' });
  expect(await lab.reconciler.sweep()).toEqual(NOTHING);
});

it('enqueues what a crash or an absent queue left behind', async () => {
  lab.queue.state = 'away';
  const run = await queued(lab);
  expect(await lab.reconciler.sweep()).toEqual(NOTHING);
  lab.queue.state = 'there';
  expect(await lab.reconciler.sweep()).toEqual({ ...NOTHING, enqueued: 1 });
  expect(lab.queue.jobs.has(`${run.id}-1`)).toBe(true);
  expect(await lab.reconciler.sweep()).toEqual(NOTHING);
});

it('enqueues once more what has waited for long', async () => {
  const run = await queued(lab);
  lab.queue.jobs.clear();
  await lab.database.pool.query(`UPDATE job SET enqueued_at = enqueued_at - interval '61 s'`);
  expect(await lab.reconciler.sweep()).toEqual({ ...NOTHING, enqueued: 1 });
  expect(lab.queue.jobs.has(`${run.id}-1`)).toBe(true);
});

it('moves each run once however many replicas sweep', async () => {
  const claims = await Promise.all(Array.from({ length: 6 }, () => claimed(lab)));
  await Promise.all(claims.map(({ run }) => lab.silence(run.id, CLAIM_MS * 0.6)));
  const reports = await Promise.all(Array.from({ length: 4 }, () => lab.reconciler.sweep()));
  expect(reports.reduce((sum, { stalled }) => sum + stalled, 0)).toBe(6);
});
