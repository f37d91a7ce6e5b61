import { z } from 'zod';
import { languageModel } from './language-model/recipe.js';
import { RecipeCatalogue } from './recipe-catalogue.js';
import { recipes } from './recipes.js';
import { seedsOfRun } from './seeds-of-run.js';
import { TrainerCatalogue } from './trainer-catalogue.js';
import { trainers } from './train.js';

describe('the catalogue of recipes', () => {
  it('finds a recipe and its trainer by the same name', () => {
    expect(recipes.list().map(({ name }) => name)).toEqual(['language-model']);
    expect(recipes.byName('language-model')?.version).toBe('1');
    expect(trainers.byName('language-model')).toBeInstanceOf(Function);
    expect(recipes.byName('none')).toBeUndefined();
    expect(trainers.byName('none')).toBeUndefined();
  });

  it('refuses to be built with a duplicate or a gap', () => {
    expect(() => new RecipeCatalogue([languageModel, languageModel])).toThrow(
      'recipe "language-model": the name is taken; correct libs/recipes/src/recipes.ts',
    );
    expect(() => new RecipeCatalogue([{ ...languageModel, version: '' }])).toThrow('the version is empty');
    expect(() => new RecipeCatalogue([{ ...languageModel, parseConfig: () => ({ problems: [] }) }])).toThrow(
      'defaults are not a valid configuration',
    );
    expect(() => new TrainerCatalogue({})).toThrow('recipe "language-model" has no trainer');
    expect(() => new TrainerCatalogue({ 'language-model': async () => {}, other: async () => {} })).toThrow(
      'trainer "other" has no recipe',
    );
  });

  it('describes every setting', () => {
    const undescribed: string[] = [];
    walk(z.toJSONSchema(languageModel.configSchema, { io: 'input' }), '', undescribed);
    expect(undescribed).toEqual([]);
  });
});

/** Visits the properties of a JSON schema and its alternatives. */
function walk(schema: unknown, path: string, undescribed: string[]): void {
  const { properties = {}, anyOf = [] } = schema as {
    properties?: Record<string, { description?: string }>;
    anyOf?: unknown[];
  };
  for (const [name, property] of Object.entries(properties)) {
    if (property.description === undefined) undescribed.push(`${path}/${name}`);
    walk(property, `${path}/${name}`, undescribed);
  }
  for (const alternative of anyOf) walk(alternative, path, undescribed);
}

describe('the seeds of a run', () => {
  it('differ from each other and from those of the next run', () => {
    const all = [0, 1, 2, 2n ** 62n].flatMap((seed) => Object.values(seedsOfRun(seed)));
    expect(new Set(all).size).toBe(12);
    expect(seedsOfRun(1n)).toEqual(seedsOfRun(1));
  });
});
