import { ProjectId, projectKey, type ProjectKey, teamKey, type TeamKey } from '@graticule/contracts';
import type { Database } from '@graticule/database';
import { newId } from '@graticule/platform';
import type { ProjectRecord } from './project-record.js';

type CreateProjectOutcome = { readonly kind: 'created'; readonly project: ProjectRecord } | { readonly kind: 'taken' };

/** The projects of a team. */
export class ProjectCatalog {
  constructor(private readonly database: Database) {}

  async bySlug(team: TeamKey, slug: string): Promise<ProjectRecord | undefined> {
    const row = await this.database.prisma.project.findUnique({ where: { teamId_slug: { teamId: team, slug } } });
    return row ? recordOf(row) : undefined;
  }

  async byKey(key: ProjectKey): Promise<ProjectRecord | undefined> {
    return (await this.byKeys([key])).get(key);
  }

  async byKeys(keys: readonly ProjectKey[]): Promise<ReadonlyMap<ProjectKey, ProjectRecord>> {
    const rows = await this.database.prisma.project.findMany({ where: { id: { in: [...keys] } } });
    return new Map(rows.map(recordOf).map((project) => [project.key, project]));
  }

  async create(team: TeamKey, slug: string, name: string): Promise<CreateProjectOutcome> {
    const { prisma } = this.database;
    const { count } = await prisma.project.createMany({
      data: [{ publicId: newId(), teamId: team, slug, name }],
      skipDuplicates: true,
    });
    const row = await prisma.project.findUniqueOrThrow({ where: { teamId_slug: { teamId: team, slug } } });
    return count === 0 ? { kind: 'taken' } : { kind: 'created', project: recordOf(row) };
  }

  /** All of them, by slug. */
  async list(team: TeamKey): Promise<readonly ProjectRecord[]> {
    const rows = await this.database.prisma.project.findMany({ where: { teamId: team }, orderBy: { slug: 'asc' } });
    return rows.map(recordOf);
  }
}

interface ProjectRow {
  readonly id: number;
  readonly publicId: string;
  readonly teamId: number;
  readonly slug: string;
  readonly name: string;
}

function recordOf({ id, publicId, teamId, slug, name }: ProjectRow): ProjectRecord {
  return { key: projectKey(id), id: ProjectId.parse(publicId), teamKey: teamKey(teamId), slug, name };
}
