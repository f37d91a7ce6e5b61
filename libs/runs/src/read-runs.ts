import { Cause, projectKey, RunId, runKey, RunStatus, StudyId, teamKey, type StudyRole } from '@graticule/contracts';
import type { Database } from '@graticule/database';
import { AppError } from '@graticule/platform';
import type { RunRecord } from './run-record.js';
import { sql } from './sql.js';

interface RunRow {
  readonly key: bigint;
  readonly id: string;
  readonly project_id: number;
  readonly slug: string;
  readonly team_id: number;
  readonly name: string;
  readonly status: string;
  readonly cause: unknown;
  readonly recipe: string | null;
  readonly recipe_version: string | null;
  readonly study: string | null;
  readonly study_role: string | null;
  readonly config: unknown;
  readonly seed: bigint | null;
  readonly tags: readonly string[];
  readonly notes: string | null;
  readonly attempt: number;
  readonly fork_of: string | null;
  readonly fork_step: bigint | null;
  readonly epoch: bigint;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly ended_at: Date | null;
  readonly last_seen_at: Date | null;
}

/** The run as everybody sees it. Throws for a run that does not exist: use it for runs that were just written. */
export async function readRecord(database: Database, id: RunId): Promise<RunRecord> {
  const record = (await readRecords(database, [id])).get(id);
  if (!record) throw new AppError('NOT_FOUND', `There is no run ${id}.`);
  return record;
}

/** Those of these runs that exist, by id. */
export async function readRecords(database: Database, ids: readonly RunId[]): Promise<ReadonlyMap<RunId, RunRecord>> {
  const { rows } = await database.pool.query<RunRow>({ ...sql('runs-by-id'), values: [ids] });
  return new Map(rows.map(recordOf).map((run) => [run.id, run]));
}

function recordOf(row: RunRow): RunRecord {
  return {
    key: runKey(row.key),
    id: RunId.parse(row.id),
    projectKey: projectKey(row.project_id),
    projectSlug: row.slug,
    teamKey: teamKey(row.team_id),
    name: row.name,
    status: RunStatus.parse(row.status),
    cause: row.cause === null ? null : Cause.parse(row.cause),
    recipe: row.recipe === null ? null : { name: row.recipe, version: row.recipe_version ?? '' },
    studyId: row.study === null ? null : StudyId.parse(row.study),
    studyRole: roleOf(row.study_role),
    config: documentOf(row.config),
    seed: row.seed,
    tags: row.tags,
    notes: row.notes,
    attempt: row.attempt,
    forkOf: row.fork_of === null ? null : { run: RunId.parse(row.fork_of), step: row.fork_step ?? 0n },
    epoch: row.epoch,
    createdAt: row.created_at,
    startedAt: row.started_at,
    endedAt: row.ended_at,
    lastSeenAt: row.last_seen_at,
  };
}

/** A JSON object as it was stored. Everything that writes one has parsed it before. */
export function documentOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function roleOf(text: string | null): StudyRole | null {
  return text === 'treatment' || text === 'control' ? text : null;
}
