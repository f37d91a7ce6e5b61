import { languageModel } from './language-model/recipe.js';
import { RecipeCatalogue } from './recipe-catalogue.js';

/** Every recipe that can be submitted. Its trainer is registered in train.ts under the same name. */
export const recipes = new RecipeCatalogue([languageModel]);
