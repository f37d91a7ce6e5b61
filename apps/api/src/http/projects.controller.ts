import type { KeyPrincipal } from '@graticule/access';
import { CreateProject, ProjectList, ProjectView } from '@graticule/contracts';
import { AppError } from '@graticule/platform';
import { ProjectCatalog, type ProjectRecord } from '@graticule/runs';
import { Body, Controller, Get, Post } from '@nestjs/common';
import { Allow } from '../access/allow.js';
import { KeyCaller } from '../access/caller.js';
import type { RouteDocument } from './route-document.js';

@Controller('api/v1/projects')
export class ProjectsController {
  constructor(private readonly projects: ProjectCatalog) {}

  @Post()
  @Allow('projects:write')
  async create(@KeyCaller() caller: KeyPrincipal, @Body({ schema: CreateProject }) body: CreateProject) {
    const outcome = await this.projects.create(caller.teamKey, body.slug, body.name ?? body.slug);
    if (outcome.kind === 'taken') {
      throw new AppError('INVALID', `The slug ${body.slug} is taken.`, {
        errors: [{ pointer: '/slug', code: 'taken', detail: 'another project of the team has it' }],
      });
    }
    return viewOf(outcome.project);
  }

  @Get()
  @Allow('runs:read')
  async list(@KeyCaller() caller: KeyPrincipal): Promise<ProjectList> {
    return { projects: (await this.projects.list(caller.teamKey)).map(viewOf) };
  }
}

function viewOf({ id, slug, name }: ProjectRecord): ProjectView {
  return { id, slug, name };
}

export const projectRoutes: readonly RouteDocument[] = [
  {
    method: 'post',
    path: '/api/v1/projects',
    operation: 'createProject',
    summary: 'Create a project in the team of the key.',
    permission: 'projects:write',
    body: CreateProject,
    answers: { 201: { description: 'Created.', content: ProjectView } },
    problems: ['MALFORMED_BODY', 'INVALID'],
  },
  {
    method: 'get',
    path: '/api/v1/projects',
    operation: 'listProjects',
    summary: 'The projects of the key’s team, by slug.',
    permission: 'runs:read',
    answers: { 200: { description: 'All of them.', content: ProjectList } },
  },
];
