import type { Recipe } from './recipe.js';

/** The recipes of this installation. Refuses to be built with a gap or a duplicate, so a bad one stops the start, not a study. */
export class RecipeCatalogue {
  private readonly recipes = new Map<string, Recipe>();

  constructor(recipes: readonly Recipe[]) {
    for (const recipe of recipes) {
      const problem = this.problemOf(recipe);
      if (problem !== undefined)
        throw new Error(`recipe "${recipe.name}": ${problem}; correct libs/recipes/src/recipes.ts`);
      this.recipes.set(recipe.name, recipe);
    }
  }

  byName(name: string): Recipe | undefined {
    return this.recipes.get(name);
  }

  list(): readonly Recipe[] {
    return [...this.recipes.values()];
  }

  private problemOf(recipe: Recipe): string | undefined {
    if (!/^[a-z][a-z0-9-]*$/.test(recipe.name)) return 'a name is lower case with dashes';
    if (this.recipes.has(recipe.name)) return 'the name is taken';
    if (recipe.version === '') return 'the version is empty';
    if (recipe.study.question === '') return 'the study asks no question';
    if (!('ok' in recipe.parseConfig({}))) return 'its defaults are not a valid configuration';
    return undefined;
  }
}
