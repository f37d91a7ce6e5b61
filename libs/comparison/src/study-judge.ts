import {
  type Assertion,
  ENDED,
  type RunId,
  type RunStatus,
  type StudyId,
  type StudyResults,
} from '@graticule/contracts';
import { MeasuredStudy, type StudyRunRecord, type StudySeries } from './measured-study.js';
import type { MetricNames } from './compared.js';

type Preset = 'quick' | 'paper';

/** Where studies are kept; the study desk is one. */
export interface StudyDocket {
  find(study: StudyId): Promise<{ readonly recipe: { readonly name: string }; readonly preset: string } | undefined>;
  runs(study: StudyId): Promise<readonly StudyRunRecord[]>;
  /** Recording a study that has a verdict changes nothing: the first one stands. */
  record(study: StudyId, assertions: readonly Assertion[]): Promise<void>;
}

/** Where the recipes' verdicts come from; the catalogue of recipes is one. */
export interface Verdicts {
  byName(
    recipe: string,
  ): { readonly study: { verdict(preset: Preset, results: StudyResults): Promise<readonly Assertion[]> } } | undefined;
}

export type Settled =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'undecided'; readonly running: readonly RunId[] }
  | { readonly kind: 'decided'; readonly assertions: readonly Assertion[] };

const ended: ReadonlySet<RunStatus> = new Set(ENDED);

/**
 * Decides studies. Invariants: a verdict is made of stored measurements only, so it can be made again by anybody; a study is
 * decided once all its runs have ended and never before; a run that did not finish is part of the verdict, not of a footnote.
 */
export class StudyJudge {
  constructor(
    private readonly verdicts: Verdicts,
    private readonly names: MetricNames,
    private readonly series: StudySeries,
    private readonly docket: StudyDocket,
  ) {}

  async settle(id: StudyId): Promise<Settled> {
    const study = await this.docket.find(id);
    if (study === undefined) return { kind: 'unknown' };
    const runs = await this.docket.runs(id);
    const running = runs.filter((run) => !ended.has(run.status));
    if (running.length > 0) return { kind: 'undecided', running: running.map((run) => run.id) };
    const assertions = await this.judge(study.recipe.name, study.preset, runs);
    await this.docket.record(id, assertions);
    return { kind: 'decided', assertions };
  }

  private async judge(name: string, preset: string, runs: readonly StudyRunRecord[]): Promise<readonly Assertion[]> {
    const recipe = this.verdicts.byName(name);
    if (recipe === undefined) throw new Error(`a study is of the recipe “${name}”, which is not installed`);
    if (!isPreset(preset)) throw new Error(`a study has the preset “${preset}”, which no recipe knows`);
    const finished = runs.filter((run) => run.status === 'FINISHED');
    const results = new MeasuredStudy(finished, this.names, this.series);
    if (finished.length === runs.length) {
      return [everyRunFinished(runs), ...(await recipe.study.verdict(preset, results))];
    }
    try {
      return [everyRunFinished(runs), ...(await recipe.study.verdict(preset, results))];
    } catch (error) {
      // Half a study may be too little for its recipe. That it is only half is known all the same.
      const reason = error instanceof Error ? error.message : String(error);
      return [everyRunFinished(runs, `the other assertions could not be evaluated: ${reason}`)];
    }
  }
}

function isPreset(name: string): name is Preset {
  return name === 'quick' || name === 'paper';
}

function everyRunFinished(runs: readonly StudyRunRecord[], consequence?: string): Assertion {
  const unfinished = runs.filter((run) => run.status !== 'FINISHED');
  const fates = unfinished.map((run) => `${run.id} ${run.status}`).join(', ');
  const note = [fates, consequence].filter((part) => part !== undefined && part !== '').join('; ');
  return {
    name: 'every run finished',
    effect: false,
    value: runs.length - unfinished.length,
    bound: { kind: 'atLeast', value: runs.length },
    pass: unfinished.length === 0,
    evidence: unfinished.map((run) => run.id),
    ...(note === '' ? {} : { note }),
  };
}
