import { type Assertion, type AssertionView, type Bound, type StudyView, toWireNumber } from '@graticule/contracts';
import type { RunRecord, StudyRecord } from '@graticule/runs';
import { runView } from './run-view.js';

/** What a study's view shows beside its record. */
export interface StudyParts {
  readonly runs: readonly RunRecord[];
  readonly assertions: readonly Assertion[];
}

/** A study as REST answers with it. */
export function studyView(study: StudyRecord, { runs, assertions }: StudyParts): StudyView {
  return {
    id: study.id,
    project: study.projectSlug,
    recipe: study.recipe.name,
    preset: study.preset,
    question: study.question,
    runs: runs.map(runView),
    verdict: study.passed === null ? null : { passed: study.passed, assertions: assertions.map(assertionView) },
    createdAt: study.createdAt.toISOString(),
    decidedAt: study.decidedAt?.toISOString() ?? null,
  };
}

/** A bound as people write it. */
export function boundText(bound: Bound | null): string | null {
  if (bound === null) return null;
  switch (bound.kind) {
    case 'atLeast':
      return `≥ ${bound.value}`;
    case 'atMost':
      return `≤ ${bound.value}`;
    case 'between':
      return `${bound.low} … ${bound.high}`;
  }
}

function assertionView({ name, effect, value, bound, pass, evidence, note }: Assertion): AssertionView {
  return {
    name,
    effect,
    value: toWireNumber(value),
    bound: boundText(bound),
    pass,
    evidence: [...evidence],
    note: note ?? null,
  };
}
