import type { ProjectKey, StudyId, StudyRole, TeamKey } from '@graticule/contracts';

/** A set of runs that answers one question. */
export interface StudyRecord {
  readonly id: StudyId;
  readonly projectKey: ProjectKey;
  readonly projectSlug: string;
  readonly teamKey: TeamKey;
  readonly recipe: { readonly name: string; readonly version: string };
  readonly preset: string;
  /** As the recipe put it when the study was submitted. */
  readonly question: string;
  readonly createdAt: Date;
  /** When its verdict was recorded. Null until then, and again when one of its runs is retried. */
  readonly decidedAt: Date | null;
  /** Whether every assertion with a bound holds, and there is one. Null until decided. */
  readonly passed: boolean | null;
}

/** A study as it is submitted: resolved against its recipe, every run planned, in the order they are best trained. */
export interface PlannedStudy {
  readonly recipe: { readonly name: string; readonly version: string };
  readonly preset: string;
  readonly question: string;
  readonly queue: string;
  readonly runs: readonly {
    readonly name: string;
    readonly config: Readonly<Record<string, unknown>>;
    readonly seed: number;
    readonly role: StudyRole;
  }[];
}
