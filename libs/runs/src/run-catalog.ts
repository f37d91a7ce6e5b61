import {
  Cause,
  type ProjectKey,
  RunId,
  runKey,
  type RunKey,
  RunStatus,
  type TeamKey,
  WorkerId,
} from '@graticule/contracts';
import type { Database } from '@graticule/database';
import { listRuns } from './list-runs.js';
import { readRecords } from './read-runs.js';
import type { AttemptRecord, RunEvent, RunRecord, TransitionRecord } from './run-record.js';
import type { RunPage, RunQuery } from './run-query.js';
import { sql } from './sql.js';

/** Reads runs and what happened to them. A run of another team does not exist for the caller. */
export class RunCatalog {
  constructor(private readonly database: Database) {}

  async byId(team: TeamKey, id: RunId): Promise<RunRecord | undefined> {
    return (await this.byIds(team, [id])).get(id);
  }

  async byIds(team: TeamKey, ids: readonly RunId[]): Promise<ReadonlyMap<RunId, RunRecord>> {
    const records = await readRecords(this.database, ids);
    return new Map(Array.from(records).filter(([, run]) => run.teamKey === team));
  }

  /** A page of the project's runs, found and ordered by what is known of them. */
  list(project: ProjectKey, query: RunQuery): Promise<RunPage> {
    return listRuns(this.database, project, query);
  }

  async transitions(run: RunKey): Promise<readonly TransitionRecord[]> {
    return (await this.transitionsOf([run])).get(run) ?? [];
  }

  async attempts(run: RunKey): Promise<readonly AttemptRecord[]> {
    return (await this.attemptsOf([run])).get(run) ?? [];
  }

  /** In the order in which they happened, by run. A run without any has no entry. */
  async transitionsOf(runs: readonly RunKey[]): Promise<ReadonlyMap<RunKey, readonly TransitionRecord[]>> {
    const rows = await this.database.prisma.transition.findMany({
      where: { runId: { in: [...runs] } },
      orderBy: { number: 'asc' },
    });
    return grouped(rows, (row) => ({
      number: row.number,
      from: row.fromStatus === null ? null : RunStatus.parse(row.fromStatus),
      to: RunStatus.parse(row.toStatus),
      cause: causeOf(row.cause),
      actor: row.actor,
      at: row.at,
    }));
  }

  /** The first attempt first, by run. A run that never began has no entry. */
  async attemptsOf(runs: readonly RunKey[]): Promise<ReadonlyMap<RunKey, readonly AttemptRecord[]>> {
    const rows = await this.database.prisma.attempt.findMany({
      where: { runId: { in: [...runs] } },
      orderBy: { number: 'asc' },
      include: { worker: { select: { publicId: true } } },
    });
    return grouped(rows, (row) => ({
      number: row.number,
      startStep: row.startStep,
      workerId: row.worker === null ? null : WorkerId.parse(row.worker.publicId),
      startedAt: row.startedAt,
      endedAt: row.endedAt,
    }));
  }

  /** What happened in a project above a number, in order and without gaps. */
  async events(project: ProjectKey, after: bigint, limit: number): Promise<readonly RunEvent[]> {
    const { rows } = await this.database.pool.query<EventRow>({
      ...sql('project-events'),
      values: [project, after, limit],
    });
    return rows.map((row) => ({
      number: row.number,
      runId: RunId.parse(row.run_id),
      from: row.from_status === null ? null : RunStatus.parse(row.from_status),
      to: RunStatus.parse(row.to_status),
      cause: causeOf(row.cause),
      actor: row.actor,
      at: row.at,
    }));
  }

  /** The number of the last event; 0 when nothing has happened. */
  async lastEvent(project: ProjectKey): Promise<bigint> {
    const row = await this.database.prisma.project.findUnique({ where: { id: project }, select: { lastEvent: true } });
    return row?.lastEvent ?? 0n;
  }
}

interface EventRow {
  readonly number: bigint;
  readonly run_id: string;
  readonly from_status: string | null;
  readonly to_status: string;
  readonly cause: unknown;
  readonly actor: string;
  readonly at: Date;
}

function causeOf(document: unknown): Cause | null {
  return document === null ? null : Cause.parse(document);
}

function grouped<Row extends { readonly runId: bigint }, T>(
  rows: readonly Row[],
  read: (row: Row) => T,
): ReadonlyMap<RunKey, readonly T[]> {
  const groups = new Map<RunKey, T[]>();
  for (const row of rows) {
    const key = runKey(row.runId);
    const group = groups.get(key);
    if (group) group.push(read(row));
    else groups.set(key, [read(row)]);
  }
  return groups;
}
