import type { RunId } from '@graticule/contracts';
import { type Gate, RunLifecycle } from '@graticule/runs';
import { claimOf, queued, runFork, type RunLab, runLab } from '../support/run-lab.js';

const CLAIM_MS = 60_000;
let lab: RunLab;
beforeEach(async () => void (lab = await runLab({ claimMs: CLAIM_MS })));
afterEach(() => lab.database.close());

/** A replica whose measurements are reached through this gate. */
const replica = (gate: Gate) =>
  new RunLifecycle(lab.database, { gate, forks: runFork(lab.database) }, lab.queue, { claimMs: CLAIM_MS });

/** The real gate, with something that happens before it opens. */
const pausedBeforeOpening = (meanwhile: () => Promise<unknown>): Gate => ({
  open: async (run, attempt, epoch, startStep) => {
    await meanwhile();
    await lab.gate.open(run, attempt, epoch, startStep);
  },
  close: (run, epoch) => lab.gate.close(run, epoch),
  end: (run, epoch) => lab.gate.end(run, epoch),
});

async function vanish(run: RunId): Promise<void> {
  await lab.silence(run, CLAIM_MS);
  await lab.reconciler.sweep();
  await lab.silence(run, CLAIM_MS);
  await lab.reconciler.sweep();
}

it('leaves a claim that nobody heard of to expire, and the next one gets a higher epoch', async () => {
  const run = await queued(lab);
  const broken: Gate = {
    open: () => Promise.reject(new Error('the store is away')),
    close: async () => undefined,
    end: async () => undefined,
  };
  await expect(replica(broken).claim(run.id, 1, lab.worker)).rejects.toThrow('the store is away');
  expect(await lab.gate.current(run.key)).toBeUndefined();
  await vanish(run.id);
  expect(await claimOf(lab, run.id, 2)).toMatchObject({ epoch: 2n });
  expect(await lab.gate.current(run.key)).toEqual({ attempt: 2, epoch: 2n, open: true });
});

it('does not let an opener that was paused lower the epoch of a later claim', async () => {
  const run = await queued(lab);
  const late = replica(
    pausedBeforeOpening(async () => {
      await vanish(run.id);
      await claimOf(lab, run.id, 2);
    }),
  );
  expect(await late.claim(run.id, 1, lab.worker)).toEqual({ kind: 'gone' });
  expect(await lab.gate.current(run.key)).toEqual({ attempt: 2, epoch: 2n, open: true });
});

it('leaves the gate of a run closed that ended while its claim was being opened', async () => {
  const run = await queued(lab);
  const late = replica(
    pausedBeforeOpening(async () => {
      await lab.lifecycle.cancel(run.id, 'key:k');
      await vanish(run.id);
    }),
  );
  expect(await late.claim(run.id, 1, lab.worker)).toEqual({ kind: 'gone' });
  expect(await lab.status(run.id)).toBe('CANCELLED');
  expect(await lab.gate.current(run.key)).toEqual({ attempt: 1, epoch: 1n, open: false });
});

it('finishes a run whose gate was closed by a try that failed after it', async () => {
  const run = await queued(lab);
  const { attempt, epoch } = await claimOf(lab, run.id, 1);
  await lab.gate.close(run.key, epoch);
  const by = { kind: 'attempt', attempt, epoch } as const;
  expect(await lab.lifecycle.finish(run.id, { status: 'FINISHED' }, by)).toMatchObject({ kind: 'finished' });
});
