export type {
  AxisQuery,
  Citation,
  ComparisonQuery,
  Figure,
  ParsedConfig,
  Preset,
  PresetName,
  Recipe,
  RecipeConfig,
  RunPlan,
  Study,
  StudyOptions,
} from './recipe.js';
export { RecipeCatalogue } from './recipe-catalogue.js';
export { recipes } from './recipes.js';
