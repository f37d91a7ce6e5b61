import type { RunStatus, WireNumber } from '@graticule/contracts';

interface CauseAnswer {
  readonly code: string;
  readonly message: string;
}

export interface RunAnswer {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly cause: CauseAnswer | null;
  /** The metric `progress`: in [0, 1], logged by a trainer about every second. */
  readonly series: { readonly summary: { readonly last: WireNumber | null } } | null;
}

export interface AssertionAnswer {
  readonly name: string;
  readonly effect: boolean;
  readonly value: WireNumber;
  readonly bound: string | null;
  readonly pass: boolean | null;
  readonly note: string | null;
}

export interface VerdictAnswer {
  readonly passed: boolean;
  readonly assertions: readonly AssertionAnswer[];
}

export interface StudyAnswer {
  readonly id: string;
  readonly recipe: string;
  readonly preset: string;
  readonly question: string;
  readonly runs: readonly RunAnswer[];
  readonly verdict: VerdictAnswer | null;
}

const RUN_FIELDS = `
  fragment RunFields on Run {
    id name status
    cause { code message }
    series(metric: "progress") { summary { last } }
  }
`;

/** Everything one look at a study needs, in one request. */
export const STUDY_PROGRESS = `
  query StudyProgress($id: ID!) {
    study(id: $id) {
      id recipe preset question
      runs { ...RunFields }
      verdict { passed assertions { name effect value bound pass note } }
    }
  }
  ${RUN_FIELDS}
`;
export interface StudyProgress {
  readonly study: StudyAnswer | null;
}

/** A run or a study by an id that may be either's. */
export const WATCHED = `
  query Watched($id: ID!) {
    study(id: $id) { id }
    run(id: $id) { ...RunFields }
  }
  ${RUN_FIELDS}
`;
export interface Watched {
  readonly study: { readonly id: string } | null;
  readonly run: RunAnswer | null;
}
