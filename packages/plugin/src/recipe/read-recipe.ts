import { PluginError } from '../plugin-error.ts';
import { toJson } from './json.ts';
import type { Recipe } from './recipe.ts';

/** A recipe again from whatever came in. @throws PluginError BAD_RECIPE */
export function readRecipe(x: unknown, path = 'recipe'): Recipe {
  const r = toJson(x, path) as Partial<Record<keyof Recipe, unknown>> | null;
  for (const field of ['kind', 'name', 'spec'] as const) {
    if (typeof r?.[field] !== 'string')
      throw new PluginError(
        'BAD_RECIPE',
        `${path}.${field} is missing or not a string`,
        'a recipe is { kind, name, spec, config }, as registry.recipe writes it',
      );
  }
  return { config: {}, ...r } as Recipe;
}
