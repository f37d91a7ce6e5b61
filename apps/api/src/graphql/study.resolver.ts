import type { Assertion } from '@graticule/contracts';
import type { Recipe } from '@graticule/recipes';
import { StudyDesk, type StudyRecord } from '@graticule/runs';
import { Query, ResolveField, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { Allow } from '../access/allow.js';
import { boundText } from '../http/study-view.js';
import type { GraphqlContext } from './context.js';
import type {
  AssertionResolvers,
  QueryResolvers,
  QueryStudyArgs,
  RecipeResolvers,
  StudyResolvers,
} from './generated/resolvers.js';
import type { VerdictModel } from './models.js';
import { nullIfHidden } from './visible-or-null.js';

@Resolver('Study')
@Allow('runs:read')
export class StudyResolver
  implements Pick<QueryResolvers, 'study'>, Pick<StudyResolvers, 'project' | 'recipe' | 'runs' | 'verdict'>
{
  constructor(private readonly desk: StudyDesk) {}

  @Query()
  study(_: unknown, { id }: QueryStudyArgs, { caller, visible }: GraphqlContext) {
    return nullIfHidden(visible.study(caller(), id));
  }

  @ResolveField()
  project(study: StudyRecord, _: unknown, { loaders }: GraphqlContext) {
    return loaders.project.load(study.projectKey);
  }

  @ResolveField()
  recipe(study: StudyRecord): string {
    return study.recipe.name;
  }

  @ResolveField()
  runs(study: StudyRecord) {
    return this.desk.runs(study.id);
  }

  @ResolveField()
  async verdict(study: StudyRecord): Promise<VerdictModel | null> {
    if (study.passed === null) return null;
    return { passed: study.passed, assertions: await this.desk.assertions(study.id) };
  }
}

@Resolver('Assertion')
@Allow('runs:read')
export class AssertionResolver implements Pick<AssertionResolvers, 'bound' | 'note'> {
  @ResolveField()
  bound({ bound }: Assertion): string | null {
    return boundText(bound);
  }

  @ResolveField()
  note({ note }: Assertion): string | null {
    return note ?? null;
  }
}

@Resolver('Recipe')
@Allow('runs:read')
export class RecipeResolver implements Pick<RecipeResolvers, 'configSchema'> {
  @ResolveField()
  configSchema(recipe: Recipe): unknown {
    return z.toJSONSchema(recipe.configSchema, { io: 'input', unrepresentable: 'any' });
  }
}
