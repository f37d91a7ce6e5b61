import type { RecipeConfig } from '../recipe.js';

/** The settings of `base` with those of `override` in their place; objects are merged, everything else is replaced. */
export function mergeSettings(base: RecipeConfig, override: RecipeConfig): RecipeConfig {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(override)) {
    const under = merged.get(key);
    merged.set(key, isSettings(under) && isSettings(value) ? mergeSettings(under, value) : value);
  }
  return Object.fromEntries(merged);
}

function isSettings(value: unknown): value is RecipeConfig {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
