import type { Assertion, ProblemItem, StudyResults, StudyRole } from '@graticule/contracts';
import type { z } from 'zod';

/** A configuration with every default filled in, as it is stored with the run. */
export type RecipeConfig = Readonly<Record<string, unknown>>;

export type ParsedConfig<C = RecipeConfig> = { readonly ok: C } | { readonly problems: readonly ProblemItem[] };

/** A versioned training program, seen from the side that submits it: what it takes, and the question its study asks. */
export interface Recipe {
  readonly name: string;
  /** Changes when the same configuration and seed would give other numbers. */
  readonly version: string;
  readonly title: string;
  readonly paper: Citation;
  readonly configSchema: z.ZodType;
  parseConfig(input: unknown): ParsedConfig;
  readonly study: Study;
}

export interface Citation {
  readonly title: string;
  readonly authors: string;
  readonly year: number;
  readonly address: string;
}

/** quick: minutes on one small machine. paper: every text, seed and assertion. */
export type PresetName = 'quick' | 'paper';

export interface Preset {
  /** One sentence: what is trained and which assertions it can decide. */
  readonly description: string;
  readonly runs: number;
}

export interface StudyOptions {
  /** Settings that replace those of the preset in every run. */
  readonly settings?: RecipeConfig | undefined;
  /** Seeds in place of the preset's; the control takes the first. */
  readonly seeds?: readonly number[] | undefined;
}

/** Settings × seeds, treatment and control, and what must hold of their results. */
export interface Study {
  readonly question: string;
  readonly presets: Readonly<Record<PresetName, Preset>>;
  /** What is wrong with the options; ask before `plan`. */
  problems(preset: PresetName, options: StudyOptions): readonly ProblemItem[];
  /** The runs of the study in the order they are best trained. Throws RangeError on options that have problems. */
  plan(preset: PresetName, options: StudyOptions): readonly RunPlan[];
  /** The assertions this preset can decide, from stored measurements alone. A missing or NaN number fails, it never passes. */
  verdict(preset: PresetName, results: StudyResults): Promise<readonly Assertion[]>;
  /** The tables that show the answer. */
  comparison(preset: PresetName): readonly ComparisonQuery[];
  /** The plots that show the answer. */
  readonly figures: readonly Figure[];
}

export interface RunPlan {
  readonly name: string;
  readonly config: RecipeConfig;
  readonly seed: number;
  readonly role: StudyRole;
}

/** How an axis is read, as in the API's AxisReading. */
export interface AxisQuery {
  readonly groupBy?: string;
  readonly reduce?: 'SUM' | 'MEAN' | 'MIN' | 'MAX' | 'STD' | 'COUNT';
  readonly weights?: string;
}

/** One table: a metric at the end of the study's runs of one role, grouped by config paths. */
export interface ComparisonQuery {
  readonly title: string;
  readonly unit: string;
  readonly role: StudyRole;
  readonly metric: string;
  readonly axis?: AxisQuery;
  readonly at: 'last';
  readonly groupBy: readonly string[];
}

/** One plot: a metric over steps, a line per group of runs and per group of the axis. */
export interface Figure {
  readonly title: string;
  readonly unit: string;
  readonly role: StudyRole;
  readonly metric: string;
  readonly axis?: AxisQuery;
  readonly groupBy: readonly string[];
}
