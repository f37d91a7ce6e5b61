import {
  ClaimId,
  ENDED,
  NEXT_STATUS,
  projectKey,
  type ProjectKey,
  RunId,
  runKey,
  type RunKey,
  RunStatus,
  type TeamKey,
  WorkerId,
} from '@graticule/contracts';
import type { Database } from '@graticule/database';
import type { Client } from './house.js';
import { sql } from './sql.js';

/** What decides about a run. Times were compared by the database's clock. */
export interface RunState {
  readonly key: RunKey;
  readonly id: RunId;
  readonly projectKey: ProjectKey;
  readonly studyKey: number | null;
  readonly status: RunStatus;
  readonly attempt: number;
  readonly epoch: bigint;
  /** Undefined for a run that is logged from outside: no worker ever has it. */
  readonly job: JobState | undefined;
  /** Half of the claim's or heartbeat's life has passed without a renewal. */
  readonly late: boolean;
  readonly expired: boolean;
}

interface JobState {
  readonly queue: string;
  readonly priority: number;
  readonly maxAttempts: number;
  readonly timeoutSeconds: number | null;
  /**
   * The last claim. On a QUEUED run: the claim that was lost and may come back, as long as nobody takes the next attempt.
   */
  readonly claim: ClaimId | null;
  readonly worker: WorkerId | null;
  /** Whether the holder of the last claim was ever heard: until then its answer may have been lost on the way. */
  readonly renewed: boolean;
  readonly cancelRequested: boolean;
}

interface StateRow {
  readonly key: bigint;
  readonly id: string;
  readonly project_id: number;
  readonly study_id: number | null;
  readonly status: string;
  readonly attempt: number;
  readonly epoch: bigint;
  readonly queued_by_us: boolean;
  readonly queue: string | null;
  readonly priority: number | null;
  readonly max_attempts: number | null;
  readonly timeout_seconds: number | null;
  readonly claim_id: string | null;
  readonly renewed: boolean;
  readonly cancel_requested: boolean;
  readonly late: boolean | null;
  readonly expired: boolean | null;
  readonly worker_id: string | null;
}

/** The run as it is now, without a lock: what is decided from it is checked again under one. */
export async function readRun(target: Client | Database['pool'], id: RunId): Promise<RunState | undefined> {
  const { rows } = await target.query<StateRow>({ ...sql('run-state'), values: [id] });
  return rows[0] && stateOf(rows[0]);
}

/** The run, which nobody else changes until the end of the transaction. */
export async function lockRun(client: Client, id: RunId): Promise<RunState | undefined> {
  await client.query({ ...sql('lock-run'), values: [id] });
  return readRun(client, id);
}

/** As `lockRun`, but undefined while somebody else has it. */
export async function lockRunIfFree(client: Client, id: RunId): Promise<RunState | undefined> {
  const { rows } = await client.query({ ...sql('lock-run-if-free'), values: [id] });
  return rows.length > 0 ? readRun(client, id) : undefined;
}

/** The run of a team that a claim is about. A claim of another team is none. */
export async function runOfClaim(database: Database, team: TeamKey, claim: ClaimId): Promise<RunId | undefined> {
  const { rows } = await database.pool.query<{ id: string }>({ ...sql('run-of-claim'), values: [claim, team] });
  return rows[0] && RunId.parse(rows[0].id);
}

export function canBecome(from: RunStatus, to: RunStatus): boolean {
  const next: readonly RunStatus[] = NEXT_STATUS[from];
  return next.includes(to);
}

export function hasEnded(status: RunStatus): boolean {
  const ended: readonly RunStatus[] = ENDED;
  return ended.includes(status);
}

function stateOf(row: StateRow): RunState {
  return {
    key: runKey(row.key),
    id: RunId.parse(row.id),
    projectKey: projectKey(row.project_id),
    studyKey: row.study_id,
    status: RunStatus.parse(row.status),
    attempt: row.attempt,
    epoch: row.epoch,
    job: row.queued_by_us ? jobOf(row) : undefined,
    late: row.late ?? false,
    expired: row.expired ?? false,
  };
}

function jobOf(row: StateRow): JobState {
  return {
    queue: row.queue ?? 'default',
    priority: row.priority ?? 0,
    maxAttempts: row.max_attempts ?? 1,
    timeoutSeconds: row.timeout_seconds,
    claim: row.claim_id === null ? null : ClaimId.parse(row.claim_id),
    worker: row.worker_id === null ? null : WorkerId.parse(row.worker_id),
    renewed: row.renewed,
    cancelRequested: row.cancel_requested,
  };
}
