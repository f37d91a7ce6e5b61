import type { KeyPrincipal } from '@graticule/access';
import { type Recipe, RecipeCatalogue } from '@graticule/recipes';
import { ProjectCatalog, WorkerRegistry } from '@graticule/runs';
import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import { Allow } from '../access/allow.js';
import type { GraphqlContext } from './context.js';
import type { QueryProjectArgs, QueryResolvers, QueryWorkersArgs, ViewerResolvers } from './generated/resolvers.js';
import { pageSize } from './page-size.js';
import { nullIfHidden } from './visible-or-null.js';

@Resolver('Viewer')
@Allow('runs:read')
export class QueryResolver
  implements Pick<QueryResolvers, 'viewer' | 'project' | 'recipes' | 'workers'>, Pick<ViewerResolvers, 'projects'>
{
  constructor(
    private readonly projectCatalog: ProjectCatalog,
    private readonly workerRegistry: WorkerRegistry,
    private readonly catalogue: RecipeCatalogue,
  ) {}

  @Query()
  viewer(_: unknown, __: unknown, { caller }: GraphqlContext): KeyPrincipal {
    return caller();
  }

  @Query()
  project(_: unknown, { slug }: QueryProjectArgs, { caller, visible }: GraphqlContext) {
    return nullIfHidden(visible.project(caller(), slug));
  }

  @Query()
  recipes(): readonly Recipe[] {
    return this.catalogue.list();
  }

  @Query()
  async workers(_: unknown, { first }: QueryWorkersArgs, { caller }: GraphqlContext) {
    return this.workerRegistry.list(caller().teamKey, pageSize(first));
  }

  @ResolveField()
  projects(viewer: KeyPrincipal) {
    return this.projectCatalog.list(viewer.teamKey);
  }
}
