import { type RegisterWorker, type RunId, SubmitRun, type WorkerId } from '@graticule/contracts';
import type { Database } from '@graticule/database';
import { AxisRegistry, Folder, MetricGate, RunFork } from '@graticule/metrics';
import { firstBoot } from '@graticule/access';
import {
  type LifecycleOptions,
  ProjectCatalog,
  type QueuedJob,
  Reconciler,
  RunCatalog,
  RunLifecycle,
  type RunQueue,
  type RunRecord,
  StudyDesk,
  WorkerRegistry,
} from '@graticule/runs';
import { testDatabase } from './test-database.js';

/** A queue that remembers what it was given, and is away when told so. */
class RememberingQueue implements RunQueue {
  readonly jobs = new Map<string, QueuedJob>();
  state: 'there' | 'away' = 'there';

  async enqueue(job: QueuedJob): Promise<void> {
    if (this.state === 'away') throw new Error('the queue is away');
    this.jobs.set(`${job.run}-${job.attempt}`, job);
  }

  async remove(run: RunId, attempt: number): Promise<void> {
    this.jobs.delete(`${run}-${attempt}`);
  }

  async ready(): Promise<boolean> {
    return this.state === 'there';
  }

  async close(): Promise<void> {
    this.jobs.clear();
  }
}

/** Forks as the API makes them. */
export const runFork = ({ pool, poolOf }: Pick<Database, 'pool' | 'poolOf'>) =>
  new RunFork(poolOf, new Folder(poolOf, new AxisRegistry(pool)));

/** The life of runs on a database of its own, with the real gate of the measurements. */
export async function runLab(options: LifecycleOptions = {}) {
  const database = await testDatabase();
  const { team, project: key } = await firstBoot(database);
  const project = (await new ProjectCatalog(database).byKey(key))!;
  const gate = new MetricGate(() => database.pool);
  const queue = new RememberingQueue();
  const workers = new WorkerRegistry(database);
  const newWorker = async (name = 'w') => (await workers.register(team, { ...WORKER, name })).id;
  return {
    database,
    team,
    project,
    gate,
    queue,
    workers,
    newWorker,
    worker: await newWorker(),
    lifecycle: new RunLifecycle(database, { gate, forks: runFork(database) }, queue, options),
    reconciler: new Reconciler(database, gate, queue, options),
    catalog: new RunCatalog(database),
    projects: new ProjectCatalog(database),
    studies: new StudyDesk(database, queue),
    ...acts(database),
  };
}

export type RunLab = Awaited<ReturnType<typeof runLab>>;

const WORKER: RegisterWorker = { name: 'w', host: 'h', pid: 1, slots: 1, queue: 'default', version: '1' };
export const RECIPE = { name: 'language-model', version: '1' };

/** What every request has after it was parsed. `job` asks for a recipe. */
export const request = (over: object = {}) => SubmitRun.parse({ name: 'a run', ...over });
export const job = (over: object = {}) => ({
  ...request({ recipe: { name: RECIPE.name }, ...over }),
  resolvedRecipe: RECIPE,
});

/** Submits a job and returns its run. */
export async function queued(lab: RunLab, over: object = {}): Promise<RunRecord> {
  const outcome = await lab.lifecycle.submit(lab.project, job(over), { actor: 'key:test' });
  if (outcome.kind === 'conflict') throw new Error('conflict');
  return outcome.run;
}

/** Submits a job and has it claimed. */
export async function claimed(lab: RunLab, over: object = {}, worker: WorkerId = lab.worker) {
  const run = await queued(lab, over);
  return claimOf(lab, run.id, 1, worker);
}

export async function claimOf(lab: RunLab, run: RunId, attempt: number, worker: WorkerId = lab.worker) {
  const outcome = await lab.lifecycle.claim(run, attempt, worker);
  if (outcome.kind !== 'claimed') throw new Error(outcome.kind);
  return outcome;
}

export async function outside(lab: RunLab, over: object = {}): Promise<RunRecord> {
  const outcome = await lab.lifecycle.submit(lab.project, request(over), { actor: 'key:test' });
  if (outcome.kind === 'conflict') throw new Error('conflict');
  return outcome.run;
}

/** What time would do, done at once. */
function acts(database: Database) {
  return {
    /** The claim or heartbeat was renewed that long ago. */
    async silence(run: RunId, ms: number): Promise<void> {
      await database.pool.query(
        `UPDATE job SET renewed_at = renewed_at - $2::int4 * interval '1 ms', claim_expires_at = claim_expires_at - $2::int4 * interval '1 ms'
         FROM run WHERE run.public_id = $1 AND job.run_id = run.id`,
        [run, ms],
      );
    },
    async status(run: RunId): Promise<string> {
      const { rows } = await database.pool.query('SELECT status FROM run WHERE public_id = $1', [run]);
      return rows[0].status;
    },
  };
}
