import type { Principal } from '@graticule/access';
import { RunId, Slug, StudyId } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import type { ProjectCatalog, ProjectRecord, RunCatalog, RunRecord, StudyDesk, StudyRecord } from '@graticule/runs';

/** What a caller may see, by its public name. Everything else does not exist for it: one answer, 404. */
export class Visible {
  constructor(
    private readonly catalog: RunCatalog,
    private readonly projects: ProjectCatalog,
    private readonly studies: StudyDesk,
  ) {}

  async run(caller: Principal, id: string): Promise<RunRecord> {
    const parsed = RunId.safeParse(id);
    const hidden = !parsed.success || (caller.kind === 'attempt' && caller.runId !== parsed.data);
    const run = hidden ? undefined : await this.catalog.byId(caller.teamKey, parsed.data);
    if (!run) throw new AppError('NOT_FOUND', `There is no run ${id}.`);
    return run;
  }

  /** All of them, in this order; one that the caller may not see is refused by its id. */
  async runs(caller: Principal, ids: readonly string[]): Promise<readonly RunRecord[]> {
    const parsed = ids.map((id) => RunId.safeParse(id)).flatMap((id) => (id.success ? [id.data] : []));
    const found = caller.kind === 'attempt' ? new Map() : await this.catalog.byIds(caller.teamKey, parsed);
    const byText = new Map<string, RunRecord>(found);
    return ids.map((id) => {
      const run = byText.get(id);
      if (!run) throw new AppError('NOT_FOUND', `There is no run ${id}.`);
      return run;
    });
  }

  async project(caller: Principal, slug: string): Promise<ProjectRecord> {
    const parsed = Slug.safeParse(slug);
    const project = parsed.success ? await this.projects.bySlug(caller.teamKey, parsed.data) : undefined;
    const hidden = !project || (caller.kind === 'attempt' && caller.projectKey !== project.key);
    if (hidden) throw new AppError('NOT_FOUND', `There is no project ${slug}.`);
    return project;
  }

  async study(caller: Principal, id: string): Promise<StudyRecord> {
    const parsed = StudyId.safeParse(id);
    const study = parsed.success ? await this.studies.byId(caller.teamKey, parsed.data) : undefined;
    if (!study) throw new AppError('NOT_FOUND', `There is no study ${id}.`);
    return study;
  }
}
