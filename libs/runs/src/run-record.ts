import type {
  Cause,
  ProjectKey,
  RunId,
  RunKey,
  RunStatus,
  StudyId,
  StudyRole,
  TeamKey,
  WorkerId,
} from '@graticule/contracts';

/** A run as the house knows it. `key` is internal: it leads every hot table and never goes on the wire. */
export interface RunRecord {
  readonly key: RunKey;
  readonly id: RunId;
  readonly projectKey: ProjectKey;
  readonly projectSlug: string;
  readonly teamKey: TeamKey;
  readonly name: string;
  readonly status: RunStatus;
  readonly cause: Cause | null;
  /** Null for a run that is logged from outside. */
  readonly recipe: { readonly name: string; readonly version: string } | null;
  readonly studyId: StudyId | null;
  readonly studyRole: StudyRole | null;
  readonly config: Readonly<Record<string, unknown>>;
  readonly seed: bigint | null;
  readonly tags: readonly string[];
  readonly notes: string | null;
  readonly attempt: number;
  /** Where its first measurements came from. */
  readonly forkOf: ForkOrigin | null;
  /** The fencing token of the last claim; 0 before the first. */
  readonly epoch: bigint;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
  readonly lastSeenAt: Date | null;
}

/** A fork begins with what counted of a run below a step. */
export interface ForkOrigin {
  readonly run: RunId;
  readonly step: bigint;
}

/** One try at executing a run. */
export interface AttemptRecord {
  readonly number: number;
  /** The step it began at; earlier attempts' points from there on are hidden. Null: it hides nothing. */
  readonly startStep: bigint | null;
  readonly workerId: WorkerId | null;
  readonly startedAt: Date | null;
  readonly endedAt: Date | null;
}

/** Who changed something: `key:<id>`, `worker:<id>`, `trainer` or `reconciler`. */
export type Actor = string;

/** One change of a run's status. Append-only; numbered without gaps by the project's counter. */
export interface TransitionRecord {
  readonly number: bigint;
  /** Null for the creation of the run. */
  readonly from: RunStatus | null;
  readonly to: RunStatus;
  readonly cause: Cause | null;
  readonly actor: Actor;
  /** By the database's clock. */
  readonly at: Date;
}

/** A transition as the readers of a project's feed see it. */
export interface RunEvent extends TransitionRecord {
  readonly runId: RunId;
}
