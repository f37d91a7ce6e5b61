import { Cause, projectKey, RunId, runKey, RunStatus, StudyId, teamKey, type StudyRole } from '@graticule/contracts';
import type { Database } from '@graticule/database';
import { AppError } from '@graticule/platform';
import type { RunRecord } from './run-record.js';

/** What is read beside a run. */
export const BESIDE_RUN = {
  project: { select: { slug: true, teamId: true } },
  study: { select: { publicId: true } },
  job: { select: { renewedAt: true } },
} as const;

type Rows = Awaited<ReturnType<typeof rowsById>>;

function rowsById(database: Database, ids: readonly string[]) {
  return database.prisma.run.findMany({ where: { publicId: { in: [...ids] } }, include: BESIDE_RUN });
}

/** The run as everybody sees it. Throws for a run that does not exist: use it for runs that were just written. */
export async function readRecord(database: Database, id: RunId): Promise<RunRecord> {
  const [row] = await rowsById(database, [id]);
  if (!row) throw new AppError('NOT_FOUND', `There is no run ${id}.`);
  return recordOf(row);
}

export function recordOf(row: Rows[number]): RunRecord {
  return {
    key: runKey(row.id),
    id: RunId.parse(row.publicId),
    projectKey: projectKey(row.projectId),
    projectSlug: row.project.slug,
    teamKey: teamKey(row.project.teamId),
    name: row.name,
    status: RunStatus.parse(row.status),
    cause: row.cause === null ? null : Cause.parse(row.cause),
    recipe: row.recipe === null ? null : { name: row.recipe, version: row.recipeVersion ?? '' },
    studyId: row.study === null ? null : StudyId.parse(row.study.publicId),
    studyRole: roleOf(row.studyRole),
    config: documentOf(row.config),
    seed: row.seed,
    tags: row.tags,
    notes: row.notes,
    attempt: row.attempt,
    epoch: row.epoch,
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
    lastSeenAt: later(row.lastSeenAt, row.job?.renewedAt ?? null),
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

function later(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return a > b ? a : b;
}
