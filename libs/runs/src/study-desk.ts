import { type Assertion, RunId, StudyId, teamKey, projectKey, type RunKey, type TeamKey } from '@graticule/contracts';
import type { Database } from '@graticule/database';
import { newId } from '@graticule/platform';
import { assertionOf, assertionRow, type AssertionRow } from './assertion-rows.js';
import { deliver } from './deliver.js';
import type { ProjectRecord } from './project-record.js';
import { documentOf, readRecords } from './read-runs.js';
import type { RunQueue } from './run-queue.js';
import type { RunRecord } from './run-record.js';
import { sql } from './sql.js';
import type { PlannedStudy, StudyRecord } from './study-record.js';
import { insertRuns, type NewRun, requestHash, reserveKeys, type SubmitOptions } from './submit-run.js';

type CreateStudyOutcome =
  | { readonly kind: 'created' | 'replayed'; readonly study: StudyRecord }
  | { readonly kind: 'conflict' };

const UNDECIDED_AT_MOST = 50;

/** Studies: all of their runs at once, and their verdict when the last has ended. */
export class StudyDesk {
  constructor(
    private readonly database: Database,
    private readonly queue: RunQueue,
  ) {}

  /** Inserts the study and every run of it, or nothing. The runs are handed to the queue after the commit. */
  async create(project: ProjectRecord, study: PlannedStudy, options: SubmitOptions): Promise<CreateStudyOutcome> {
    const hash = requestHash(study);
    const earlier = await this.replayed(project, hash, options.idempotencyKey);
    if (earlier) return earlier;
    const id = StudyId.parse(newId());
    const keys = await reserveKeys({ database: this.database }, study.runs.length);
    const runs = await this.database.transaction(async (client) => {
      const { rows } = await client.query<{ key: number }>({
        ...sql('insert-study'),
        values: [id, project.key, ...columnsOf(study), options.idempotencyKey ?? null, hash],
      });
      if (!rows[0]) return undefined;
      const planned = plannedRuns(study, rows[0].key, keys);
      await insertRuns(client, project, planned, options.actor);
      return planned;
    });
    if (!runs) return (await this.replayed(project, hash, options.idempotencyKey)) ?? { kind: 'conflict' };
    await this.enqueue(runs);
    return { kind: 'created', study: await this.found(id) };
  }

  async byId(team: TeamKey, id: StudyId): Promise<StudyRecord | undefined> {
    return (await this.byIds(team, [id])).get(id);
  }

  async byIds(team: TeamKey, ids: readonly StudyId[]): Promise<ReadonlyMap<StudyId, StudyRecord>> {
    const studies = await this.read(ids);
    return new Map(studies.filter((study) => study.teamKey === team).map((study) => [study.id, study]));
  }

  /** A study of any team: for the step that decides studies. */
  async find(id: StudyId): Promise<StudyRecord | undefined> {
    return (await this.read([id]))[0];
  }

  /** In the order in which they were planned. */
  async runs(study: StudyId): Promise<readonly RunRecord[]> {
    const { rows } = await this.database.pool.query<{ id: string }>({ ...sql('run-ids-of-study'), values: [study] });
    const ids = rows.map((row) => RunId.parse(row.id));
    const records = await readRecords(this.database, ids);
    return ids.flatMap((id) => records.get(id) ?? []);
  }

  /** The verdict's, in their order. None before it was recorded, nor after a run was retried. */
  async assertions(study: StudyId): Promise<readonly Assertion[]> {
    const { rows } = await this.database.pool.query<AssertionRow>({ ...sql('study-assertions'), values: [study] });
    return rows.map(assertionOf);
  }

  /** Records the verdict. Recording it again replaces it. */
  async record(study: StudyId, assertions: readonly Assertion[]): Promise<void> {
    const bounded = assertions.filter((assertion) => assertion.bound !== null);
    const passed = bounded.length > 0 && bounded.every((assertion) => assertion.pass === true);
    const rows = JSON.stringify(assertions.map(assertionRow));
    await this.database.pool.query({ ...sql('record-verdict'), values: [study, rows, passed] });
  }

  /** Studies whose runs have all ended and that have no verdict yet. A LOST run has no attempts left: it counts as ended. */
  async undecided(): Promise<readonly StudyId[]> {
    const { rows } = await this.database.pool.query<{ id: string }>({
      ...sql('undecided-studies'),
      values: [UNDECIDED_AT_MOST],
    });
    return rows.map((row) => StudyId.parse(row.id));
  }

  private async enqueue(runs: readonly NewRun[]): Promise<void> {
    for (const { id, queue, priority } of runs) {
      // oxlint-disable-next-line no-await-in-loop -- in the order of the plan; the reconciler does what a lost queue refuses
      if (!(await deliver(this.database, this.queue, { run: id, attempt: 1, queue, priority }))) return;
    }
  }

  private async replayed(project: ProjectRecord, hash: string, key: string | undefined) {
    if (key === undefined) return undefined;
    const { rows } = await this.database.pool.query<{ id: string; request_hash: string }>({
      ...sql('study-of-key'),
      values: [project.key, key],
    });
    if (!rows[0]) return undefined;
    if (rows[0].request_hash !== hash) return { kind: 'conflict' as const };
    return { kind: 'replayed' as const, study: await this.found(StudyId.parse(rows[0].id)) };
  }

  private async found(id: StudyId): Promise<StudyRecord> {
    const study = await this.find(id);
    if (!study) throw new Error(`the study ${id} vanished`);
    return study;
  }

  private async read(ids: readonly StudyId[]): Promise<readonly StudyRecord[]> {
    const rows = await this.database.prisma.study.findMany({
      where: { publicId: { in: [...ids] } },
      include: { project: { select: { slug: true, teamId: true } } },
    });
    return rows.map((row) => ({
      id: StudyId.parse(row.publicId),
      projectKey: projectKey(row.projectId),
      projectSlug: row.project.slug,
      teamKey: teamKey(row.project.teamId),
      recipe: { name: row.recipe, version: row.recipeVersion },
      preset: row.preset,
      question: questionOf(row.settings),
      createdAt: row.createdAt,
      decidedAt: row.decidedAt,
      passed: row.passed,
    }));
  }
}

function columnsOf({ recipe, preset, question }: PlannedStudy): readonly string[] {
  return [recipe.name, recipe.version, preset, JSON.stringify({ question })];
}

function questionOf(settings: unknown): string {
  const { question } = documentOf(settings);
  return typeof question === 'string' ? question : '';
}

function plannedRuns({ recipe, queue, runs }: PlannedStudy, study: number, keys: readonly RunKey[]): readonly NewRun[] {
  return runs.map((run, position) => ({
    position,
    key: String(keys[position]),
    id: RunId.parse(newId()),
    study_id: study,
    study_role: run.role,
    name: run.name,
    status: 'QUEUED',
    config: run.config,
    seed: String(run.seed),
    tags: [],
    recipe: recipe.name,
    recipe_version: recipe.version,
    queue,
    priority: 0,
    max_attempts: 3,
    attempt: 1,
  }));
}
