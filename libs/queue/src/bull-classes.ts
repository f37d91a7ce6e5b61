import { createPostgresBackend, createRedisBackend, type WorkerOptions, withBackend } from 'bullmq';
import type { QueueConnection } from './queue-connection.js';

const onPostgres = withBackend(createPostgresBackend);
const onRedis = withBackend(createRedisBackend);

/** What a job carries; its id is `<run>-<attempt>`. */
export interface JobData {
  readonly run: string;
  readonly attempt: number;
}

/** What is used of a BullMQ queue, on either backend. */
export interface BullQueue {
  waitUntilReady(): Promise<unknown>;
  add(name: string, data: JobData, options: BullJobOptions): Promise<unknown>;
  remove(jobId: string): Promise<number>;
  getJobCounts(): Promise<unknown>;
  close(): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

interface BullJobOptions {
  readonly jobId: string;
  readonly priority: number;
  readonly attempts: number;
  readonly removeOnComplete: boolean;
  readonly removeOnFail: boolean;
}

/** What is used of a BullMQ worker, on either backend. */
export interface BullWorker {
  waitUntilReady(): Promise<unknown>;
  run(): Promise<void>;
  /** With `force` it does not wait for the jobs at work. */
  close(force?: boolean): Promise<void>;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

type Take = (job: { readonly data: JobData }) => Promise<void>;

/** All the house's queues share one schema on Postgres and one prefix on Redis. */
const NAMESPACE = 'graticule';
const POSTGRES = {
  schema: 'bullmq',
  migrate: true,
  connectionTimeoutMillis: 5_000,
  application_name: 'graticule-queue',
};

export function openBullQueue({ kind, url }: QueueConnection, name: string): BullQueue {
  return kind === 'postgres'
    ? new onPostgres.Queue<JobData>(name, { connection: { ...POSTGRES, connectionString: url, max: 2 } })
    : new onRedis.Queue<JobData>(name, { connection: { url, enableOfflineQueue: false }, prefix: NAMESPACE });
}

export function openBullWorker(
  { kind, url }: QueueConnection,
  name: string,
  take: Take,
  concurrency: number,
): BullWorker {
  const options: Omit<WorkerOptions, 'connection'> = {
    autorun: false,
    concurrency,
    // Whether a job is still to be done is decided by the claim alone: a lock that ran out redelivers nothing.
    lockDuration: 60_000,
    maxStalledCount: 0,
    stalledInterval: 30_000,
    runRetryDelay: 1_000,
    removeOnComplete: { count: 0 },
    removeOnFail: { count: 0 },
  };
  return kind === 'postgres'
    ? new onPostgres.Worker<JobData>(name, take, {
        ...options,
        connection: { ...POSTGRES, connectionString: url, max: 3 },
      })
    : new onRedis.Worker<JobData>(name, take, {
        ...options,
        connection: { url, maxRetriesPerRequest: null },
        prefix: NAMESPACE,
      });
}
