import { LIMITS, type ProblemItem, type SubmitStudy } from '@graticule/contracts';
import type { Recipe, RecipeCatalogue, RecipeConfig } from '@graticule/recipes';
import type { PlannedStudy } from '@graticule/runs';

interface Invalid {
  readonly kind: 'invalid';
  readonly problems: readonly ProblemItem[];
}
type Found = { readonly kind: 'found'; readonly recipe: Recipe } | Invalid;
type Resolved = { readonly kind: 'resolved'; readonly recipe: Recipe; readonly config: RecipeConfig } | Invalid;
type Planned = { readonly kind: 'planned'; readonly study: PlannedStudy } | Invalid;

/** What requests ask of the recipes. Every refusal names the place in the request and what would be allowed there. */
export class RecipeDesk {
  constructor(private readonly catalogue: RecipeCatalogue) {}

  /** The recipe of a run, and its configuration with every default filled in. */
  resolve(asked: { readonly name: string; readonly version?: string | undefined }, config: unknown): Resolved {
    const found = this.find(asked.name, '/recipe/name');
    if (found.kind === 'invalid') return found;
    const { recipe } = found;
    if (asked.version !== undefined && asked.version !== recipe.version) {
      const detail = `"${asked.version}" is not here; this installation has ${recipe.name} ${recipe.version}`;
      return refused('/recipe/version', 'unknown-version', detail);
    }
    const parsed = recipe.parseConfig(config);
    return 'problems' in parsed
      ? { kind: 'invalid', problems: parsed.problems.map(inConfig) }
      : { kind: 'resolved', recipe, config: parsed.ok };
  }

  /** The runs of a recipe's study. */
  plan({ recipe: name, preset, settings, seeds, queue }: SubmitStudy): Planned {
    const found = this.find(name, '/recipe');
    if (found.kind === 'invalid') return found;
    const { recipe } = found;
    const options = { settings, seeds };
    const problems = recipe.study.problems(preset, options);
    if (problems.length > 0) return { kind: 'invalid', problems };
    const runs = recipe.study.plan(preset, options);
    if (runs.length > LIMITS.runsPerStudy) {
      return refused('/seeds', 'too-many', `at most ${LIMITS.runsPerStudy} runs; these are ${runs.length}`);
    }
    const identity = { name: recipe.name, version: recipe.version };
    return { kind: 'planned', study: { recipe: identity, preset, question: recipe.study.question, queue, runs } };
  }

  private find(name: string, pointer: string): Found {
    const recipe = this.catalogue.byName(name);
    if (recipe) return { kind: 'found', recipe };
    const names = this.catalogue.list().map((each) => each.name);
    return refused(pointer, 'unknown-recipe', `no recipe is called "${name}"; there are ${names.join(', ')}`);
  }
}

function refused(pointer: string, code: string, detail: string): Invalid {
  return { kind: 'invalid', problems: [{ pointer, code, detail }] };
}

function inConfig(problem: ProblemItem): ProblemItem {
  return { ...problem, pointer: `/config${problem.pointer}` };
}
